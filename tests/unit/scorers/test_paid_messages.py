"""Short codes and numbers that cost by the minute are found, other numbers are not."""

from __future__ import annotations

import pytest

from service.domain.score import Attribute, Scorable
from workers.scorers.builtin import BuiltinScorer
from workers.scorers.paid_messages import paid_message


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("You have won! Text WIN to 80085 now", "80085"),
        ("Reply YES or NO to 12345", "12345"),
        ("Sende HERZ an 22333 und lerne Leute kennen", "22333"),
        ("Claim your prize: call 09061701461", "09061701461"),
        ("Live und diskret: 0900 123 4567", "0900 123 4567"),
    ],
)
def test_paid_messages_are_found(text: str, number: str) -> None:
    """The place is that of the number one is to pay by."""
    place = paid_message(text)
    assert place is not None
    assert text[slice(*place)] == number


@pytest.mark.parametrize(
    "text",
    [
        "Send 50000 people to Berlin",
        "Ich schicke das an 10 Leute",
        "Wir haben 12345 Unterschriften an 22333 Haushalte verteilt",
        "ISBN 0873488245",
        "Ruf an: 030 1234567",
        "Donauwörth: 0906 1234567",
        "Die Hotline 0800 1234567 ist kostenlos",
        "Text an 123456789 Leute",
        "",
    ],
)
def test_other_numbers_are_not(text: str) -> None:
    """Sums, counts, offices and free hotlines cost nobody anything."""
    assert paid_message(text) is None


def test_a_paid_message_is_a_reason_for_spam() -> None:
    """The score rises by it, and the signal says which number it was, by its place."""
    plain, paid = "Das Bild des Tages zeigt den Hafen", "Text BILD to 80085"
    scores = [
        each.scores[Attribute.SPAM] for each in BuiltinScorer().score([Scorable(plain), Scorable(paid)])
    ]
    assert scores[1] > scores[0]
    found = BuiltinScorer(second_look="off").score([Scorable(paid)])[0].signals
    assert [paid[each.begin : each.end] for each in found if each.evidence == "paid"] == ["80085"]
