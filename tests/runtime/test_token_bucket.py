"""So many at once, then at a steady rate."""

from start_chat_contact.token_bucket import TokenBucket


def test_it_empties_and_fills_again() -> None:
    bucket = TokenBucket(size=3, interval=2.0)
    assert [bucket.take(100.0) for _ in range(4)] == [True, True, True, False]
    assert not bucket.take(101.9)
    assert bucket.take(102.0)
    assert not bucket.take(102.0)


def test_it_holds_no_more_than_its_size() -> None:
    bucket = TokenBucket(size=3, interval=2.0)
    bucket.take(100.0)
    assert [bucket.take(1e6) for _ in range(4)] == [True, True, True, False]
