"""German spam is told by its text and by what surrounds it, and honest comments pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.domain.plain import plain
from service.domain.score import Attribute, Scorable
from tests.delivered import SPAM
from workers.scorers.advertising_name import name_advertises
from workers.scorers.contact_bait import contact_bait
from workers.scorers.spam_rules import weigh

if TYPE_CHECKING:
    from workers.scorers.builtin import BuiltinScorer

SPAM_TEXTS = (
    "Suchen Sie einen Kredit ohne Schufa? Ich verleihe bis 80.000 Euro zu 2 %. WhatsApp +49 1512 3456789",
    "Dank Frau Berger habe ich mit Bitcoin 4.000 Euro in einer Woche verdient, Telegram @berger_trade",
    "Die besten Online Casinos ohne Lizenz, 200 Freispiele gratis: www.slots-king.top",
    "Cialis und Viagra rezeptfrei bestellen, diskret geliefert https://pillen24.ru/kauf",
    "Führerschein kaufen ohne Prüfung, echt und registriert, Mail an papiere@outlook.com",
    "Mein Ex kam nach zwei Tagen zurück, danke Doktor Zuma und sein Liebeszauber! Kontakt: +234 803 555 1234",
    "Toller Beitrag! Hier mehr davon: https://bit.ly/2xyz",
    "1000 echte Instagram Follower für 5 Euro, schau auf mein Profil www.follower-boost.com",
    "Guter Blog! [url=http://billig-uhren.com]Replica Uhren[/url]",
)
HAM_TEXTS = (
    "Toller Artikel, vielen Dank!",
    "Sehr informativer Beitrag.",
    "Danke fürs Teilen, sehr hilfreich.",
    "Guter Kommentar, gerne mehr davon.",
    "Unser Kredit bei der Sparkasse läuft noch zehn Jahre, die Zinsen sind gestiegen.",
    "Bitcoin ist gestern um 8 Prozent gefallen, wer hätte das gedacht.",
    "Online-Casinos gehören verboten, Spielsucht zerstört Familien.",
    "Mit 18 habe ich meinen Führerschein gemacht, damals kostete er 1500 Mark.",
    "Dazu gibt es einen Bericht: https://www.tagesschau.de/inland/rente-100.html",
    "Ich nutze WhatsApp nicht mehr, Signal reicht mir.",
    "In Köln fehlen 30.000 Wohnungen, das steht sogar bei https://www.ksta.de/koeln",
)


def spam(scorer: BuiltinScorer, comment: Scorable) -> float:
    """Give a comment's SPAM."""
    return scorer.score([comment])[0].scores[Attribute.SPAM]


@pytest.mark.parametrize("text", SPAM_TEXTS)
def test_german_spam_is_flagged(builtin: BuiltinScorer, text: str) -> None:
    """Each kind of German spam is flagged by its text alone."""
    assert spam(builtin, Scorable(text)) >= SPAM


@pytest.mark.parametrize("text", HAM_TEXTS)
def test_german_ham_is_not_flagged(builtin: BuiltinScorer, text: str) -> None:
    """Praise without a link, and talk about what spam sells, is not flagged."""
    assert spam(builtin, Scorable(text)) < SPAM


@pytest.mark.parametrize(
    ("name", "comment"),
    [
        ("links", Scorable("Siehe www.example.com/abc")),
        ("link_shortener", Scorable("Siehe https://bit.ly/abc")),
        ("bbcode_link", Scorable("[url=http://a.example.com]hier[/url]")),
        ("hidden_text", Scorable('Hallo <span style="display:none">Casino</span>')),
        ("contact_bait", Scorable("Ruf mich an: +49 151 23456789")),
        ("author_name", Scorable("Schöner Text", author_name="Sofortkredit24.de")),
        ("author_url", Scorable("Schöner Text", author_url="https://shop.example.com/uhren")),
        ("email", Scorable("Schöner Text", email_traits=("disposable",))),
        ("repeats", Scorable("Schöner Text", repeats=3)),
        ("flood", Scorable("Schöner Text", recent_by_author=30)),
        ("honeypot", Scorable("Schöner Text", honeypot=True)),
        ("form_seconds", Scorable("Schöner Text", form_seconds=1.2)),
        ("disguised_link", Scorable("Siehe beispiel (punkt) com")),
        ("odd_host", Scorable("Siehe http://sparkasse.example.de@anmeldung.example.org/")),
        ("odd_host", Scorable("Siehe http://192.0.2.1/bank")),
        ("odd_host", Scorable("Siehe sp\u0430rk\u0430sse.xn--80ak6aa92e-abc.com")),
        ("bbcode_link", Scorable("[hier](https://a.example.com)")),
        ("html_link", Scorable('<a href="https://a.example.com">Schöner Text</a>')),
        ("offer", Scorable("Kredit gesucht? Schreib an max.meier@example.org")),
        (
            "advertising_link",
            Scorable("Schöner Text", author_name="SEO Agentur", author_url="https://a.example.com"),
        ),
    ],
)
def test_each_rule_signals_and_raises_the_score(builtin: BuiltinScorer, name: str, comment: Scorable) -> None:
    """Each rule names itself, and its comment scores above the same words without the trait."""
    found = builtin.score([comment])[0]
    assert name in [signal.name for signal in found.signals if signal.attribute is Attribute.SPAM]
    assert found.scores[Attribute.SPAM] > spam(builtin, Scorable("Schöner Text"))


def test_a_block_list_phrase_has_a_span(builtin: BuiltinScorer) -> None:
    """A phrase of the block list is named by where it stands."""
    text = "Hello, read my vape review, use the kod promo for online crypto"
    found = builtin.score([Scorable(text)])[0].signals
    spans = [text[signal.begin : signal.end] for signal in found if signal.name == "blocked_phrase"]
    assert spans
    assert all(span in text for span in spans)


def test_a_campaign_is_flagged_whatever_it_says(builtin: BuiltinScorer) -> None:
    """Harmless words on many pages, with a throw-away address, are spam; once, they are not."""
    text = "Sehr interessant, danke"
    assert spam(builtin, Scorable(text)) < SPAM
    assert spam(builtin, Scorable(text, repeats=12, email_traits=("disposable",), recent_by_author=20)) > SPAM


@pytest.mark.parametrize("repeats", [20, 50])
def test_a_harmless_text_on_very_many_pages_is_flagged(builtin: BuiltinScorer, repeats: int) -> None:
    """Repeats alone are enough, whatever the words, when there are very many."""
    text = "Ich lese diese Seite jeden Tag und freue mich über die vielen guten Artikel hier"
    assert spam(builtin, Scorable(text)) < 0.1
    assert spam(builtin, Scorable(text, repeats=repeats)) > SPAM


def test_a_link_that_some_pass_on_is_not_flagged(builtin: BuiltinScorer) -> None:
    """Five readers who point to the same report in a few words are no campaign yet."""
    link = "https://www.tagesschau.de/inland/rente-100.html"
    assert spam(builtin, Scorable(f"Quelle: {link}", "Peter", repeats=5)) < SPAM


def test_a_filled_honeypot_is_enough(builtin: BuiltinScorer) -> None:
    """A program that fills in what no person sees is flagged, however kind its words."""
    for text in ("Danke für den Artikel!", "Das sehe ich ganz anders, aber gut geschrieben."):
        assert spam(builtin, Scorable(text)) < 0.1
        assert spam(builtin, Scorable(text, honeypot=True)) > SPAM


@pytest.mark.parametrize(
    ("seconds", "letters", "signalled"),
    [
        (0, 10, True),
        (2.9, 10, True),
        (3, 10, False),
        (5, 100, False),
        (5, 200, True),
        (30, 800, False),
        (60, 2000, True),
        (600, 2000, False),
        (86_400, 20_000, False),
    ],
)
def test_only_what_nobody_types_is_hasty(
    builtin: BuiltinScorer, seconds: float, letters: int, *, signalled: bool
) -> None:
    """Under three seconds, or more than thirty letters a second of a text that is no short remark."""
    comment = Scorable(("Ein Wort. " * (letters // 10)).strip().ljust(letters, "."), form_seconds=seconds)
    names = {signal.name for signal in builtin.score([comment])[0].signals}
    assert ("form_seconds" in names) == signalled


def test_haste_alone_is_not_enough(builtin: BuiltinScorer) -> None:
    """Who pastes a text, or knows what to say at once, passes; with an advertisement beside it, not."""
    text = "Danke für den Artikel, er hat mir gut gefallen und viel Neues gezeigt!"
    assert spam(builtin, Scorable(text, form_seconds=1.5)) < SPAM
    assert spam(builtin, Scorable(text, form_seconds=1.5, author_name="SEO Agentur Köln")) > SPAM


def test_facts_never_lower_a_score() -> None:
    """More found means more spam, whatever the words say, and harmless words alone stay as they are."""
    for words in (-8.0, -4.0, -3.5, -1.0, 0.0, 2.0):
        weighed = [weigh(words, added / 10) for added in range(80)]
        assert weighed == sorted(weighed)
        assert weighed[0] == words


def test_evidence_never_holds_an_address_or_a_number(builtin: BuiltinScorer) -> None:
    """Signals say what kind of contact was offered, not which."""
    comment = Scorable(
        "Mail an hans@example.org oder +49 151 23456789, http://hans@shop.example.com/", "hans@example.org"
    )
    evidence = " ".join(signal.evidence for signal in builtin.score([comment])[0].signals)
    assert "@" not in evidence
    assert "23456789" not in evidence
    assert "hans" not in evidence


@pytest.mark.parametrize(
    "name", ["Johannes Kredit", "Hans Poker", "Bäckerei Schmitz", "Kaufmann", "Rentner, 71", "Service-Kraft?"]
)
def test_names_that_only_sound_like_wares_pass(builtin: BuiltinScorer, name: str) -> None:
    """A surname, a trade or a nickname flags nobody."""
    assert spam(builtin, Scorable("Ich finde den Kommentar überzogen.", name)) < SPAM


@pytest.mark.parametrize(
    "name", ["Anna Müller", "Jörg", "Dr. Peter Schmidt", "Ali", "Leserin aus Köln", "", "Max-M."]
)
def test_names_of_people_are_no_advertisement(name: str) -> None:
    """Names that people have are not taken for advertisements."""
    assert name_advertises(name) == ""


@pytest.mark.parametrize(
    "name",
    [
        "www.uhren.com",
        "SEO Agentur Berlin",
        "Sofortkredit",
        "Best Online Casino",
        "x" * 90,
        "+49 151 2345678",
        "C\u0430sino",
    ],
)
def test_names_that_advertise(name: str) -> None:
    """Addresses, trades and endless names are advertisements."""
    assert name_advertises(name)


@pytest.mark.parametrize(
    "text",
    [
        "Am 12.11.2024 um 18:30",
        "Tor in Minute 90+3",
        "Artikel 5 Absatz 1",
        "1.500.000 Euro",
        "ISBN 978-3-16-148410-0",
        "Drucksache 19/12345 vom 01.02.2024 um 18:30 Uhr",
        "Von 2019 - 2024 waren es 0,35 bis 0,41 Prozent",
        "Kundennummer 4471 0098 2231",
        "WhatsApp: Meta liest seit 2014 mit",
        "Ich nutze Signal, @Thomas nutzt das auch",
    ],
)
def test_numbers_are_no_contact(text: str) -> None:
    """Dates, scores, sums and book numbers are not phone numbers."""
    assert contact_bait(plain(text)) == []
