"""Reading a secret's two versions: what counts as a key, and what failures of Secrets Manager mean."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Event

import pytest
from botocore.config import Config
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    NoCredentialsError,
)
from start_chat_contact.connect_client import create_client
from start_chat_contact.errors import ChatError, KeysUnavailable, Misconfigured
from start_chat_contact.secret_versions import CONNECT_TIMEOUT, READ_TIMEOUT, SecretReader

from local.boto import ENVIRONMENT
from local.faults import FaultProxy
from local.secrets_manager import SecretsManagerStandIn
from tests.support.signing import Secret, client_error

OLD, NEW = "o" * 32, "n" * 32
FAILING = client_error("InternalServiceError", 500)


def reader(secret: Secret, timeout: float = 5.0) -> SecretReader:
    return SecretReader(secret, "arn", timeout)


# --- what is a key --------------------------------------------------------------------------------------------------


def test_both_versions_are_read() -> None:
    versions = reader(Secret(OLD, NEW)).read()
    assert versions.current.value == NEW.encode()
    assert [key.value for key in versions.others] == [OLD.encode()]
    assert versions.failure is None


def test_a_secret_that_was_never_rotated_has_one_key() -> None:
    versions = reader(Secret(NEW)).read()
    assert (versions.others, versions.failure) == ((), None)


def test_binary_secrets_are_keys_too() -> None:
    assert reader(Secret(b"\xff" * 31 + b"\n")).read().current.value == b"\xff" * 31 + b"\n"


def test_keys_are_told_apart_by_the_whole_id_of_their_version() -> None:
    secret = Secret(OLD, NEW)
    secret.versions = [("rotated-by-hand-2030-02", NEW), ("rotated-by-hand-2030-01", OLD)]
    versions = reader(secret).read()
    assert len({versions.current.id, versions.others[0].id}) == 2
    assert versions.current.id.isalnum()
    assert len(versions.current.id) == 8
    assert NEW not in repr(versions)


PEM = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----\n"


@pytest.mark.parametrize(
    ("value", "mistake"),
    [
        ("", "KeyTooShort"),
        ("k" * 31, "KeyTooShort"),
        (b"\x00" * 31, "KeyTooShort"),
        (f'{{"key": "{NEW}"}}', "KeyIsJson"),
        (f'\n{{"key": "{NEW}"}}\n', "KeyIsJson"),
        (f'"{NEW}"', "KeyIsJson"),
        (f'{{"key": "{NEW}"}}'.encode(), "KeyIsJson"),
        (PEM, "KeyIsPem"),
        (PEM.encode(), "KeyIsPem"),
        (NEW + "\n", "KeyEndsWithNewline"),
        (NEW + "\r\n", "KeyEndsWithNewline"),
    ],
)
def test_what_is_no_key_is_named_and_never_shown(value: str | bytes, mistake: str) -> None:
    with pytest.raises(Misconfigured) as raised:
        reader(Secret(value)).read()
    assert raised.value.cause == mistake
    assert NEW not in repr(raised.value)
    versions = reader(Secret(value, OLD)).read()
    assert (versions.current.value, versions.others) == (OLD.encode(), ())


@pytest.mark.parametrize("value", ["1" * 40, "[" + "k" * 40, "{" + "k" * 40, "{}" * 20])
def test_a_key_may_look_a_little_like_json(value: str) -> None:
    assert reader(Secret(value)).read().current.value == value.encode()


# --- failures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "expected", "calls"),
    [
        (client_error("AccessDeniedException", 400), Misconfigured, 1),
        (client_error("ResourceNotFoundException", 400), Misconfigured, 1),
        (client_error("DecryptionFailure", 400), Misconfigured, 1),
        (client_error("ThrottlingException", 400), KeysUnavailable, 3),
        (client_error("InternalServiceError", 500), KeysUnavailable, 3),
        (client_error("503", 503), KeysUnavailable, 3),
        (NoCredentialsError(), Misconfigured, 1),
        (CredentialRetrievalError(provider="x", error_msg="secret"), Misconfigured, 1),
        (ConnectTimeoutError(endpoint_url="https://secret.example"), KeysUnavailable, 3),
        (ConnectionClosedError(endpoint_url="https://secret.example"), KeysUnavailable, 3),
        (ConnectionResetError(), KeysUnavailable, 3),
    ],
)
def test_what_a_failure_means(error: Exception, expected: type[ChatError], calls: int) -> None:
    secret = Secret()
    secret.error = error
    with pytest.raises(expected) as raised:
        reader(secret).read()
    response = getattr(error, "response", None)
    assert raised.value.cause == (response["Error"]["Code"] if response else type(error).__name__)
    assert "secret" not in str(raised.value)
    assert len(secret.reads) == calls


def test_our_own_mistakes_are_not_taken_for_secrets_manager_s() -> None:
    secret = Secret()
    secret.error = KeyError("ours")
    with pytest.raises(KeyError):
        reader(secret).read()


@pytest.mark.parametrize("error", [FAILING, client_error("DecryptionFailure", 400)])
def test_the_previous_version_fails_alone(error: Exception) -> None:
    secret = Secret(OLD, NEW)
    secret.previous_error = error
    versions = reader(secret).read()
    assert (versions.current.value, versions.others) == (NEW.encode(), ())
    # A version that is refused for good holds no key; one whose read failed may hold one.
    assert (versions.failure is not None) == (error is FAILING)


def test_reading_takes_no_more_time_than_it_is_given() -> None:
    secret, hangs = Secret(), Event()
    secret.get_secret_value = lambda **_: hangs.wait()  # type: ignore[method-assign,assignment]
    with pytest.raises(KeysUnavailable) as raised:
        reader(secret, timeout=0.01).read()
    hangs.set()
    assert raised.value.cause == "ReadTimeoutError"


# --- over real sockets ----------------------------------------------------------------------------------------------

Read = Callable[..., SecretReader]


@pytest.fixture
def behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[Read]:
    """A reader of a secret behind a proxy that meets its calls with a script of faults."""
    for name, value in {**ENVIRONMENT, "AWS_REGION": "eu-west-2"}.items():
        monkeypatch.setenv(name, value)
    with ExitStack() as stack:

        def make(*script: str | None, timeout: float = 20.0) -> SecretReader:
            service = stack.enter_context(SecretsManagerStandIn())
            for value in (OLD, NEW):
                service.rotate("arn", value)
            proxy = stack.enter_context(FaultProxy(service.url, script=script))
            monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", proxy.url)
            config = Config(connect_timeout=CONNECT_TIMEOUT, read_timeout=READ_TIMEOUT)
            return SecretReader(create_client("secretsmanager", config), "arn", timeout)

        yield make


FAULTS = ("reset", "truncated", "empty-200", "html-200", "html-502", "text-503", "InternalServiceException", "hang")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("script", [["", None], [None, ""]], ids=["current", "previous"])
def test_a_fault_is_met_by_a_second_call(fault: str, script: list[str | None], behind: Read) -> None:
    versions = behind(*(fault if step == "" else step for step in script)).read()
    assert [key.value.decode() for key in (versions.current, *versions.others)] == [NEW, OLD]


def test_a_kept_connection_that_was_reset_is_opened_again(behind: Read) -> None:
    kept = behind(None, None, "reset", None, "reset")
    for _ in range(2):
        assert kept.read().failure is None


@pytest.mark.parametrize("fault", ["empty-200", "html-200", "truncated"])
def test_a_200_without_a_secret_is_no_mistake_of_ours(fault: str, behind: Read) -> None:
    with pytest.raises(KeysUnavailable) as raised:
        behind(*[fault] * 3).read()
    assert raised.value.cause == "MissingSecret"


def test_a_secrets_manager_that_drips_is_left_in_time(behind: Read) -> None:
    begun = time.monotonic()
    with pytest.raises(KeysUnavailable):
        behind("drip", timeout=0.5).read()
    assert time.monotonic() - begun < 10  # whole, the response would take half a minute
