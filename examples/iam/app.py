"""An app signs its requests with AWS credentials: of an identity pool's guests and users, or of a back end's role."""

from aws_cdk import App, CfnOutput, Stack
from constructs import Construct

from constructs_lib import (
    Access,
    FromCaller,
    FromClaim,
    ParticipantDetails,
    StartChatContactRequest,
    StartChatContactRestApi,
)

INSTANCE_ID = "11111111-2222-3333-4444-555555555555"
CONTACT_FLOW_ID = "66666666-7777-8888-9999-000000000000"

REQUEST = StartChatContactRequest(
    instance_id=INSTANCE_ID,
    contact_flow_id=CONTACT_FLOW_ID,
    participant_details=ParticipantDetails(display_name=FromCaller(default="Customer")),
    # Whoever is no user of an identity pool, a back end's role say, has no such id.
    customer_id=FromClaim("cognitoIdentityId", required=False),
    attributes={"calledBy": FromClaim("accountId")},
)


class IamChat(Construct):
    """An endpoint for roles that are allowed to invoke it: ``chat.grant_invoke(role)``."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        self.chat = StartChatContactRestApi(self, "Chat", request=REQUEST, access=Access.iam())


def main() -> None:
    """Synthesize the example."""
    app = App()
    stack = Stack(app, "IamChat")
    example = IamChat(stack, "Example")
    CfnOutput(stack, "Url", value=example.chat.url)
    app.synth()


if __name__ == "__main__":
    main()
