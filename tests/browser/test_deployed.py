"""The page against app.py, really deployed to the local AWS by the CDK CLI."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from local import demo
from local.aws import LocalAws
from local.page_server import PageServer
from tests.browser.conftest import ChatPage

OpenPage = Callable[..., ChatPage]


def test_a_chat_through_the_deployed_endpoint(local_aws: LocalAws, open_page: OpenPage) -> None:
    with PageServer() as server:
        server.show(demo.site(local_aws, demo.deploy(local_aws, [server.origin])))
        chat = open_page(server.origin)
        chat.start()
        [contact] = [each for each in local_aws.connect.ledger() if each["ContactId"] == chat.contact_id()]
        assert contact["Request"]["InstanceId"] == demo.INSTANCE_ID
        assert contact["Request"]["Attributes"] == {"channel": "web", "topic": "delivery"}
        expect(chat.proof).to_contain_text(re.compile("started by role ConnectChat-.*; 8 values, 0 unexpected"))
        calls = len(local_aws.connect.calls())
        chat.page.get_by_role("button", name="Try to forge the instance").click()
        expect(chat.forgery).to_contain_text("403 field-not-allowed")
        expect(chat.forgery).to_contain_text("It was not called")
        assert len(local_aws.connect.calls()) == calls
        chat.say("Where is my parcel?")
        expect(chat.replies.last).to_have_text("Where is my parcel?")
        chat.end()
        expect(chat.state).to_have_text("Chat ended")
