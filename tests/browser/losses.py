"""What a network may do to the page's requests, by what each of them is."""

from playwright.sync_api import Page, Route

START = "**/Prod/chat"
SEND_MESSAGE = "**/participant/message"
ALWAYS = 1_000


def lose_starts(page: Page, times: int = ALWAYS) -> None:
    """Let the next starts of a chat get lost on their way."""
    page.route(START, _lose, times=times)


def lose_requests(page: Page, times: int = ALWAYS) -> None:
    """Let the next messages get lost on their way."""
    page.route(SEND_MESSAGE, _lose, times=times)


def lose_responses(page: Page, times: int = ALWAYS) -> None:
    """Let the next messages arrive, and their responses get lost."""
    page.route(SEND_MESSAGE, _deliver_and_lose, times=times)


def _lose(route: Route) -> None:
    route.abort()


def _deliver_and_lose(route: Route) -> None:
    route.fetch()
    route.abort()
