"""The picture shows every widget of the dashboard, and the story that it tells."""

import re
import xml.etree.ElementTree as ET
from html import unescape

import pytest

from tests.support.cloudwatch import dashboards_of
from tests.support.monitored import watch
from tests.support.stacks import make_stack, template_of
from tools.dashboard import dashboard_svg


@pytest.fixture(scope="module")
def picture() -> str:
    return dashboard_svg()


def test_it_shows_every_widget_of_the_template(picture: str) -> None:
    stack = make_stack()
    watch(stack, "rest")
    [widgets] = dashboards_of(template_of(stack))
    shown = {unescape(text) for text in re.findall(r">([^<>]+)</text>", picture)}
    for widget in widgets:
        properties = widget["properties"]
        assert properties.get("title", properties.get("markdown", "").removeprefix("## ")) in shown
    ET.fromstring(picture)


def test_it_shows_lines_with_data(picture: str) -> None:
    for name in ("LimitExceededException", "InternalServiceException", "chat-capacity", "upstream-error", "started"):
        assert f">{name}</text>" in picture
    assert picture.count("In alarm") == 2
    assert 'points=""' not in picture
