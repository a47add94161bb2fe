"""The plan: what the deployer declared, as the function gets it, in an environment variable of JSON.

``{"access": …, "deployment": …, "allow_origins": […], "attachments": …, "limits": {…}, "request": {…}}``

In ``allow_origins``, ``caller_claim``, ``request`` and ``reserved_names`` a text ``$NAME`` stands for the environment
variable ``NAME``. Texts that only the deployment knows come this way, because CloudFormation does not escape their
quotes in JSON. A text that itself begins with ``$`` is written with one more.

What is too large for the environment is not in the variable, but in the file ``declared.json`` beside this module: the
four parts just named.

``request`` has a node for every declared member, under the API's names. A node is an object with one key:

===========  ===========================================================================================
``is``       the deployer's value: always sent, a caller may only repeat it
``caller``   bounds of a value from the body: ``type`` (``integer`` or ``list``; else text), ``min``,
             ``max``, ``max_bytes``, ``pattern``, ``one_of``, ``format``, ``default``, ``required``
``claim``    the same bounds for a value of the verified identity, and the claim's ``name`` (or path)
``signed``   a contact id that this function signed: ``hours`` that it is valid, ``required``
``of``       a structure: nodes by member; it is sent when all of them have a value
``map``      entries: nodes by key; each is sent when it has a value
===========  ===========================================================================================
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

VARIABLE = "PLAN"
"""The environment variable."""
FILE = Path(__file__).with_name("declared.json")
"""What doesn't fit there; most plans have no such file."""

Node = dict[str, Any]

_DECLARED = ("allow_origins", "caller_claim", "request", "reserved_names")


class Limits(NamedTuple):
    """Time, in seconds, and attempts that one request may take."""

    time_budget: float
    """From the event to the response; ``deadline`` in the plan, as the constructs call it."""
    connect_timeout: float
    """To open a connection to Connect."""
    read_timeout: float
    """For each read of Connect's response."""
    attempts: int
    """Calls of Connect, the first included."""


class Plan(NamedTuple):
    """What the deployer declared; the module describes the format of ``request``."""

    access: str
    """The kind of access, as the construct names it (``anonymous``, ``iam``, …)."""
    deployment: str
    """Tells this deployment from every other: keys and handles of one mean nothing to another."""
    allow_origins: tuple[str, ...]
    """Origins of pages that may call, exactly as browsers send them; ``*`` for all."""
    attachments: bool
    """Whether clients are told that they can send attachments."""
    limits: Limits
    request: Mapping[str, Node]
    reserved_names: tuple[str, ...] = ()
    """Display names refused from callers and claims; empty: the function's own list."""
    contact_id_secret: str = ""
    """ARN of the secret that signs contact ids; empty when none are signed."""
    jwt_secret: str = ""
    """ARN of the secret that callers' tokens are signed with; empty unless the access kind is ``signed_jwt``."""
    caller_claim: str | tuple[str, ...] = ""
    """The claim, by name or path, that tells the callers of a Lambda authorizer apart; empty: they share one scope."""
    switch: str = ""
    """ARN of the parameter that opens and closes the endpoint; empty: it is always open."""
    origin_secret: str = ""
    """ARN of the secret that every request must have in a header; empty: none is needed."""
    claims: tuple[Any, ...] = ()
    """The claims that the request uses, by name or path."""


def parse(text: str, variables: Mapping[str, str] = os.environ) -> Plan:
    """Read a plan. Raises ``ValueError``, ``KeyError``, ``TypeError`` or ``OSError`` for anything that is not a plan.

    ``variables`` are those of the environment.
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
    """The value with the texts that it names put in place."""
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
