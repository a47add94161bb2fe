"""`make demo`: deploy app.py to a local AWS, hold a chat through the deployed endpoint, and serve a page that does."""

import argparse
import json
import signal
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
from botocore.exceptions import BotoCoreError, ClientError
from websockets.exceptions import WebSocketException

from local.aws import LocalAws
from local.boto import REGION
from local.cdk import CdkError
from local.connect.masking import masked
from local.customer import hold_chat
from local.emulator import EmulatorError
from local.page_server import PageServer, Site
from local.paths import NotSetUpError

APP = "app.py"
STACK = "ConnectChat"
INSTANCE_ID = "11111111-1111-1111-1111-111111111111"
CONTACT_FLOW_ID = "22222222-2222-2222-2222-222222222222"
FORGED_INSTANCE_ID = "99999999-9999-9999-9999-999999999999"
PORT = 8000
TOPICS = ("delivery", "billing", "something else")


class DemoError(Exception):
    """Something did not go as it should; the message is for whoever watches."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo and return its exit status: 0, 1 when anything failed, 130 when interrupted before its end."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="leave after the scripted part")
    parser.add_argument(
        "--allow-origins", default="", help="origins of your own pages that may call as well, separated by commas"
    )
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # shells start what runs in the background without it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with _one_folder(), _page_server() as page, _local_aws() as aws:
            origins = [*page.origins, *filter(None, options.allow_origins.split(","))]
            url = deploy(aws, origins)
            chat(aws, start_chat(aws, url))
            refuse_forgery(aws, url)
            page.show(site(aws, url))
            if not options.once:
                serve(aws, url, page)
    except (DemoError, EmulatorError, CdkError, NotSetUpError, httpx.HTTPError) as error:
        print(f"\nThe demo failed: {error or type(error).__name__}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; everything is stopped.")
        return 130
    return 0


@contextmanager
def _one_folder() -> Iterator[None]:
    """Have all temporary files in one folder: an interrupt between two steps leaves nothing behind then."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        tempfile.tempdir, before = folder, tempfile.tempdir
        try:
            yield
        finally:
            tempfile.tempdir = before


def deploy(aws: LocalAws, origins: Sequence[str]) -> str:
    """Deploy the app for pages of these origins and return where the emulator serves its endpoint."""
    context = {"instance_id": INSTANCE_ID, "contact_flow_id": CONTACT_FLOW_ID, "allow_origins": ",".join(origins)}
    with _step(f"Deploying {APP} with the AWS CDK CLI"):
        outputs = aws.deploy(APP, STACK, context)
    urls = [value for value in outputs.values() if value.startswith("https://")]
    if len(urls) != 1:
        raise DemoError(f"stack {STACK} has {len(urls)} outputs that are https URLs, but exactly 1 is expected")
    print(f"  On AWS, clients would POST to {urls[0]}")
    print(f"  Here, they POST to            {aws.url(urls[0])}")
    return aws.url(urls[0])


def start_chat(aws: LocalAws, url: str) -> str:
    """Start a chat as an app would, show both ends of it, and return the participant token."""
    body = {"ParticipantDetails": {"DisplayName": "Ann"}, "Attributes": {"topic": "delivery"}}
    with _step("Starting a chat through the deployed endpoint"):
        response = _post(url, body)
    _show(f"POST {json.dumps(body)} got {response.status_code}", masked(_json(response)))
    if response.status_code != 200:
        raise DemoError(f"the start of a chat got {response.status_code} instead of 200")

    started = _json(response)["data"]["startChatResult"]
    contacts = {contact["ContactId"]: contact for contact in aws.connect.ledger()}
    contact = contacts.get(started["ContactId"])
    if contact is None:
        raise DemoError("the contact id of the response is unknown to Amazon Connect's stand-in")
    _show(f"Amazon Connect was called by {contact['Role']} with", contact["Request"])
    token: str = started["ParticipantToken"]
    return token


def chat(aws: LocalAws, participant_token: str) -> None:
    """Hold the started chat as a chat client would, and print it."""
    with _step("Chatting with the stand-in's agent until the end"):
        try:
            for who, text in hold_chat(aws.connect.url, participant_token, "Where is my parcel?"):
                print(textwrap.indent(f"{who}: {text}", "  "))
        except (TimeoutError, WebSocketException, BotoCoreError, ClientError) as error:
            raise DemoError(f"the chat broke off: {error or type(error).__name__}") from error


def refuse_forgery(aws: LocalAws, url: str) -> None:
    """Show that a caller cannot choose another instance."""
    before = len(aws.connect.calls())
    with _step("Naming an instance that the stack does not allow"):
        response = _post(url, {"InstanceId": FORGED_INSTANCE_ID, "ParticipantDetails": {"DisplayName": "Eve"}})
    _show(f"A forged InstanceId got {response.status_code}", _json(response))
    if response.status_code != 403 or len(aws.connect.calls()) != before:
        raise DemoError("a forged InstanceId was not refused with 403 before Amazon Connect was called")


def site(aws: LocalAws, url: str) -> Site:
    """What the chat page works with: the deployed endpoint, and the declaration as its function has it."""
    resources = aws.boto3("cloudformation").describe_stack_resources(StackName=STACK)["StackResources"]
    names = [each["PhysicalResourceId"] for each in resources if each["ResourceType"] == "AWS::Lambda::Function"]
    settings = [aws.boto3("lambda").get_function_configuration(FunctionName=name)["Environment"] for name in names]
    plans = [each["Variables"]["PLAN"] for each in settings if "PLAN" in each["Variables"]]
    if len(plans) != 1:
        raise DemoError(f"{len(plans)} functions of stack {STACK} have a PLAN, but exactly 1 is expected")
    declaration = json.loads(plans[0])["request"]
    return Site(endpoint=url, region=REGION, topics=TOPICS, stand_in=aws.connect.url, declaration=declaration)


def serve(aws: LocalAws, url: str, page: PageServer) -> None:
    """Keep everything up until Ctrl-C, and say how to bring a client of one's own."""
    body = """{"ParticipantDetails": {"DisplayName": "Ann"}}"""
    stand_in = aws.connect.url
    print(
        f"""
Everything stays up until you press Ctrl-C.

  Chat in a browser:    {page.origin}/
  Start a chat by hand: curl {url} --json '{body}'
  What Connect saw:     {stand_in}/_stand-in/
  Your own client:      allow its page with make demo ORIGINS=http://localhost:3000; AWS's chat widget takes the
                        endpoint as apiGatewayEndpoint, and ChatJS the stand-in by
                        connect.ChatSession.setGlobalConfig({{endpoint: "{stand_in}"}})
  Join with boto3, with the ParticipantToken of a response:

    import boto3
    from botocore import UNSIGNED
    from botocore.config import Config

    chat = boto3.client(
        "connectparticipant", region_name="{REGION}", endpoint_url="{stand_in}",
        config=Config(signature_version=UNSIGNED),
    )
    connection = chat.create_participant_connection(
        Type=["WEBSOCKET", "CONNECTION_CREDENTIALS"], ParticipantToken=token
    )
    chat.send_message(
        ContentType="text/plain", Content="Hello",
        ConnectionToken=connection["ConnectionCredentials"]["ConnectionToken"],
    )
""",
        flush=True,
    )
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        print("\nStopping.")


def _page_server() -> PageServer:
    """On port 8000, so that origins and bookmarks stay; on a free one where that is in use."""
    try:
        return PageServer(PORT)
    except OSError:
        return PageServer()


@contextmanager
def _local_aws() -> Iterator[LocalAws]:
    aws = LocalAws()
    with _step("Starting a local AWS: a stand-in of Amazon Connect, an emulator of the rest, the CDK's bootstrap"):
        aws.__enter__()
    try:
        yield aws
    finally:
        aws.__exit__(None, None, None)


@contextmanager
def _step(text: str) -> Iterator[None]:
    print(f"\n{text} ...", flush=True)
    start = time.monotonic()
    yield
    print(f"  done in {time.monotonic() - start:.1f} s")


def _post(url: str, body: dict[str, Any]) -> httpx.Response:
    return httpx.post(url, json=body, timeout=60, trust_env=False)


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        raise DemoError(f"the endpoint returned {response.status_code} with a body that is not JSON") from None


def _show(title: str, value: Any) -> None:
    print(f"  {title}:")
    for line in json.dumps(value, indent=2).splitlines():
        print(f"    {line}")


if __name__ == "__main__":
    sys.exit(main())
