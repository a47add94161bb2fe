"""A site signs what it knows about its visitor, as for the hosted chat widget, so that no page can change it."""

from aws_cdk import App, CfnOutput, Stack
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from constructs_lib import (
    Access,
    Cors,
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
    participant_details=ParticipantDetails(display_name=FromCaller(default="Visitor", max_length=64)),
    customer_id=FromClaim("sub"),
    attributes={"tier": FromClaim(["attributes", "tier"], one_of=["basic", "gold"], default="basic")},
)


class SignedJwtChat(Construct):
    """A key in a secret, which the site's server reads too, and an endpoint for the tokens that it signs with it."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        self.secret = secretsmanager.Secret(
            self,
            "TokenKey",
            generate_secret_string=secretsmanager.SecretStringGenerator(password_length=44, exclude_punctuation=True),
        )
        self.chat = StartChatContactRestApi(
            self,
            "Chat",
            request=REQUEST,
            access=Access.signed_jwt(self.secret),
            cors=Cors(allow_origins=["https://www.example.com"]),
        )


def main() -> None:
    """Synthesize the example."""
    app = App()
    stack = Stack(app, "SignedJwtChat")
    example = SignedJwtChat(stack, "Example")
    CfnOutput(stack, "Url", value=example.chat.url)
    app.synth()


if __name__ == "__main__":
    main()
