"""Endpoints that are watched, and the names of their metrics in the template."""

from collections.abc import Mapping
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_ssm as ssm

from constructs_lib import (
    Access,
    PersistentChat,
    SignedContactId,
    StartChatContactFunction,
    StartChatContactHttpApi,
    StartChatContactMonitoring,
    StartChatContactRestApi,
)
from tests.support.cloudwatch import resolve
from tests.support.replays import Names
from tests.support.requests import make_request

FRONT_DOORS: Mapping[str, Any] = {
    "rest": StartChatContactRestApi,
    "http": StartChatContactHttpApi,
    "function": StartChatContactFunction,
}


def watch(stack: Stack, door: str, id: str = "Chat", *, full: bool = True, **words: Any) -> StartChatContactMonitoring:
    """An endpoint and its monitoring; a full one has a switch and signed contact ids, so that every alarm exists."""
    chat: dict[str, Any] = {"request": make_request(chat_duration_in_minutes=60)}
    if full:
        persistent = PersistentChat(rehydration_type="FROM_SEGMENT", source_contact_id=SignedContactId())
        chat["request"] = make_request(chat_duration_in_minutes=60, persistent_chat=persistent)
        chat["switch"] = ssm.StringParameter(stack, f"{id}Switch", string_value="open")
    waived = None if door == "rest" else "a firewall stands in front"
    endpoint: Any = FRONT_DOORS[door](stack, id, access=Access.anonymous(without_waf=waived), **chat)
    return StartChatContactMonitoring(stack, f"{id}Monitoring", endpoint=endpoint, **words)


def names_of(stack: Stack, monitoring: StartChatContactMonitoring) -> Names:
    """The names of the metrics of what is watched."""
    endpoint: Any = monitoring.endpoint
    handler = getattr(endpoint, "handler", endpoint)

    def name(value: str) -> str:
        return str(resolve(stack.resolve(value)))

    api: Mapping[str, str] | None = None
    if isinstance(endpoint, StartChatContactRestApi):
        api = {"ApiName": name(endpoint.api.rest_api_name)}
    elif isinstance(endpoint, StartChatContactHttpApi):
        api = {"ApiId": name(endpoint.api.api_id)}
    acl = getattr(endpoint, "web_acl", None)
    groups = [handler.log_group, *([endpoint.access_log_group] if api else [])]
    groups += [group] if (group := getattr(endpoint, "web_acl_log_group", None)) else []
    return Names(
        function=name(handler.function.function_name),
        api=api,
        web_acl=acl.visibility_config.metric_name if acl else "",
        logs=tuple(name(group.log_group_name) for group in groups),
    )
