"""Campaigns: nearly the same comments share a cluster id, across articles, authors and sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.e2e.counts import loaded, put_in
from tests.integration.scorers import Moody
from workers.screen import screen

if TYPE_CHECKING:
    from aiohttp.test_utils import TestClient

    from service.context import Context

    Client = TestClient[Any, Any]

TEXT = (
    "Ich habe mit {} in nur einer einzigen Woche sehr viel Geld verdient und das ganz ohne Risiko und ohne "
    "jedes Vorwissen, schreibt mir einfach und ich zeige euch Schritt für Schritt wie das geht"
)
OTHER = "Der Bürgermeister hat im Rat erklärt, dass die neue Brücke erst im nächsten Jahr fertig werden kann."


def _clusters(context: Context, comment_ids: list[str]) -> list[str | None]:
    return [comment.cluster for comment in loaded(context, comment_ids)]


def test_a_campaign_gets_one_cluster_id_and_others_none(context: Context) -> None:
    """The first comment gets the id once the second has come, in one job or in several; others have none."""
    first = put_in(context, [TEXT.format("Bitcoin"), OTHER])
    screen(context, Moody(), first)
    assert _clusters(context, first) == [None, None]
    later = put_in(context, [TEXT.format("Bitcoin") + "!", TEXT.format("BITCOIN")])
    screen(context, Moody(), later)
    seed, none, *following = _clusters(context, first + later)
    assert seed is not None
    assert none is None
    assert following == [seed, seed]
