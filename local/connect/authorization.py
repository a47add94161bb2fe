"""Who calls StartChatContact, and whether IAM lets them."""

from __future__ import annotations

import asyncio
import dataclasses
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from local import boto
from local.connect.errors import ServiceError

ACTION = "connect:StartChatContact"

_SIGV4 = re.compile(
    r"AWS4-HMAC-SHA256 Credential=[^/,]+/\d{8}/(?P<region>[^/,]+)/(?P<service>[^/,]+)/aws4_request, ?"
    r"SignedHeaders=[^,]+, ?Signature=[0-9a-f]{64}"
)
_ROLE_ARN = re.compile(r"arn:(?P<partition>[^:]+):iam::(?P<account>\d{12}):role/(?:.+/)?(?P<name>[^/]+)")


@dataclasses.dataclass(frozen=True)
class Caller:
    """The Region of the call's signature, and the ARN of the calling role when the session token names one."""

    region: str
    role: str | None


def caller(headers: Mapping[str, str]) -> Caller:
    """Reads the caller off a signed request. The signature itself is not verified: there is no secret to do so.

    Raises:
        ServiceError: when the request is not signed with Signature Version 4 for the service ``connect``.
    """
    authorization = headers.get("authorization")
    if authorization is None:
        raise ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token")
    scope = _SIGV4.fullmatch(authorization)
    if scope is None:
        raise ServiceError("IncompleteSignatureException", "Authorization is no complete AWS4-HMAC-SHA256 header")
    if scope["service"] != "connect":
        raise ServiceError("InvalidSignatureException", "Credential should be scoped to correct service: 'connect'.")
    return Caller(scope["region"], _role(headers.get("x-amz-security-token", "")))


def _role(session_token: str) -> str | None:
    if not session_token:
        return None
    # Imported late: the encoding belongs to the emulator, without which a stand-in works too.
    from local.emulator.credentials import decode

    return decode(session_token)


async def authorise(iam_endpoint: str, caller: Caller, request: Mapping[str, Any]) -> None:
    """Asks the IAM at ``iam_endpoint`` whether the calling role may start this chat, afresh for each call.

    Raises:
        ServiceError: when it may not, when no role is named, or when IAM does not respond.
    """
    role = _ROLE_ARN.fullmatch(caller.role or "")
    if role is None:
        raise ServiceError("AccessDeniedException", f"The session token names no role, so it may not perform: {ACTION}")
    instance = request["InstanceId"]
    prefix = f"arn:{role['partition']}:connect:{caller.region}:{role['account']}:instance/{instance}"
    resources = [f"{prefix}/contact-flow/{request['ContactFlowId']}"]
    source = (request.get("PersistentChat") or {}).get("SourceContactId") or request.get("RelatedContactId")
    if source is not None:
        resources.append(f"{prefix}/contact/{source}")
    iam = _iam(iam_endpoint)
    for resource in resources:
        if not await asyncio.to_thread(_is_allowed, iam, role[0], resource, instance):
            user = f"arn:{role['partition']}:sts::{role['account']}:assumed-role/{role['name']}"
            message = f"User: {user} is not authorized to perform: {ACTION} on resource: {resource}"
            raise ServiceError("AccessDeniedException", message)


def _is_allowed(iam: Any, role: str, resource: str, instance: str) -> bool:
    context = {"ContextKeyName": "connect:InstanceId", "ContextKeyValues": [instance], "ContextKeyType": "string"}
    try:
        response = iam.simulate_principal_policy(
            PolicySourceArn=role, ActionNames=[ACTION], ResourceArns=[resource], ContextEntries=[context]
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchEntity":
            return False
        raise ServiceError("InternalServiceException", f"IAM at {iam.meta.endpoint_url} failed: {error}") from error
    except BotoCoreError as error:
        raise ServiceError("InternalServiceException", f"IAM did not respond: {error}") from error
    return all(result["EvalDecision"] == "allowed" for result in response["EvaluationResults"])


@cache
def _iam(endpoint: str) -> Any:
    limits = Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 1})
    return boto.client("iam", endpoint, limits)
