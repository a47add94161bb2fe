"""Adds a chat to existing APIs: to a resource of a REST API, and to a path of an HTTP API."""

from aws_cdk import App, CfnOutput, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from constructs import Construct

from constructs_lib import (
    Access,
    Cors,
    FromCaller,
    ParticipantDetails,
    StartChatContactFunction,
    StartChatContactRequest,
)

INSTANCE_ID = "11111111-2222-3333-4444-555555555555"
CONTACT_FLOW_ID = "66666666-7777-8888-9999-000000000000"


class OwnApiChat(Construct):
    """One function behind two APIs of the site's own."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        self.rest_api = apigateway.RestApi(self, "RestApi", cloud_watch_role=False)
        self.http_api = apigatewayv2.HttpApi(self, "HttpApi")
        chat = StartChatContactFunction(
            self,
            "Chat",
            request=StartChatContactRequest(
                instance_id=INSTANCE_ID,
                contact_flow_id=CONTACT_FLOW_ID,
                participant_details=ParticipantDetails(display_name=FromCaller(default="Guest", max_length=64)),
            ),
            access=Access.anonymous(without_waf="the CDN in front of both APIs limits the rate of each address"),
            cors=Cors(allow_origins=["https://www.example.com"]),
        )
        chat.add_to_rest_api(self.rest_api.root.add_resource("chat"))
        chat.add_to_http_api(self.http_api, "/chat")


def main() -> None:
    """Synthesize the example."""
    app = App()
    stack = Stack(app, "OwnApiChat")
    example = OwnApiChat(stack, "Example")
    CfnOutput(stack, "HttpUrl", value=f"{example.http_api.api_endpoint}/chat")
    app.synth()


if __name__ == "__main__":
    main()
