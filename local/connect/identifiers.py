"""Ids and bearer tokens, repeatable when seeded."""

from __future__ import annotations

import base64
import random
import uuid


class Identifiers:
    """A source of ids and tokens: unpredictable without a seed, the same in each run with one."""

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.SystemRandom() if seed is None else random.Random(seed)

    def id(self) -> str:
        """A new id in the form of a version 4 UUID."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def token(self) -> str:
        """A new bearer token of 128 URL-safe characters."""
        return base64.urlsafe_b64encode(self._random.randbytes(96)).decode()
