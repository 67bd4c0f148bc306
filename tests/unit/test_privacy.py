"""The vault's keys and the keyed hashes: rotation, stability, and sites that cannot be joined."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given, settings
from hypothesis import strategies as st

from service.privacy import (
    Cipher,
    Hasher,
    PrivateData,
    credential_hash,
    make_encryption_key,
    make_hash_key,
)

OLD, NEW, THIRD = (make_encryption_key() for _ in range(3))
ERIKA = PrivateData("erika.muster@example.org", "192.0.2.7")
HASHER = Hasher("a key that stays")


def test_an_old_token_is_read_after_a_new_key_is_put_first() -> None:
    """The newest key writes, every key reads; a key that is gone reads nothing more."""
    token = Cipher([OLD]).encrypt(ERIKA)
    rotated = Cipher([NEW, OLD])
    assert rotated.decrypt(token) == ERIKA
    with pytest.raises(InvalidTag):
        Cipher([OLD]).decrypt(rotated.encrypt(ERIKA))
    with pytest.raises(InvalidTag):
        Cipher([NEW, THIRD]).decrypt(token)


def test_rotate_lets_the_old_key_go() -> None:
    """A token that was rotated is read by the new key alone."""
    token = Cipher([NEW, OLD]).rotate(Cipher([OLD]).encrypt(ERIKA))
    assert Cipher([NEW]).decrypt(token) == ERIKA
    with pytest.raises(InvalidTag):
        Cipher([OLD]).decrypt(token)


def test_a_changed_token_is_refused() -> None:
    """Encryption is authenticated: not a bit may be changed."""
    token = bytearray(Cipher([OLD]).encrypt(ERIKA))
    token[40] ^= 1
    with pytest.raises(InvalidTag):
        Cipher([OLD]).decrypt(bytes(token))


def test_the_same_datum_gives_other_tokens() -> None:
    """Equal addresses cannot be found out by comparing tokens."""
    cipher = Cipher([OLD])
    assert cipher.encrypt(ERIKA) != cipher.encrypt(ERIKA)


@settings(deadline=None)
@given(st.text(), st.none() | st.text())
def test_whatever_goes_in_comes_out(email: str, ip: str | None) -> None:
    """Any text survives the vault."""
    private = PrivateData(email, ip)
    token = Cipher([NEW, OLD]).rotate(Cipher([OLD]).encrypt(private))
    assert Cipher([NEW]).decrypt(token) == private


def test_an_author_is_known_again_by_the_same_hash() -> None:
    """The hashes are pinned: with the same key they are the same in every process and every version."""
    assert HASHER.author("zeitung", "erika@example.org") == "M4jwpETDJz2dD7cPoXlh"
    assert HASHER.author("zeitung", "Erika@Example.ORG") == "M4jwpETDJz2dD7cPoXlh"
    assert HASHER.address("zeitung", "192.0.2.7") == "eKNo_t0LvcFI0akit8gh"
    assert HASHER.payload("zeitung", b"{}") == "uDbu8akIiL7HcxI9Iv5Q"


def test_sites_and_keys_cannot_be_joined() -> None:
    """The same address is another hash on another site, for another purpose and with another key."""
    address = "erika@example.org"
    hashes = {
        HASHER.author("zeitung", address),
        HASHER.author("blatt", address),
        HASHER.address("zeitung", address),
        HASHER.payload("zeitung", address.encode()),
        Hasher(make_hash_key()).author("zeitung", address),
    }
    assert len(hashes) == 5
    assert all(len(each) == 20 for each in hashes)


@given(st.text(), st.text(), st.text(), st.text())
def test_parts_are_kept_apart(site: str, email: str, other_site: str, other_email: str) -> None:
    """Moving a letter from the site to the address makes another hash: parts are not run together."""
    same = (site, email.casefold()) == (other_site, other_email.casefold())
    if "\0" not in site + email + other_site + other_email:
        assert (HASHER.author(site, email) == HASHER.author(other_site, other_email)) == same


def test_a_credential_is_hashed_whatever_it_is() -> None:
    """Lone surrogates, which undecodable header bytes become, are hashed like anything else."""
    assert credential_hash("a") != credential_hash("\udcff") != credential_hash("\udcfe")
    assert len(credential_hash("")) == 64
