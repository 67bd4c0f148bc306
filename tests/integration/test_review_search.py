"""Searching a review queue: letters in any case and with any accents, for a while at a time, honestly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.folding import fold
from service.domain.view import View
from service.storage.search import search
from service.storage.views import Excerpt, Place
from tests.conftest import SITE
from tests.integration.waiting import NOW, store, varied, waiting

if TYPE_CHECKING:
    from service.context import Context


@pytest.mark.parametrize(
    ("wanted", "content"),
    [
        ("strasse", "Auf der Straße"),
        ("STRAẞE", "auf der strasse"),
        ("kase", "So ein Käse!"),
        ("Käse", "So ein Kase!"),
        ("cafe\u0301", "Im CAFÉ"),
        ("gruß", "Viele GRÜSSE"),
        ("vollidiot", "Du <b>Voll</b>idiot"),
        ("a & b", "a &amp; b"),
        ("fi", "der ﬁlm"),
        ("istanbul", "İstanbul"),
        ("日本", "日本語"),
    ],
)
def test_case_accents_and_markup_do_not_hide_a_word(context: Context, wanted: str, content: str) -> None:
    """The word is found as a reader understands it; another one is not."""
    store(context, [waiting(1, content=content), waiting(2, content="ganz anderes")])
    excerpt = Excerpt.of(View((SITE,), text=wanted), NOW)
    assert len(search(context.redis, excerpt, None, 10).places) == 1


@given(st.text(max_size=60), st.text(max_size=60))
def test_folding_keeps_what_holds_what(one: str, other: str) -> None:
    """Folded twice is folded once, capitals change nothing, and the folded parts are in the folded whole."""
    assert fold(fold(one)) == fold(one)
    assert fold(one.casefold()) == fold(one)
    assert fold(one) in fold(one + " " + other)


def test_names_and_ids_are_found(context: Context) -> None:
    """The author's name in part; an id, ours or the site's, as a whole and at once, however many wait."""
    comment = waiting(1, author_name="Jürgen Groß", external_id="wp-17")
    store(context, [comment, waiting(2), waiting(3, site="blatt", external_id="wp-18")])
    for wanted, number in (("jurgen gross", 1), (comment.id, 1), ("wp-17", 1), ("wp-1", 0), ("erika", 1)):
        excerpt = Excerpt.of(View((SITE,), text=wanted), NOW)
        assert len(search(context.redis, excerpt, None, 10).places) == number, wanted
    for wanted, number in ((comment.id, 1), ("wp-17", 1), ("wp-18", 0)):
        excerpt = Excerpt.of(View((SITE,), text=wanted), NOW)
        assert len(search(context.redis, excerpt, None, 10, seconds=0).places) == number, wanted
    decided = Excerpt.of(View((SITE,), language="en", text=comment.id), NOW)
    assert search(context.redis, decided, None, 10).places == []


def test_a_search_goes_on_where_it_stopped(context: Context) -> None:
    """Without time it looks at one comment and says so; going on, nothing is missed or seen twice."""
    some = varied(600)
    store(context, some)
    excerpt = Excerpt.of(View((SITE,), text="vollidiot"), NOW)
    whole = search(context.redis, excerpt, None, 1_000, seconds=60)
    assert (whole.searched, whole.behind) == (600, None)
    assert len(whole.places) == sum("Vollidiot" in each.content + each.author_name for each in some)
    for limit, seconds in ((7, 60.0), (1_000, 0.0)):
        found: list[Place] = []
        searched, after = 0, None
        while True:
            hits = search(context.redis, excerpt, after, limit, seconds=seconds)
            found += hits.places
            searched += hits.searched
            after = hits.behind
            if after is None:
                break
        assert (found, searched) == (whole.places, 600)
