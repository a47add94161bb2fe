"""The keys of a secret: how long they are kept, when they are read again, and when nothing can be decided."""

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError
from start_chat_contact.errors import KeysUnavailable, Misconfigured
from start_chat_contact.secret_keys import SecretKeys
from start_chat_contact.secret_versions import Key

from tests.support.clocks import Clocks
from tests.support.signing import Secret, client_error

OLD, NEW, NEWEST = "o" * 32, "n" * 32, "z" * 32
FAILING, REFUSED = client_error("InternalServiceError", 500), client_error("AccessDeniedException", 400)


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def keys_of(secret: Secret, clocks: Clocks | None = None) -> SecretKeys:
    now = clocks or Clocks()
    return SecretKeys(secret, "arn", clocks=(lambda: now.wall, lambda: now.monotonic))


def values(keys: SecretKeys) -> list[str]:
    return [key.value.decode() for key in keys.keys()]  # noqa: SIM118 - no mapping


def signed_with(value: str) -> Callable[[Key], str | None]:
    return lambda key: "fits" if key.value.decode() == value else None


# --- how long keys are kept -----------------------------------------------------------------------------------------


def test_the_current_key_comes_first_and_the_previous_one_still_counts() -> None:
    assert values(keys_of(Secret(OLD, NEW))) == [NEW, OLD]


def test_keys_are_read_once_in_five_minutes(clocks: Clocks) -> None:
    secret = Secret(OLD, NEW)
    keys = keys_of(secret, clocks)
    values(keys)
    clocks.pass_(299)
    values(keys)
    assert secret.reads == ["AWSCURRENT", "AWSPREVIOUS"]
    clocks.pass_(1)
    values(keys)
    assert secret.reads == ["AWSCURRENT", "AWSPREVIOUS"] * 2


def test_a_rotated_out_key_is_forgotten_within_five_minutes(clocks: Clocks) -> None:
    secret = Secret(OLD, NEW)
    keys = keys_of(secret, clocks)
    values(keys)
    secret.rotate(NEWEST)
    clocks.pass_(300)
    assert values(keys) == [NEWEST, NEW]


def test_a_time_of_day_that_is_set_back_stops_no_reading(clocks: Clocks) -> None:
    secret = Secret(OLD)
    keys = keys_of(secret, clocks)
    values(keys)
    secret.rotate(NEW)
    clocks.wall -= 86_400
    clocks.pass_(300)
    assert values(keys) == [NEW, OLD]


def test_a_monotonic_clock_that_stood_still_stops_no_reading(clocks: Clocks) -> None:
    secret = Secret(OLD)
    keys = keys_of(secret, clocks)
    values(keys)
    secret.rotate(NEW)
    clocks.wall += 300
    assert values(keys) == [NEW, OLD]


def test_the_last_keys_serve_for_an_hour_while_secrets_manager_fails(clocks: Clocks) -> None:
    secret = Secret(OLD)
    keys = keys_of(secret, clocks)
    values(keys)
    secret.error = FAILING
    clocks.pass_(3599)
    assert values(keys) == [OLD]
    clocks.pass_(1)
    with pytest.raises(KeysUnavailable):
        keys.keys()


@pytest.mark.parametrize("error", [FAILING, REFUSED])
def test_a_failed_reading_is_not_repeated_for_five_seconds(error: ClientError, clocks: Clocks) -> None:
    secret = Secret()
    secret.error = error
    keys = keys_of(secret, clocks)
    causes = set()
    for _ in range(50):
        with pytest.raises((KeysUnavailable, Misconfigured)) as raised:
            keys.keys()
        causes.add((type(raised.value), raised.value.cause))
    assert len(causes) == 1
    assert len(secret.reads) <= 3  # of one reading
    secret.error = None
    clocks.pass_(5)
    assert len(values(keys)) == 1


def test_a_deleted_secret_counts_from_the_next_reading_on(clocks: Clocks) -> None:
    secret = Secret(OLD)
    keys = keys_of(secret, clocks)
    values(keys)
    secret.error = client_error("ResourceNotFoundException", 400)
    clocks.pass_(300)
    for _ in range(2):  # and not only for the request that noticed
        with pytest.raises(Misconfigured):
            keys.keys()
    secret.error = FAILING
    clocks.pass_(5)
    with pytest.raises(KeysUnavailable):
        keys.keys()


def test_a_previous_version_that_cannot_be_read_costs_nobody_the_current_one(clocks: Clocks) -> None:
    secret = Secret(OLD, NEW)
    secret.previous_error = FAILING
    keys = keys_of(secret, clocks)
    assert values(keys) == [NEW]
    secret.previous_error = None
    clocks.pass_(5)
    assert values(keys) == [NEW, OLD]


def test_the_key_that_was_current_stands_in_for_a_previous_version_that_cannot_be_read(clocks: Clocks) -> None:
    secret = Secret(OLD)
    keys = keys_of(secret, clocks)
    values(keys)
    secret.rotate(NEW)
    secret.previous_error = FAILING
    clocks.pass_(300)
    assert values(keys) == [NEW, OLD]


# --- texts that no known key signed ---------------------------------------------------------------------------------


def test_a_newer_key_is_read_at_once(clocks: Clocks) -> None:
    secret = Secret(OLD)
    keys = keys_of(secret, clocks)
    values(keys)
    secret.rotate(NEW)
    assert keys.find(signed_with(NEW), signed_at=clocks.wall) == "fits"
    assert keys.find(signed_with(OLD), signed_at=clocks.wall) == "fits"
    assert len(secret.reads) == 1 + 1 + 2  # there was no previous version to return at first


def test_what_no_key_signed_is_decided_by_a_second_reading(clocks: Clocks) -> None:
    secret = Secret(OLD)
    keys = keys_of(secret, clocks)
    values(keys)
    assert keys.find(signed_with("forged"), signed_at=clocks.wall) is None
    assert secret.reads == ["AWSCURRENT", "AWSPREVIOUS"] * 2


def test_keys_that_were_read_for_this_very_text_decide(clocks: Clocks) -> None:
    secret = Secret(OLD)
    assert keys_of(secret, clocks).find(signed_with("forged"), signed_at=clocks.wall) is None
    assert secret.reads == ["AWSCURRENT", "AWSPREVIOUS"]


def test_keys_decide_what_was_signed_before_they_were_read(clocks: Clocks) -> None:
    secret = Secret(OLD)
    keys = keys_of(secret, clocks)
    values(keys)
    assert keys.find(signed_with("forged"), signed_at=clocks.wall - 1) is None
    assert secret.reads == ["AWSCURRENT", "AWSPREVIOUS"]


def test_a_time_of_day_that_was_ahead_makes_keys_no_newer_than_they_are(clocks: Clocks) -> None:
    secret = Secret(OLD)
    clocks.wall += 3600
    keys = keys_of(secret, clocks)
    values(keys)
    clocks.wall -= 3600
    clocks.pass_(10)
    secret.rotate(NEW)
    assert keys.find(signed_with(NEW), signed_at=clocks.wall) == "fits"


def test_forged_texts_do_not_hammer_secrets_manager_and_are_undecided_meanwhile(clocks: Clocks) -> None:
    secret = Secret(OLD)
    keys = keys_of(secret, clocks)
    values(keys)
    secret.reads.clear()
    for _ in range(10):
        assert keys.find(signed_with("forged"), signed_at=clocks.wall) is None
    for _ in range(90):
        with pytest.raises(KeysUnavailable) as raised:
            keys.find(signed_with("forged"), signed_at=clocks.wall)
        assert raised.value.cause == "TooManyReads"
    assert len(secret.reads) == 10 * 2
    assert keys.find(signed_with(OLD), signed_at=clocks.wall) == "fits"
    clocks.pass_(1)
    assert keys.find(signed_with("forged"), signed_at=clocks.wall) is None


def test_what_cannot_be_decided_is_not_refused(clocks: Clocks) -> None:
    secret = Secret(OLD)
    keys = keys_of(secret, clocks)
    values(keys)
    secret.rotate(NEW)
    secret.error = FAILING
    for _ in range(2):
        with pytest.raises(KeysUnavailable) as raised:
            keys.find(signed_with(NEW), signed_at=clocks.wall)
        assert raised.value.cause == "InternalServiceError"
    assert keys.find(signed_with(OLD), signed_at=clocks.wall) == "fits"
    secret.error = None
    clocks.pass_(5)
    assert keys.find(signed_with(NEW), signed_at=clocks.wall) == "fits"


def test_what_a_previous_version_may_have_signed_that_cannot_be_read_is_not_refused(clocks: Clocks) -> None:
    secret = Secret(OLD, NEW)
    secret.previous_error = FAILING
    keys = keys_of(secret, clocks)
    assert keys.find(signed_with(NEW), signed_at=clocks.wall) == "fits"
    for _ in range(2):
        with pytest.raises(KeysUnavailable):
            keys.find(signed_with(OLD), signed_at=clocks.wall - 10)
    secret.previous_error = None
    clocks.pass_(5)
    assert keys.find(signed_with(OLD), signed_at=clocks.wall - 10) == "fits"


def test_a_previous_version_that_cannot_be_read_again_may_have_signed_it(clocks: Clocks) -> None:
    secret = Secret(OLD, NEW)
    keys = keys_of(secret, clocks)
    values(keys)
    secret.rotate(NEWEST)
    secret.rotate(OLD * 2)
    secret.previous_error = FAILING
    with pytest.raises(KeysUnavailable):
        keys.find(signed_with(NEWEST), signed_at=clocks.wall)
