"""Endpoints side by side: members pinned, open, many, nothing but the required ones open, values of a parameter."""

import aws_cdk as cdk

from constructs_lib import (
    Access,
    Capacity,
    ChatMessage,
    ChatStreamingConfiguration,
    FromCaller,
    ParticipantConfiguration,
    ParticipantDetails,
    PersistentChat,
    SegmentAttributeValue,
    StartChatContactRequest,
    StartChatContactRestApi,
)

INSTANCE = "11111111-1111-1111-1111-111111111111"
FLOW = "22222222-2222-2222-2222-222222222222"
OTHER_FLOW = "33333333-3333-3333-3333-333333333333"
TOPIC = "arn:aws:sns:us-east-1:000000000000:messages"

# Text that a careless encoder would change.
AWKWARD = 'Zoë "quoted" \\ 日本 \U0001f600'

PINNED = StartChatContactRequest(
    instance_id=INSTANCE,
    contact_flow_id=FLOW,
    attributes={"channel": "web", "note": AWKWARD},
    participant_details=ParticipantDetails(display_name="Visitor of the site"),
    participant_configuration=ParticipantConfiguration(response_mode="INCREMENTAL"),
    initial_message=ChatMessage(content_type="text/plain", content=AWKWARD),
    chat_duration_in_minutes=61,
    supported_messaging_content_types=["text/plain", "text/markdown"],
    persistent_chat=PersistentChat(rehydration_type="FROM_SEGMENT", source_contact_id="an-earlier-contact"),
    segment_attributes={
        "connect:Subtype": SegmentAttributeValue(value_string="connect:Web"),
        "nested": SegmentAttributeValue(value_map={"level": SegmentAttributeValue(value_integer=3)}),
    },
    customer_id="customer-1",
    disconnect_on_customer_exit=["AGENT"],
    connection_types=["WEBSOCKET", "CONNECTION_CREDENTIALS"],
    chat_streaming_configuration=ChatStreamingConfiguration(streaming_endpoint_arn=TOPIC),
)
PINNED_RELATED = StartChatContactRequest(
    instance_id=INSTANCE,
    contact_flow_id=FLOW,
    participant_details=ParticipantDetails(display_name="Visitor"),
    related_contact_id="a-related-contact",
)
OPEN = StartChatContactRequest(
    instance_id=INSTANCE,
    contact_flow_id=FromCaller(one_of={"first": FLOW, "second": OTHER_FLOW}),
    attributes={"note": FromCaller()},
    participant_details=ParticipantDetails(display_name=FromCaller()),
    participant_configuration=ParticipantConfiguration(response_mode=FromCaller()),
    initial_message=ChatMessage(content_type=FromCaller(), content=FromCaller()),
    client_token=FromCaller(required=True),
    chat_duration_in_minutes=FromCaller(),
    supported_messaging_content_types=FromCaller(),
    persistent_chat=PersistentChat(rehydration_type=FromCaller(), source_contact_id=FromCaller()),
    related_contact_id=FromCaller(),
    segment_attributes={"level": SegmentAttributeValue(value_integer=FromCaller())},
    customer_id=FromCaller(),
    disconnect_on_customer_exit=FromCaller(),
    connection_types=FromCaller(),
)
CLOSED = StartChatContactRequest(
    instance_id=INSTANCE,
    contact_flow_id=FLOW,
    participant_details=ParticipantDetails(display_name=FromCaller(default="Guest")),
)
FLOWS = {f"flow {n}": f"{n:08d}-0000-0000-0000-000000000000" for n in range(200)}
MANY = StartChatContactRequest(
    instance_id=INSTANCE,
    contact_flow_id=FromCaller(one_of=FLOWS),
    attributes={f"attribute{n}": FromCaller(pattern=f"{n}:[a-z]{{1,20}}") for n in range(100)},
    participant_details=ParticipantDetails(display_name=FromCaller(default="Guest")),
)
ENDPOINTS = {"Pinned": PINNED, "PinnedRelated": PINNED_RELATED, "Open": OPEN, "Closed": CLOSED}


def main() -> None:
    app = cdk.App()
    stack = cdk.Stack(app, "Members")
    access = Access.anonymous(without_waf="it runs on loopback alone")
    wide = Capacity(starts_per_second=1000, burst=1000)
    note = cdk.CfnParameter(stack, "Note", default=f"{AWKWARD}\n$PLAN_1").value_as_string
    parameter = StartChatContactRequest(
        instance_id=INSTANCE,
        contact_flow_id=FLOW,
        participant_details=ParticipantDetails(display_name="Visitor"),
        attributes={"note": note, "choice": FromCaller(one_of={"a": note}, default="a")},
    )
    for name, request in [*ENDPOINTS.items(), ("Many", MANY), ("Parameter", parameter)]:
        chat = StartChatContactRestApi(stack, name, request=request, access=access, capacity=wide)
        cdk.CfnOutput(stack, f"{name}Url", value=chat.url)
    app.synth()


if __name__ == "__main__":
    main()
