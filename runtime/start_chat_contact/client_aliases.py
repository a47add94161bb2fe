"""Translates the members that stock chat clients send but the API does not have."""

from typing import Any

from .errors import FieldNotAllowed, Problem


def with_api_names(body: dict[str, Any]) -> dict[str, Any]:
    """Return the body with the API's names.

    Drops ``Username``, renames ``ConnectInstanceId`` to ``InstanceId``, and uses ``customerName`` as the display name
    if there is no other. Raises `FieldNotAllowed` if ``ConnectInstanceId`` and ``InstanceId`` differ.
    """
    body = dict(body)
    body.pop("Username", None)
    name = body.pop("customerName", None)
    details = body.get("ParticipantDetails")
    if name is not None and (details is None or (isinstance(details, dict) and details.get("DisplayName") is None)):
        body["ParticipantDetails"] = {**(details or {}), "DisplayName": name}
    instance = body.pop("ConnectInstanceId", None)
    if instance not in (None, ""):
        if body.get("InstanceId") not in (None, "", instance):
            raise FieldNotAllowed(problems=[Problem("/ConnectInstanceId", "differs from InstanceId")])
        body["InstanceId"] = instance
    return body
