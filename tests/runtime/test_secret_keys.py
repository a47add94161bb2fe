"""Keys from Secrets Manager: which count, how long they are kept, and what happens when they can't be had."""

from threading import Event

import pytest
from botocore.exceptions import ConnectTimeoutError, NoCredentialsError
from start_chat_contact.errors import ChatError, Misconfigured, UpstreamError, UpstreamTimeout
from start_chat_contact.secret_keys import SecretKeys

from tests.support.signing import Secret, client_error


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


OLD, NEW, NEWEST = "o" * 32, "n" * 32, "z" * 32


def values(keys: SecretKeys) -> list[bytes]:
    return [key.value for key in keys.keys()]  # noqa: SIM118 - no mapping


def test_the_current_version_comes_first_and_the_previous_one_still_counts() -> None:
    assert values(SecretKeys(Secret(OLD, NEW), "arn")) == [NEW.encode(), OLD.encode()]


def test_a_secret_that_was_never_rotated_has_one_key() -> None:
    assert values(SecretKeys(Secret(NEW), "arn")) == [NEW.encode()]


def test_binary_secrets_are_keys_too() -> None:
    assert values(SecretKeys(Secret(b"\xff" * 32), "arn")) == [b"\xff" * 32]


def test_keys_are_named_by_the_first_characters_of_the_version() -> None:
    secret = Secret(NEW)
    secret.versions = [("a.b/c d-1234-and-more", NEW)]
    [key] = SecretKeys(secret, "arn").keys()
    assert key.id == "a-b-c-d-"
    assert NEW not in repr(key)


def test_keys_are_read_once_in_five_minutes() -> None:
    secret, clock = Secret(OLD, NEW), Clock()
    keys = SecretKeys(secret, "arn", clock)
    values(keys)
    clock.now += 299
    values(keys)
    assert secret.reads == ["AWSCURRENT", "AWSPREVIOUS"]
    clock.now += 1
    values(keys)
    assert secret.reads == ["AWSCURRENT", "AWSPREVIOUS"] * 2


def test_a_rotated_out_key_is_forgotten_within_five_minutes() -> None:
    secret, clock = Secret(OLD, NEW), Clock()
    keys = SecretKeys(secret, "arn", clock)
    values(keys)
    secret.rotate(NEWEST)
    clock.now += 300
    assert values(keys) == [NEWEST.encode(), NEW.encode()]


def test_who_finds_no_fitting_key_gets_a_new_reading_but_not_more_than_one_in_half_a_minute() -> None:
    secret, clock = Secret(OLD), Clock()
    keys = SecretKeys(secret, "arn", clock)
    assert [len(known) for known in keys.tries()] == [1]  # read a moment ago
    secret.rotate(NEW)
    clock.now += 30
    assert [[key.value for key in known] for known in keys.tries()] == [[OLD.encode()], [NEW.encode(), OLD.encode()]]
    reads = len(secret.reads)
    for _ in range(100):
        list(keys.tries())
    assert len(secret.reads) == reads


def test_a_new_reading_that_fails_or_brings_nothing_new_is_no_further_try() -> None:
    secret, clock = Secret(OLD), Clock()
    keys = SecretKeys(secret, "arn", clock)
    values(keys)
    clock.now += 30
    assert len(list(keys.tries())) == 1
    secret.error = client_error("InternalServiceError", 500)
    clock.now += 30
    assert len(list(keys.tries())) == 1


def test_known_keys_serve_for_an_hour_while_secrets_manager_is_away() -> None:
    secret, clock = Secret(OLD), Clock()
    keys = SecretKeys(secret, "arn", clock)
    values(keys)
    secret.error = client_error("InternalServiceError", 500)
    clock.now += 3599
    assert values(keys) == [OLD.encode()]
    reads = len(secret.reads)
    clock.now += 0.5
    assert values(keys) == [OLD.encode()]
    assert len(secret.reads) == reads  # not at each request
    clock.now += 0.5
    with pytest.raises(UpstreamError):
        keys.keys()


@pytest.mark.parametrize(
    ("error", "expected", "cause"),
    [
        (client_error("AccessDeniedException", 400), Misconfigured, "AccessDeniedException"),
        (client_error("ResourceNotFoundException", 400), Misconfigured, "ResourceNotFoundException"),
        (client_error("DecryptionFailure", 400), Misconfigured, "DecryptionFailure"),
        (client_error("ThrottlingException", 400), UpstreamError, "ThrottlingException"),
        (client_error("InternalServiceError", 500), UpstreamError, "InternalServiceError"),
        (NoCredentialsError(), Misconfigured, "NoCredentialsError"),
        (ConnectTimeoutError(endpoint_url="https://secret.example"), UpstreamError, "ConnectTimeoutError"),
    ],
)
def test_what_a_failing_secrets_manager_means(error: Exception, expected: type[ChatError], cause: str) -> None:
    secret = Secret()
    secret.error = error
    with pytest.raises(expected) as raised:
        SecretKeys(secret, "arn").keys()
    assert raised.value.cause == cause
    assert "secret" not in str(raised.value)


def test_a_deleted_secret_counts_at_once() -> None:
    secret, clock = Secret(OLD), Clock()
    keys = SecretKeys(secret, "arn", clock)
    values(keys)
    secret.error = client_error("ResourceNotFoundException", 400)
    clock.now += 300
    for _ in range(2):  # and not only for the request that noticed
        with pytest.raises(Misconfigured):
            keys.keys()


def test_a_reading_takes_no_more_time_than_it_is_given() -> None:
    secret, hangs = Secret(), Event()
    secret.get_secret_value = lambda **_: hangs.wait()  # type: ignore[method-assign,assignment]
    with pytest.raises(UpstreamTimeout) as raised:
        SecretKeys(secret, "arn", timeout=0.01).keys()
    hangs.set()
    assert raised.value.cause == "ReadTimeoutError"


@pytest.mark.parametrize("short", ["", "k" * 31, b"\x00" * 31])
def test_a_short_key_is_refused(short: str | bytes) -> None:
    with pytest.raises(Misconfigured) as raised:
        SecretKeys(Secret(short), "arn").keys()
    assert raised.value.cause == "KeyTooShort"


def test_a_short_previous_key_never_counts() -> None:
    assert values(SecretKeys(Secret("k" * 31, NEW), "arn")) == [NEW.encode()]
