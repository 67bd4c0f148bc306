"""What kind of address it is: disposable, of a role, or neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.email_traits import ROLES, email_traits

DISPOSABLE = {"mailinator.com", "trash-mail.de"}


@pytest.mark.parametrize(
    ("address", "traits"),
    [
        ("erika@example.org", ()),
        ("erika@mailinator.com", ("disposable",)),
        ("erika@MAILINATOR.com", ("disposable",)),
        ("erika@any.sub.mailinator.com", ("disposable",)),
        ("erika@notmailinator.com", ()),
        ("erika@mailinator.com.example.org", ()),
        ("info@example.org", ("role",)),
        ("INFO@example.org", ("role",)),
        ("info+x@example.org", ("role",)),
        ("information@example.org", ()),
        ("info.erika@example.org", ()),
        ("redaktion@trash-mail.de", ("disposable", "role")),
        ("noreply@bücher.example", ("role",)),
    ],
)
def test_an_address_has_its_traits(address: str, traits: tuple[str, ...]) -> None:
    """The domain with everything above it counts, the local part without its tag, in any case."""
    assert email_traits(address, DISPOSABLE) == traits


@given(st.emails())
def test_traits_never_tell_the_address(address: str) -> None:
    """Whatever the address, what is kept of it is one of the known words."""
    assert set(email_traits(address, DISPOSABLE)) <= {"disposable", "role"}


def test_a_public_suffix_is_no_domain_to_look_up() -> None:
    """A top-level domain in the list would make everybody suspect: it is never looked up."""
    assert email_traits("erika@example.com", {"com"}) == ()
    assert all(role == role.casefold() for role in ROLES)
