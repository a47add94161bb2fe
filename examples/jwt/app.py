"""Customers sign in with any OpenID Connect provider, and come back to the chat that they had before.

A claim chooses the flow, a nested claim becomes an attribute, and the response holds the connection, so that a client
can open its WebSocket without a further request.
"""

from aws_cdk import App, CfnOutput, Stack
from constructs import Construct

from constructs_lib import (
    Access,
    Cors,
    FromCaller,
    FromClaim,
    ParticipantDetails,
    PersistentChat,
    SignedContactId,
    StartChatContactHttpApi,
    StartChatContactRequest,
)

INSTANCE_ID = "11111111-2222-3333-4444-555555555555"
CONTACT_FLOW_ID = "66666666-7777-8888-9999-000000000000"
PREMIUM_FLOW_ID = "66666666-7777-8888-9999-111111111111"

REQUEST = StartChatContactRequest(
    instance_id=INSTANCE_ID,
    contact_flow_id=FromClaim("tier", one_of={"basic": CONTACT_FLOW_ID, "premium": PREMIUM_FLOW_ID}, default="basic"),
    participant_details=ParticipantDetails(display_name=FromClaim("name", max_length=64, default="Customer")),
    customer_id=FromClaim("sub"),
    attributes={"country": FromClaim(["address", "country"], pattern="[A-Z]{2}", required=False)},
    persistent_chat=PersistentChat(
        rehydration_type=FromCaller(default="ENTIRE_PAST_SESSION"),
        source_contact_id=SignedContactId(valid_for_hours=30 * 24),
    ),
    connection_types=["WEBSOCKET", "CONNECTION_CREDENTIALS"],
)


class JwtChat(Construct):
    """An endpoint for the users of one issuer; the API itself verifies their tokens."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        issuer = self.node.try_get_context("issuer") or "https://idp.example.com/"
        self.access = Access.jwt(issuer=issuer, audience=["chat"])
        self.chat = StartChatContactHttpApi(
            self,
            "Chat",
            request=REQUEST,
            access=self.access,
            cors=Cors(allow_origins=["https://www.example.com"]),
        )


def main() -> None:
    """Synthesize the example."""
    app = App()
    stack = Stack(app, "JwtChat")
    example = JwtChat(stack, "Example")
    CfnOutput(stack, "Url", value=example.chat.url)
    app.synth()


if __name__ == "__main__":
    main()
