"""`moderato score` answers each line with one line, in order, whatever the lines hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from service.domain.score import Assessment, Attribute
from workers.lines import LONGEST, Line, read_lots
from workers.score import score, score_lines
from workers.scorers import load_scorer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.domain.score import Scorable


class Fragile:
    """A scorer that fails on every batch that holds the text `boom`."""

    name = "fragile"
    version = "1"

    def score(self, batch: Sequence[Scorable]) -> list[Assessment]:
        """Give the length of each text as its score, or fail."""
        if any(comment.content == "boom" for comment in batch):
            raise RuntimeError("boom")
        return [Assessment({Attribute.SPAM: len(comment.content) / 100}) for comment in batch]


def lines_of(*texts: str | bytes) -> list[Line]:
    """Number some lines."""
    raw = [text if isinstance(text, bytes) else text.encode() for text in texts]
    return [Line(number, content, len(content) + 1) for number, content in enumerate(raw, 1)]


def test_lines_in_lines_out() -> None:
    """Good lines are scored with their id, and the command ends well."""
    lines = [json.dumps({"id": number, "content": "Danke!"}) for number in range(130)]
    result = CliRunner().invoke(score, input="\n".join(lines))
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [row["id"] for row in rows] == list(range(130))
    assert {"scores", "signals", "language", "scorers"} <= set(rows[0])


def test_how_the_form_was_filled_in_counts() -> None:
    """`form_seconds` and `honeypot` go into the score; what is neither number nor truth is an error."""
    rows: list[dict[str, object]] = [
        {},
        {"form_seconds": 1.5, "honeypot": True},
        {"form_seconds": None},
        {"form_seconds": -1},
        {"form_seconds": "2"},
        {"form_seconds": True},
        {"honeypot": "x"},
    ]
    lines = "\n".join(json.dumps({"content": "Danke!", **row}) for row in rows)
    plain, caught, same, *bad = map(json.loads, CliRunner().invoke(score, input=lines).stdout.splitlines())
    assert caught["scores"]["SPAM"] > 0.7 > plain["scores"]["SPAM"] == same["scores"]["SPAM"]
    assert {"honeypot", "form_seconds"} <= {signal["name"] for signal in caught["signals"]}
    assert all("form_seconds" in row["error"] or "honeypot" in row["error"] for row in bad)


def test_lone_surrogates_pass() -> None:
    """Escaped lone surrogates in content and id are scored and echoed."""
    result = CliRunner().invoke(score, input='{"id": "\\ud800", "content": "gut \\udfff <b>so</b>"}')
    assert json.loads(result.stdout)["id"] == "\ud800"


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "",
        "[]",
        "1",
        '{"id": 1}',
        '{"content": 1}',
        '{"content": "a", "repeats": -1}',
        '{"content": "a", "repeats": true}',
        '{"content": "a", "email_traits": "role"}',
        "[" * 100_000,
        '{"content": "\\ud8"}',
        '{"content": "\\x41"}',
        '{"content": "a", "id": NaN}',
        '{"content": "a", "repeats": ' + "9" * 5_000 + "}",
        b'{"content": "sch\xf6n"}',
        b"\xff\xfe{",
    ],
)
def test_a_bad_line_is_an_error_and_the_rest_goes_on(line: str | bytes) -> None:
    """A bad line gives `error` in its place; its neighbours are scored."""
    good = '{"content": "abc"}'
    before, bad, after = (json.loads(row) for row in score_lines(lines_of(good, line, good), Fragile()))
    assert before == after
    assert "line 2" in bad["error"]


def test_one_comments_trouble_stays_its_own() -> None:
    """A comment on which scoring fails gives an error; the others of its batch are scored."""
    lines = [json.dumps({"id": n, "content": text}) for n, text in enumerate(["a", "boom", "ccc"])]
    rows = [json.loads(row) for row in score_lines(lines_of(*lines), Fragile())]
    assert [row["id"] for row in rows] == [0, 1, 2]
    assert [row.get("scores") for row in rows] == [{"SPAM": 0.01}, None, {"SPAM": 0.03}]
    assert "RuntimeError" in rows[1]["error"]


def test_an_unknown_option_is_a_clear_message() -> None:
    """A wrong option ends the command with a sentence, not a traceback."""
    result = CliRunner().invoke(score, ["--option", "nonsense"])
    assert result.exit_code == 1
    assert "NAME=VALUE" in result.output


def test_an_unknown_scorer_is_refused() -> None:
    """A name that is not registered is refused with those that are."""
    with pytest.raises(ValueError, match="known are builtin, detoxify"):
        load_scorer("perspective")


class Arriving:
    """A stream whose chunks arrive one by one."""

    def __init__(self, *chunks: bytes) -> None:
        self.waiting = list(chunks)

    def read1(self, _: int) -> bytes:
        """Give the next chunk."""
        return self.waiting.pop(0) if self.waiting else b""


def test_a_line_is_answered_as_soon_as_it_has_come() -> None:
    """Lines come out when they are whole, however they were cut up on the way, and the last one unended."""
    stream = Arriving(b"one\ntw", b"o\r\n\nfo", b"ur")
    lots = [[(line.number, line.content) for line in lot] for lot in read_lots(stream, 64)]
    assert lots == [[(1, b"one")], [(2, b"two"), (3, b"")], [(4, b"four")]]


def test_a_lot_is_no_longer_than_a_batch() -> None:
    """What arrives together is cut into batches."""
    assert [len(lot) for lot in read_lots(Arriving(b"{}\n" * 130), 64)] == [64, 64, 2]


def test_an_endless_line_is_not_kept() -> None:
    """Of a line beyond the longest only an error is left, and the next one is read as ever."""
    chunk = b"x" * (LONGEST // 4)
    stream = Arriving(*[chunk] * 9, b'\n{"content": "abc"}\n')
    rows = [json.loads(row) for lot in read_lots(stream, 64) for row in score_lines(lot, Fragile())]
    assert "longer than" in rows[0]["error"]
    assert rows[1]["scores"] == {"SPAM": 0.03}
