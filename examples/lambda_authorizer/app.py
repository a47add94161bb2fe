"""A site with its own sessions: a Lambda function says whose session it is, and what is known about the customer."""

from pathlib import Path

from aws_cdk import App, CfnOutput, Stack
from aws_cdk import aws_lambda as lambda_
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
    participant_details=ParticipantDetails(display_name=FromCaller(default="Customer", max_length=64)),
    customer_id=FromClaim("customerId"),
    attributes={"plan": FromClaim("plan", one_of=["basic", "gold"])},
)


class LambdaAuthorizerChat(Construct):
    """An authorizer of its own, and an endpoint for the callers that it accepts."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        self.authorizer = lambda_.Function(
            self,
            "Authorizer",
            code=lambda_.Code.from_asset(str(Path(__file__).parent / "authorizer"), exclude=["__pycache__", "*.pyc"]),
            handler="index.handler",
            runtime=lambda_.Runtime.PYTHON_3_14,
        )
        self.chat = StartChatContactRestApi(
            self,
            "Chat",
            request=REQUEST,
            access=Access.lambda_authorizer(self.authorizer),
            cors=Cors(allow_origins=["https://www.example.com"]),
        )


def main() -> None:
    """Synthesize the example."""
    app = App()
    stack = Stack(app, "LambdaAuthorizerChat")
    example = LambdaAuthorizerChat(stack, "Example")
    CfnOutput(stack, "Url", value=example.chat.url)
    app.synth()


if __name__ == "__main__":
    main()
