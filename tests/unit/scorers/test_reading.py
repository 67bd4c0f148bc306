"""What a reader sees of a comment is what is scored."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.links import link_of
from service.reading import read

HOSTILE = [
    "<" * 1_000_000,
    "<b>" * 300_000 + "x",
    "<a href=" * 100_000,
    "<b " * 300_000,
    "&" * 1_000_000,
    "<!--" * 200_000,
    "a." * 400_000,
    "www." * 200_000,
    "http://" * 100_000,
    "<p>a" * 200_000,
    "a@" * 400_000,
    "[url" * 200_000,
    "<div style='" * 50_000,
]


@pytest.mark.parametrize(
    "text", ["a < b & c", "a<b und c>d", "AT&T <3 du", "x -> y <- z", "<b und so", "1 <2> 3"]
)
def test_plain_text_survives(text: str) -> None:
    """A bracket or an ampersand that begins no tag or entity is itself."""
    assert read(text).text == text


def test_entities_and_blocks() -> None:
    """Entities are letters, and paragraphs do not run into each other."""
    assert read("<p>Gr&uuml;&szlig;e</p><p>aus <b>Bonn</b></p>").text == "Grüße\naus Bonn"


def test_links_written_and_bare() -> None:
    """Links are found in tags and in the text, with their hosts, and mail addresses are none."""
    reading = read('<a href="https://WWW.Bit.ly/x?y">da</a> www.example.com/a, auch foo.de und ich@bar.de')
    assert [(link.host, link.written) for link in reading.links] == [
        ("bit.ly", True),
        ("example.com", False),
        ("foo.de", False),
    ]


@pytest.mark.parametrize(
    ("content", "host"),
    [
        ("beispiel (punkt) com", "beispiel.com"),
        ("w w w . b e i s p i e l . c o m", "beispiel.com"),
        ("beispiel . top", "beispiel.top"),
        ("b\u0435ispiel.com", "beispiel.com"),
        ("beispiel\u3002com", "beispiel.com"),
        ("\uff42\uff45\uff49.com", "bei.com"),
    ],
)
def test_disguised_addresses_are_links(content: str, host: str) -> None:
    """What only people were meant to read as a link is read as one, and known as disguised."""
    assert [(link.host, link.disguised) for link in read(content).links] == [(host, True)]


def test_hosts_are_read_as_browsers_read_them() -> None:
    """Full-width letters and ideographic dots in a written link lead where a browser would go."""
    (link,) = read('<a href="http://\uff42\uff45\uff49\u3002com/x">da</a>').links
    assert (link.host, link.path) == ("bei.com", "/x")


@pytest.mark.parametrize(
    "text",
    [
        "z.B. so",
        "d.h.",
        "Ende.Anfang",
        "sagte er.In Berlin",
        "Das war gut.Es kam anders",
        "3.14",
        "1.2.2024",
        "Herr Dr.Müller",
        "...",
    ],
)
def test_dots_are_no_links(text: str) -> None:
    """Abbreviations, numbers and missing spaces are not links."""
    assert read(text).links == ()


@pytest.mark.parametrize("name", ["anna", "anna.beispiel" * 30, "anna%40blatt.de", "a@b"])
@pytest.mark.parametrize("sign", ["@", "%40", "\uff20"])
def test_a_name_before_a_host_is_no_part_of_it(name: str, sign: str) -> None:
    """It may be an e-mail address, however long or encoded; a host is shown to moderators."""
    link = link_of(f"https://{name}{sign}mail.example.org/x")
    assert link is not None
    assert (link.host, link.user, link.path) == ("mail.example.org", True, "/x")


@given(st.text(alphabet="a.:/@%40\uff20?#[] ", max_size=40))
def test_no_host_holds_a_name(address: str) -> None:
    """Whatever stands in an address, encoded once or twice."""
    link = link_of(f"https://{address}")
    assert link is None or not {"@", "%"} & set(link.host)


@pytest.mark.parametrize(
    "address",
    [
        "mailto:a@b.de",
        "javascript:x.y()",
        "/innen",
        "#oben",
        "tel:+49",
        "",
        "localhost",
        "http://a%2540b.de",
        "http://a%20b.de",
    ],
)
def test_addresses_without_a_host(address: str) -> None:
    """What leads to no other host is no link."""
    assert link_of(address) is None


@pytest.mark.parametrize(
    "content",
    [
        '<span style="display: none">kauf</span>gut',
        "<!-- kauf -->gut",
        "<p hidden>kauf</p>gut",
        '<i style="font-size:0px">kauf</i>gut',
        "<script>kauf</script>gut",
        '<i style="max-height:0;overflow:hidden">kauf</i>gut',
        '<i style="color: #ffffff">kauf</i>gut',
        '<i style="font-size:1px">kauf</i>gut',
        '<i style="transform: scale(0)">kauf</i>gut',
        '<div style="position:absolute; left:-9999px">kauf</div>gut',
    ],
)
def test_hidden_text_is_kept_apart(content: str) -> None:
    """What a browser would not show is not part of the text, but is not lost."""
    reading = read(content)
    assert reading.text.strip() == "gut"
    assert "kauf" in reading.hidden


def test_a_flood_of_tags_hides_nothing() -> None:
    """Text behind more tags than we walk is still read."""
    assert "Arschloch" in read("<b></b>" * 30_000 + "Arschloch").text


@pytest.mark.parametrize("content", HOSTILE, ids=lambda content: content[:8])
def test_hostile_input_takes_bounded_time(content: str) -> None:
    """Half a megabyte or more of anything is read within seconds on a busy machine."""
    begin = time.process_time()
    read(content)
    assert time.process_time() - begin < 5


@given(st.text(st.characters()), st.sampled_from(["", "<b>", "&amp;", "http://"]))
def test_any_text_can_be_read(content: str, before: str) -> None:
    """No text crashes the reading, and what comes out can be encoded, lone surrogates or not."""
    assert read(before + content + "<i>x</i>\ud800").text.encode()


@given(st.text(alphabet="<>ab&/!- ;=\"'p", max_size=60))
def test_text_without_a_known_tag_is_unchanged_but_for_entities(content: str) -> None:
    """Any mixture of brackets and letters can be read and never grows."""
    assert len(read(content).text) <= len(content) + 10
