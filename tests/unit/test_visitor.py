"""Whose address counts: the last one in the chain of proxies that is not of a proxy we trust."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.session import device_of
from service.web.kept import carried, local
from service.web.visitor import address_of

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
ADDRESS = st.ip_addresses().map(str)


@pytest.mark.parametrize(
    ("peer", "forwarded", "counts"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("fd00::1", "2001:db8::1,fd00::2", "2001:db8::1"),
        ("10.0.0.1", "10.0.0.3", "10.0.0.3"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", " , ,", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, unknown", "unknown"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_last_untrusted_address_counts(peer: str, forwarded: str, counts: str) -> None:
    """What stands before it was said by somebody we do not trust."""
    assert address_of(peer, forwarded, PROXIES) == counts


@given(ADDRESS, st.lists(ADDRESS | st.text(), max_size=5).map(",".join))
def test_without_trusted_proxies_only_the_peer_counts(peer: str, forwarded: str) -> None:
    """Nobody can choose an address for the throttle."""
    assert address_of(peer, forwarded, ()) == peer


@given(st.lists(ADDRESS | st.text(), max_size=5).map(",".join))
def test_whatever_was_made_up_the_trusted_proxys_word_counts(made_up: str) -> None:
    """The proxy adds behind what it was sent."""
    assert address_of("10.0.0.1", f"{made_up}, 198.51.100.1", PROXIES) == "198.51.100.1"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile Safari/604.1",
            "Safari, iPhone",
        ),
        ("", "?, ?"),
        ("curl/8.0", "?, ?"),
    ],
)
def test_a_device_is_told_in_two_words(user_agent: str, device: str) -> None:
    """Enough to know one's own devices by; the header itself, which tells people apart, is not kept."""
    assert device_of(user_agent) == device


@given(st.text())
def test_a_made_up_header_says_nothing(user_agent: str) -> None:
    """Whatever it holds, our words come out."""
    assert set(device_of(user_agent)) <= set("?, EdgeOpraFixChmSfndoidPWwsLuySMc")


@given(st.text(), st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9))))
def test_whatever_a_form_carries_leads_to_the_desk(address: str, pairs: list[tuple[str, str]]) -> None:
    """Where to go on is always an address of the desk, and no password, code or token is carried."""
    kept = carried([("keep", address), ("next", address), *((f"keep.{name}", text) for name, text in pairs)])
    for leads in (kept.next, kept.action or "/desk", local(address)):
        assert leads == "/desk" or leads.startswith(("/desk/", "/desk?"))
        assert leads.isascii()
        assert not set(leads) & set("\\\r\n\t ")
    names = {name for name, _ in kept.fields}
    assert not [name for name in names if name.startswith(("csrf", "password", "code"))]
