"""Webhooks' pure rules: the signature of Standard Webhooks, and when to try again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.domain.webhook import JITTER, SCHEDULE, make_secret, sign, wait_after


def test_the_signature_is_the_standards() -> None:
    """The published test vector of Standard Webhooks gives its published signature."""
    signature = sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_made_secret_signs() -> None:
    """A secret of 32 random bytes is of the standard's form."""
    assert sign(make_secret(bytes(range(32))), "msg_1", 1, b"{}").startswith("v1,")


@given(st.integers(1, len(SCHEDULE)), st.floats(0, 1))
def test_each_wait_is_the_schedules_and_a_little(attempts: int, chance: float) -> None:
    """A wait is never shorter than the schedule's, and at most stretched by the jitter."""
    wait = wait_after(attempts, chance)
    assert wait is not None
    assert SCHEDULE[attempts - 1] <= wait <= SCHEDULE[attempts - 1] * (1 + JITTER)


def test_after_the_last_attempt_it_is_given_up() -> None:
    """Ten attempts are made, then no more."""
    assert wait_after(len(SCHEDULE), 0.0) == SCHEDULE[-1]
    assert wait_after(len(SCHEDULE) + 1, 0.0) is None
