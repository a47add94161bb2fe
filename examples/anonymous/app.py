"""The smallest endpoint: open to everybody, for the pages of one site.

The ids are placeholders; nothing is looked up at synthesis.
"""

from aws_cdk import App, CfnOutput, Stack

from constructs_lib import (
    Access,
    Cors,
    FromCaller,
    ParticipantDetails,
    StartChatContactRequest,
    StartChatContactRestApi,
)

app = App()
stack = Stack(app, "AnonymousChat")
chat = StartChatContactRestApi(
    stack,
    "Chat",
    request=StartChatContactRequest(
        instance_id="11111111-2222-3333-4444-555555555555",
        contact_flow_id="66666666-7777-8888-9999-000000000000",
        participant_details=ParticipantDetails(display_name=FromCaller(default="Guest", max_length=64)),
        chat_duration_in_minutes=60,  # an idle chat holds one of the instance's concurrent chats until then
    ),
    access=Access.anonymous(),
    cors=Cors(allow_origins=["https://www.example.com"]),
)
CfnOutput(stack, "Url", value=chat.url)
app.synth()
