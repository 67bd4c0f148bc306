"""Contacts: what spammers offer is found however it is written, what honest people pass on told apart."""

from __future__ import annotations

import pytest

from service.domain.contacts import contacts
from service.domain.plain import plain

NUMBER = "phone 491512345678"


def kinds(text: str) -> set[str]:
    """Name the kinds of contacts in a text."""
    return {contact.kind for contact in contacts(plain(text))}


@pytest.mark.parametrize(
    "written",
    [
        "0151 2345678",
        "0151/2345678",
        "0 1 5 1 / 2 3 4 5 6 7 8",
        "0151-23 45 678",
        "+49 151 2345678",
        "+49(0)151-234 5678",
        "0049 151 2345678",
        "WhatsApp 0151 2345678",
        "W.h.a.t.s.A.p.p: +49 151 2345678",
        "wa.me/491512345678",
        "https://api.whatsapp.com/send?phone=491512345678",
    ],
)
def test_one_number_is_one_key(written: str) -> None:
    """However a mobile number is written, with or without its country or messenger, it is the same."""
    found = {contact.key for contact in contacts(plain(f"Ruf mich an, {written}, gern heute"))}
    assert found - {""} == {NUMBER}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Telegram @falk_signals", "handle falk_signals"),
        ("t.me/falk_signals", "handle falk_signals"),
        ("Te.le.gram: @falk_signals", "handle falk_signals"),
        ("@falk_signals auf Telegram", "handle falk_signals"),
        ("Snap: sweet.mia22", "handle sweet.mia22"),
        ("skype live:seo.link", "handle live:seo.link"),
        ("Mail: hans.berg (at) gmail punkt com", "mail hans.berg@gmail.com"),
    ],
)
def test_handles_and_addresses_have_keys(text: str, key: str) -> None:
    """A messenger's handle and a person's address are known again."""
    assert key in {contact.key for contact in contacts(plain(text))}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Die Telefonseelsorge hat 0800 111 0 111.", "landline"),
        ("Die Hotline 01805 99 66 33 ist teuer.", "landline"),
        ("Polizei Dortmund, 0231 132-7441", "landline"),
        ("Im Rathaus: +49 30 1234 5678", "landline"),
        ("Schreibt an redaktion@zeitung.example.org", "role_email"),
        ("Leserbriefe an leserbriefe@blatt.example.org", "role_email"),
        ("Das Ordnungsamt: ordnungsamt@bochum.de", "role_email"),
    ],
)
def test_what_honest_people_pass_on_is_its_own_kind(text: str, kind: str) -> None:
    """Hotlines, offices and editors are contacts that weigh little and bind no campaign."""
    assert kinds(text) == {kind}
    assert all(contact.key == "" for contact in contacts(plain(text)))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hellseherin 0900 3 456 789", "phone"),
        ("Mein Ex kam zurück, +234 803 555 1234", "phone"),
        ("meine nummer: null eins sieben sechs 22 33", "phone"),
        ("Schreib mir auf WhatsApp", "invitation"),
    ],
)
def test_bait_is_found(text: str, kind: str) -> None:
    """Paid, foreign and spelled numbers, and invitations without one, are found too."""
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Notruf 112 und nicht 110",
        "IBAN DE02 1203 0000 0000 2020 51",
        "Am 01.02.2024 um 18:30 bis 03.02.2024",
        "In unserer WhatsApp-Gruppe der Klasse wurde das diskutiert.",
        "Telegram gehört reguliert, 2 Millionen Nutzer",
        "Signal: keine Ahnung, was das soll",
        "3.400.000 Euro für 0,5 Prozent",
    ],
)
def test_numbers_and_talk_are_no_contacts(text: str) -> None:
    """Emergency numbers, accounts, dates, sums, and talk about messengers offer nothing."""
    assert kinds(text) == set()
