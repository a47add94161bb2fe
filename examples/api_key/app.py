"""A partner's server starts chats for its customers: it sends an API key, and says who the customer is."""

from aws_cdk import App, CfnOutput, Stack
from constructs import Construct

from constructs_lib import Access, FromCaller, ParticipantDetails, StartChatContactRequest, StartChatContactRestApi

INSTANCE_ID = "11111111-2222-3333-4444-555555555555"
CONTACT_FLOW_ID = "66666666-7777-8888-9999-000000000000"


class ApiKeyChat(Construct):
    """An endpoint for whoever has the key: read it with ``aws apigateway get-api-key --include-value``."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        self.chat = StartChatContactRestApi(
            self,
            "Chat",
            request=StartChatContactRequest(
                instance_id=INSTANCE_ID,
                contact_flow_id=CONTACT_FLOW_ID,
                participant_details=ParticipantDetails(display_name=FromCaller(max_length=64)),
                attributes={"channel": "partner", "orderNumber": FromCaller(pattern="[0-9]{1,12}")},
            ),
            access=Access.api_key(),
        )


def main() -> None:
    """Synthesize the example."""
    app = App()
    stack = Stack(app, "ApiKeyChat")
    example = ApiKeyChat(stack, "Example")
    CfnOutput(stack, "Url", value=example.chat.url)
    app.synth()


if __name__ == "__main__":
    main()
