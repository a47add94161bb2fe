"""The deployable app: one stack with one endpoint that starts chats for the pages of one site.

::

    cdk deploy -c instance_id=… -c contact_flow_id=… -c allow_origins=https://www.example.com

It sets the role with which API Gateway writes logs in the account and Region, because deployment fails where there is
none; with ``-c cloud_watch_role=false`` the one that is set stays.

Amazon Connect's demo apps, its chat widget, ChatJS and AWS's sample pages can all use the endpoint as it is.
"""

import os
import sys

from aws_cdk import App, CfnOutput, Environment, Stack
from constructs import Construct

from constructs_lib import (
    Access,
    ChatMessage,
    Cors,
    DeclarationError,
    FromCaller,
    ParticipantDetails,
    StartChatContactRequest,
    StartChatContactRestApi,
)

STACK_NAME = "ConnectChat"
CONTEXT = {
    "instance_id": "11111111-2222-3333-4444-555555555555",
    "contact_flow_id": "66666666-7777-8888-9999-000000000000",
    "allow_origins": "https://www.example.com,https://example.com",
}
"""What the app has to be told, with examples."""


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
                attributes={"channel": "web", "topic": FromCaller(pattern="[A-Za-z0-9 _-]{1,64}")},
                initial_message=ChatMessage(content_type="text/plain", content=FromCaller(max_length=1024)),
                chat_duration_in_minutes=FromCaller(default=60, maximum=120),
                supported_messaging_content_types=FromCaller(default=["text/plain", "text/markdown"]),
            ),
            access=Access.anonymous(),
            cors=Cors(allow_origins=allow_origins),
            cloud_watch_role=cloud_watch_role,
        )
        CfnOutput(self, "Url", value=chat.url, description="Where clients POST to start a chat")


def main() -> None:
    """Synthesize the stack that the context describes; leave with one line when it describes none."""
    app = App()
    given = {name: str(app.node.try_get_context(name) or "").strip() for name in CONTEXT}
    missing = [f"-c {name}={example}" for name, example in CONTEXT.items() if not given[name]]
    if missing:
        sys.exit(f"missing context; give it with {' '.join(missing)}")
    try:
        ConnectChat(
            app,
            STACK_NAME,
            instance_id=given["instance_id"],
            contact_flow_id=given["contact_flow_id"],
            allow_origins=[origin.strip() for origin in given["allow_origins"].split(",")],
            cloud_watch_role=app.node.try_get_context("cloud_watch_role") not in (False, "false"),
            env=Environment(account=os.environ.get("CDK_DEFAULT_ACCOUNT"), region=os.environ.get("CDK_DEFAULT_REGION")),
        )
    except DeclarationError as error:
        sys.exit(f"the context can't be deployed: {error}")
    app.synth()


if __name__ == "__main__":
    main()
