"""The deployable app: one stack with one endpoint that starts chats for the pages of one site.

::

    cdk deploy -c instance_id=… -c contact_flow_id=… -c allow_origins=https://www.example.com

It sets the role with which API Gateway writes logs in the account and Region, because deployment fails where there is
none; ``-c cloud_watch_role=false`` keeps the one that is set. It watches the endpoint with alarms and a dashboard;
``-c alarm_topic_arn=…`` names the SNS topic of the stack's Region that the alarms tell. Context may also be in
``cdk.json``, origins as a list.

The declaration opens what AWS's chat widget, sample pages and demo apps send, and what ChatJS's examples send.
"""

import difflib
import os
import re
from collections.abc import Mapping
from typing import Any

from aws_cdk import Annotations, App, CfnOutput, CfnWaitConditionHandle, Environment, Stack
from aws_cdk import aws_cloudwatch_actions as cloudwatch_actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from constructs_lib import (
    Access,
    ChatMessage,
    Cors,
    DeclarationError,
    FromCaller,
    ParticipantDetails,
    StartChatContactMonitoring,
    StartChatContactRequest,
    StartChatContactRestApi,
)

STACK_NAME = "ConnectChat"
CONTEXT = {
    "instance_id": "11111111-2222-3333-4444-555555555555",
    "contact_flow_id": "66666666-7777-8888-9999-000000000000",
    "allow_origins": "https://www.example.com,https://example.com",
    "cloud_watch_role": "false",
    "alarm_topic_arn": "arn:aws:sns:eu-west-2:111122223333:chat-alarms",
}
"""The context that the app reads, with examples."""


class ConnectChat(Stack):
    """A chat endpoint that is open to everybody, for the pages of the given origins and for native apps."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        instance_id: str,
        contact_flow_id: str,
        allow_origins: list[str],
        cloud_watch_role: bool,
        alarm_topic_arn: str | None = None,
        env: Environment | None = None,
    ) -> None:
        super().__init__(scope, id, env=env, description="Starts chats in Amazon Connect")
        chat = StartChatContactRestApi(
            self,
            "Chat",
            request=StartChatContactRequest(
                instance_id=instance_id,
                contact_flow_id=contact_flow_id,
                participant_details=ParticipantDetails(display_name=FromCaller(default="Guest", max_length=64)),
                attributes={
                    "channel": "web",
                    "topic": FromCaller(pattern="[A-Za-z0-9 _-]{1,64}"),
                    "customerName": FromCaller(max_length=64),  # AWS's sample pages send it beside the display name
                },
                initial_message=ChatMessage(content_type="text/plain", content=FromCaller(max_length=1024)),
                chat_duration_in_minutes=FromCaller(default=60, maximum=1500),  # one of those pages asks for 1,500
                supported_messaging_content_types=FromCaller(default=["text/plain", "text/markdown"]),
            ),
            access=Access.anonymous(),
            cors=Cors(allow_origins=allow_origins),
            cloud_watch_role=cloud_watch_role,
        )
        Annotations.of(chat).acknowledge_warning(
            "constructs_lib:request.chat_duration_in_minutes",
            "an hour, unless a page such as one of AWS's asks for more",
        )
        topics = [sns.Topic.from_topic_arn(self, "AlarmTopic", alarm_topic_arn)] if alarm_topic_arn else []
        actions = [cloudwatch_actions.SnsAction(topic) for topic in topics]
        StartChatContactMonitoring(self, "Monitoring", endpoint=chat, alarm_actions=actions)
        CfnOutput(self, "Url", value=chat.url, description="Where clients POST to start a chat")


def read_context(context: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the arguments of `ConnectChat` that the context gives, and what is wrong with it."""
    problems = [
        f"context {name!r} is unknown; did you mean {near[0]!r}?"
        for name in context
        if name not in CONTEXT and (near := difflib.get_close_matches(name, CONTEXT, n=1, cutoff=0.75))
    ]
    found: dict[str, Any] = {"cloud_watch_role": True, "alarm_topic_arn": None}
    readers = {
        "instance_id": _id,
        "contact_flow_id": _id,
        "allow_origins": _origins,
        "cloud_watch_role": _boolean,
        "alarm_topic_arn": _topic,
    }
    for name, read in readers.items():
        value = context.get(name)
        if name not in context or (isinstance(value, str) and not value.strip() and name not in found):
            if name not in found:
                problems.append(f"context {name!r} is missing; give it with -c {name}={CONTEXT[name]}")
            continue
        found[name] = read(value)
        if found[name] is None:
            problems.append(f"context {name!r} is {value!r}; {_ALLOWED[name]}, such as -c {name}={CONTEXT[name]}")
    return found, problems


_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_ID = re.compile(rf"{_UUID}|arn:[^:]+:connect:[^:]*:[^:]*:instance/{_UUID}(/contact-flow/{_UUID})?")
_TOPIC = re.compile(r"arn:[^:]+:sns:[^:]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}")
_ALLOWED = {
    "instance_id": "give the id at the end of the instance's ARN (a UUID, not the alias) or the ARN",
    "contact_flow_id": "give the id at the end of the flow's ARN (a UUID, not the name) or the ARN",
    "allow_origins": "give origins, separated by commas or as a list",
    "cloud_watch_role": "give true or false",
    "alarm_topic_arn": "give the ARN of a standard SNS topic",
}


def _id(value: object) -> str | None:
    return value.strip() if isinstance(value, str) and _ID.fullmatch(value.strip()) else None


def _origins(value: object) -> list[str] | None:
    entries = value.split(",") if isinstance(value, str) else value
    if not isinstance(entries, list) or not all(isinstance(entry, str) and entry.strip() for entry in entries):
        return None
    return [entry.strip() for entry in entries] or None


def _topic(value: object) -> str | None:
    return value.strip() if isinstance(value, str) and _TOPIC.fullmatch(value.strip()) else None


def _boolean(value: object) -> bool | None:
    return value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value).strip().lower())


def add_stack(app: App) -> None:
    """Add the stack that the app's context describes.

    Problems are errors of the stack: `cdk deploy` and `cdk synth` stop with them, while `cdk ls` and `cdk destroy`
    work without any context.
    """
    env = Environment(account=os.environ.get("CDK_DEFAULT_ACCOUNT"), region=os.environ.get("CDK_DEFAULT_REGION"))
    arguments, problems = read_context(app.node.get_all_context())
    if not problems:
        try:
            ConnectChat(app, STACK_NAME, env=env, **arguments)
        except DeclarationError as error:
            problems = list(error.problems)
            app.node.try_remove_child(STACK_NAME)
    if problems:
        stack = Stack(app, STACK_NAME, env=env)
        CfnWaitConditionHandle(stack, "NotDeployed")  # a template needs a resource
        Annotations.of(stack).add_error("; ".join(problems))


def main() -> None:
    """Synthesize the app."""
    app = App()
    add_stack(app)
    app.synth()


if __name__ == "__main__":
    main()
