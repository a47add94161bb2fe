"""What stock chat clients send beside the API's members."""

from typing import Any

from .errors import FieldNotAllowed, Problem


def with_api_names(body: dict[str, Any]) -> dict[str, Any]:
    """Return the body under the API's names.

    ``Username`` is dropped, ``ConnectInstanceId`` is another name of ``InstanceId``, ``customerName`` stands in for a
    display name that is not there. Raises `FieldNotAllowed` when the two names of the instance disagree.
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
