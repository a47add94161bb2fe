"""The requests of the chat clients that AWS publishes, as each sends them, against the deployed app.py.

A client's test has its exact method, path, headers and members; what it reads of the answer must be there, and the
participant token in it must open a chat.
"""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from local import demo
from local.aws import LocalAws
from local.boto import REGION, client

Answer = dict[str, Any]
PAGE = "https://www.example.com"
INSTANCE, FLOW = demo.INSTANCE_ID, demo.CONTACT_FLOW_ID
TEXT = {"Content-Type": "text/plain;charset=UTF-8", "Origin": PAGE}
NAMED = {"ParticipantDetails": {"DisplayName": "Ada"}}
IDS = {"InstanceId": INSTANCE, "ContactFlowId": FLOW}
INTERACTIVE = "application/vnd.amazonaws.connect.message.interactive"
MARKDOWN_TYPES = ["text/plain", "text/markdown"]


@dataclass(frozen=True)
class Endpoint:
    """The deployed app.py."""

    aws: LocalAws
    url: str

    def post(self, body: bytes, headers: Mapping[str, str], path: str = "") -> Answer:
        """Send exactly these headers (beside Host and a length), and return the JSON of a 200."""
        url = urlsplit(self.url)
        connection = http.client.HTTPConnection(url.netloc, timeout=60)
        try:
            connection.putrequest("POST", url.path.rstrip("/") + path, skip_accept_encoding=True)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        assert answer.status == 200, content
        if headers.get("Origin"):
            assert answer.headers["Access-Control-Allow-Origin"] == PAGE
        found: Answer = json.loads(content)
        return found

    def received(self, result: Mapping[str, str], duration: int = 60) -> Answer:
        """What Amazon Connect was asked for, once the token of the answer has opened the chat."""
        participant = client("connectparticipant", self.aws.connect.url)
        participant.create_participant_connection(
            Type=["WEBSOCKET", "CONNECTION_CREDENTIALS"], ParticipantToken=result["ParticipantToken"]
        )
        [contact] = [each for each in self.aws.connect.ledger() if each["ContactId"] == result["ContactId"]]
        assert contact["ConnectedAt"]
        assert contact["ParticipantId"] == result["ParticipantId"]
        request: Answer = contact["Request"]
        assert request.items() >= {**IDS, "ChatDurationInMinutes": duration}.items()
        return request


@pytest.fixture(scope="module")
def endpoint(local_aws: LocalAws) -> Endpoint:
    context = {"instance_id": INSTANCE, "contact_flow_id": FLOW, "allow_origins": PAGE}
    [url] = [url for url in local_aws.deploy("app.py", "ConnectChat", context).values() if url.startswith("https://")]
    return Endpoint(local_aws, local_aws.url(url))


def sample_page(duration: int | None) -> bytes:
    """What the widget sends on AWS's own sample pages: the name three times."""
    return as_json(
        **IDS,
        ParticipantDetails={"DisplayName": "Ada Lovelace"},
        Username="Ada Lovelace",
        Attributes={"customerName": "Ada Lovelace"},
        SupportedMessagingContentTypes=MARKDOWN_TYPES,
        ChatDurationInMinutes=duration,
    )


def as_json(**members: Any) -> bytes:
    return json.dumps(members).encode()


def under_data(answer: Answer) -> Mapping[str, str]:
    result: Mapping[str, str] = answer["data"]["startChatResult"]
    return result


def test_chat_interface(endpoint: Endpoint) -> None:
    """The self-hosted widget: JSON under a text label, a list as text, and null for a duration it could not read."""
    body = as_json(
        **IDS,
        **NAMED,
        Username="Ada",
        Attributes={"topic": "delivery"},
        InitialMessage={"ContentType": "text/plain", "Content": "Where is my parcel?"},
        SupportedMessagingContentTypes=["text/plain", " text/markdown"],
        ChatDurationInMinutes=None,
    )
    answer = endpoint.post(body, TEXT, "/")
    assert answer["data"]["featurePermissions"]["ATTACHMENTS"] is False
    request = endpoint.received(under_data(answer))
    assert request["SupportedMessagingContentTypes"] == MARKDOWN_TYPES
    assert request["InitialMessage"] == {"ContentType": "text/plain", "Content": "Where is my parcel?"}
    assert request["Attributes"] == {"channel": "web", "topic": "delivery"}
    assert "Username" not in request


@pytest.mark.parametrize(("duration", "sent"), [(None, 60), (1500, 1500)], ids=["index.html", "widgetIndex.html"])
def test_the_widgets_sample_pages(endpoint: Endpoint, duration: int | None, sent: int) -> None:
    """`local-testing/index.html` of amazon-connect-chat-interface, `widgetIndex.html` of the chat UI examples."""
    request = endpoint.received(under_data(endpoint.post(sample_page(duration), TEXT, "/")), duration=sent)
    assert request["ParticipantDetails"] == {"DisplayName": "Ada Lovelace"}
    assert request["Attributes"] == {"channel": "web", "customerName": "Ada Lovelace"}
    assert request["SupportedMessagingContentTypes"] == MARKDOWN_TYPES


def test_chat_interface_with_little(endpoint: Endpoint) -> None:
    """Without optional settings, and without the slash."""
    answer = endpoint.post(as_json(**IDS, **NAMED, Username="Ada"), TEXT)
    assert endpoint.received(under_data(answer))["ParticipantDetails"] == {"DisplayName": "Ada"}


def test_hosted_widget(endpoint: Endpoint) -> None:
    """Its customStartChat callback: the instance under another name; rich text only by the answer's permissions."""
    body = as_json(
        ConnectInstanceId=INSTANCE, ContactFlowId=FLOW, **NAMED, SupportedMessagingContentTypes=MARKDOWN_TYPES
    )
    answer = endpoint.post(body, TEXT, "/")
    assert answer["data"]["featurePermissions"] == {"MESSAGING_MARKDOWN": True, "ATTACHMENTS": False}
    endpoint.received(under_data(answer))


def test_ios(endpoint: Endpoint) -> None:
    """The demo app for iOS: a content type with a capital, and an encoding that encodes nothing."""
    types = [*MARKDOWN_TYPES, INTERACTIVE]
    body = as_json(ConnectInstanceId=INSTANCE, ContactFlowId=FLOW, **NAMED, SupportedMessagingContentTypes=types)
    answer = endpoint.post(body, {"Content-Type": "Application/json", "Content-Encoding": "amz-1.0"}, "/")
    assert all(isinstance(value, str) for value in under_data(answer).values())
    assert endpoint.received(under_data(answer))["SupportedMessagingContentTypes"] == types


def test_android(endpoint: Endpoint) -> None:
    """The demo app for Android: it puts Prod/ after its base URL."""
    assert urlsplit(endpoint.url).path.endswith("/Prod/")
    body = as_json(**IDS, **NAMED, SupportedMessagingContentTypes=MARKDOWN_TYPES)
    answer = endpoint.post(body, {"Content-Type": "application/json; charset=UTF-8"}, "/")
    assert endpoint.received(under_data(answer))["SupportedMessagingContentTypes"] == MARKDOWN_TYPES


def test_react_native(endpoint: Endpoint) -> None:
    """The demo app in React Native: a name, and nothing else."""
    answer = endpoint.post(as_json(customerName="Ada"), {"Content-Type": "text/plain;charset=UTF-8"}, "/")
    assert endpoint.received(under_data(answer))["ParticipantDetails"] == {"DisplayName": "Ada"}


def test_chatjs_example(endpoint: Endpoint) -> None:
    """The first example of ChatJS: no body; it reads the ids at the top of the answer."""
    answer = endpoint.post(b"", {"Origin": PAGE}, "/")
    assert endpoint.received(answer)["ParticipantDetails"] == {"DisplayName": "Guest"}


def test_chatjs_example_of_a_page_refresh(endpoint: Endpoint) -> None:
    """Another example of ChatJS: the attributes are text that holds JSON."""
    body = as_json(
        **IDS,
        **NAMED,
        SupportedMessagingContentTypes=MARKDOWN_TYPES,
        Attributes=json.dumps({"topic": "delivery"}),
    )
    answer = endpoint.post(body, TEXT, "/")
    assert endpoint.received(under_data(answer))["Attributes"] == {"channel": "web", "topic": "delivery"}


def test_sample_page(endpoint: Endpoint) -> None:
    """The sample page with jQuery: JSON under the label of a form."""
    form = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", "Origin": PAGE}
    endpoint.received(under_data(endpoint.post(as_json(**IDS, **NAMED), form, "/")))


@pytest.mark.parametrize("attributes", [{}, {"topic": "delivery"}])
def test_lex_web_ui(endpoint: Endpoint, attributes: dict[str, str]) -> None:
    """Lex Web UI signs its request, and sends its attributes even when there are none."""
    body = as_json(Attributes=attributes, **NAMED, **IDS)
    signed = AWSRequest("POST", endpoint.url, data=body)
    SigV4Auth(Credentials("AKIDLEX", "secret", "session"), "execute-api", REGION).add_auth(signed)
    request = endpoint.received(under_data(endpoint.post(body, {**TEXT, **dict(signed.headers.items())}, "/")))
    assert request["Attributes"] == {"channel": "web", **attributes}


def test_local_proxy(endpoint: Endpoint) -> None:
    """A site's own server between the widget and the endpoint."""
    body = as_json(**IDS, **NAMED, Username="Ada", Attributes={"topic": "delivery"})
    endpoint.received(under_data(endpoint.post(body, {"Content-Type": "application/json"}, "/")))


def test_video_call_escalation(endpoint: Endpoint) -> None:
    """The front end of the video call sample: ContactFlowId, name and attributes."""
    body = as_json(ContactFlowId=FLOW, **NAMED, Attributes={"topic": "delivery"})
    endpoint.received(under_data(endpoint.post(body, TEXT, "/")))
