"""The plan: what the deployer declared. The function gets it as JSON in an environment variable.

``{"access": …, "deployment": …, "allow_origins": […], "attachments": …, "limits": {…}, "request": {…}}``

In ``allow_origins``, ``caller_claim``, ``request`` and ``reserved_names`` a text ``$NAME`` stands for the value of the
environment variable ``NAME``. Texts that are known only at deployment are passed like this, because CloudFormation does
not escape quotes in them for JSON. A text that begins with ``$`` itself is written with ``$$``.

If these four parts are too large for the environment, the file ``declared.json`` beside this module has them instead.

``request`` has a node for every declared member, under the API's names. A node is an object with one key:

===========  ===========================================================================================
``is``       the deployer's value: always sent, a caller may only repeat it
``caller``   bounds of a value from the body: ``type`` (``integer`` or ``list``; else text), ``min``,
             ``max``, ``max_bytes``, ``pattern``, ``one_of``, ``format``, ``default``, ``required``
``claim``    the same bounds for a value of the verified identity, and the claim's ``name`` (or path)
``signed``   a contact id that this function signed: ``hours`` that it is valid, ``required``
``of``       a structure: a node for each member; it is sent if all of them have a value
``map``      entries: a node for each key; an entry is sent if it has a value
===========  ===========================================================================================
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

VARIABLE = "PLAN"
"""The environment variable that holds the plan."""
FILE = Path(__file__).with_name("declared.json")
"""The file for parts that don't fit into the variable; most plans have no such file."""

Node = dict[str, Any]

_DECLARED = ("allow_origins", "caller_claim", "request", "reserved_names")


class Limits(NamedTuple):
    """The time, in seconds, and the attempts that one request may take."""

    time_budget: float
    """From the event to the response. The plan and the constructs call it ``deadline``."""
    connect_timeout: float
    """To open a connection to Connect."""
    read_timeout: float
    """For each read of Connect's response."""
    attempts: int
    """Calls to Connect, including the first."""


class Plan(NamedTuple):
    """What the deployer declared. The module's docstring describes the format of ``request``."""

    access: str
    """The kind of access, as the construct names it (``anonymous``, ``iam``, …)."""
    deployment: str
    """Identifies this deployment. Idempotency keys and signed contact ids of other deployments have no effect here."""
    allow_origins: tuple[str, ...]
    """Origins of pages that may call, exactly as browsers send them; ``*`` for all."""
    attachments: bool
    """Whether clients are told that they can send attachments."""
    limits: Limits
    request: Mapping[str, Node]
    reserved_names: tuple[str, ...] = ()
    """Display names that callers and claims may not use. If it is empty, the function's own list applies."""
    contact_id_secret: str = ""
    """ARN of the secret that signs contact ids; empty if none are signed."""
    jwt_secret: str = ""
    """ARN of the secret that callers' tokens are signed with; empty unless the access kind is ``signed_jwt``."""
    caller_claim: str | tuple[str, ...] = ""
    """Name or path of the claim that identifies a Lambda authorizer's callers; empty if they may share a scope."""
    switch: str = ""
    """ARN of the parameter that opens and closes the endpoint; empty if the endpoint is always open."""
    origin_secret: str = ""
    """ARN of the secret that every request must have in a header; empty if requests need no secret."""
    claims: tuple[Any, ...] = ()
    """The names or paths of the claims that ``request`` uses."""


def parse(text: str, variables: Mapping[str, str] = os.environ) -> Plan:
    """Read a plan. Raises ``ValueError``, ``KeyError``, ``TypeError`` or ``OSError`` if the text is not a plan.

    ``variables`` are the environment variables.
    """
    words = json.loads(text)
    if "request" not in words:
        words |= json.loads(FILE.read_text("utf-8"))
    words |= {part: _texts(words[part], variables) for part in _DECLARED if part in words}
    return Plan(
        access=words["access"],
        deployment=words["deployment"],
        allow_origins=tuple(words["allow_origins"]),
        attachments=words["attachments"],
        limits=_limits(**words["limits"]),
        request=words["request"],
        reserved_names=tuple(words.get("reserved_names", ())),
        contact_id_secret=words.get("contact_id_secret", ""),
        jwt_secret=words.get("jwt_secret", ""),
        caller_claim=_name(words.get("caller_claim", "")),
        switch=words.get("switch", ""),
        origin_secret=words.get("origin_secret", ""),
        claims=tuple(_claims(words["request"])),
    )


def _limits(*, deadline: float, **limits: Any) -> Limits:
    return Limits(time_budget=deadline, **limits)


def _name(value: str | list[str]) -> str | tuple[str, ...]:
    return value if isinstance(value, str) else tuple(value)


def _texts(value: Any, variables: Mapping[str, str]) -> Any:
    """Return the value with each ``$NAME`` replaced by the text that it stands for."""
    if isinstance(value, dict):
        return {key: _texts(child, variables) for key, child in value.items()}
    if isinstance(value, list):
        return [_texts(child, variables) for child in value]
    if isinstance(value, str) and value.startswith("$"):
        return value[1:] if value.startswith("$$") else variables[value[1:]]
    return value


def _claims(nodes: Mapping[str, Node]) -> Iterator[Any]:
    for node in nodes.values():
        if "claim" in node:
            yield node["claim"]["name"]
        yield from _claims(node.get("of") or node.get("map") or {})
