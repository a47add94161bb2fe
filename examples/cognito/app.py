"""Customers sign in with Amazon Cognito before they chat: the flow gets their verified identity."""

from aws_cdk import App, CfnOutput, Stack
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from constructs_lib import (
    Access,
    Cors,
    FromCaller,
    FromClaim,
    ParticipantDetails,
    SegmentAttributeValue,
    StartChatContactRequest,
    StartChatContactRestApi,
)

INSTANCE_ID = "11111111-2222-3333-4444-555555555555"
CONTACT_FLOW_ID = "66666666-7777-8888-9999-000000000000"

AUTHENTICATED = SegmentAttributeValue(value_map={"Status": SegmentAttributeValue(value_string="AUTHENTICATED")})
REQUEST = StartChatContactRequest(
    instance_id=INSTANCE_ID,
    contact_flow_id=CONTACT_FLOW_ID,
    participant_details=ParticipantDetails(display_name=FromClaim("name", default="Customer")),
    customer_id=FromClaim("sub"),
    attributes={"topic": FromCaller(one_of=["sales", "support"], default="support"), "email": FromClaim("email")},
    segment_attributes={"connect:CustomerAuthentication": AUTHENTICATED},
)


class CognitoChat(Construct):
    """A user pool of its own, and an endpoint for its users; pages send the ID token in ``Authorization``."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        self.user_pool = cognito.UserPool(self, "UserPool", sign_in_aliases=cognito.SignInAliases(email=True))
        self.client = self.user_pool.add_client("Web", auth_flows=cognito.AuthFlow(user_srp=True))
        self.chat = StartChatContactRestApi(
            self,
            "Chat",
            request=REQUEST,
            access=Access.cognito(self.user_pool),
            cors=Cors(allow_origins=["https://www.example.com"]),
        )


def main() -> None:
    """Synthesize the example."""
    app = App()
    stack = Stack(app, "CognitoChat")
    example = CognitoChat(stack, "Example")
    CfnOutput(stack, "Url", value=example.chat.url)
    app.synth()


if __name__ == "__main__":
    main()
