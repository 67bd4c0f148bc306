"""`moderato queue`: queue health, dead letters, replay."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from service import administration
from service.commands.opening import as_json, open_context, show
from service.queue import depths, living_workers
from service.replay import redeliver, replay
from service.storage import dead_letters, degraded, health, pending, review_queue, sites, webhooks

if TYPE_CHECKING:
    from service.context import Context


@click.group()
def queue() -> None:
    """Look after the queue."""


@queue.command()
@as_json
def status(*, as_json: bool) -> None:
    """Say how the queue is doing."""
    with open_context() as context:
        found = _status(context)
    show(found, _table(found), as_json=as_json)


@queue.command("dead")
@as_json
def list_dead(*, as_json: bool) -> None:
    """List the comments that could not be scored. They are flagged for a human meanwhile."""
    with open_context() as context:
        letters = dead_letters.every(context.redis)
    text = "\n".join(
        f"{letter.at:%Y-%m-%d %H:%M:%S}\t{letter.site}\t{letter.comment}\t{letter.error}"
        for letter in letters
    )
    show([asdict(letter) for letter in letters], text or "no dead letters", as_json=as_json)


@queue.command("replay")
@click.argument("comments", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Replay every dead letter.")
@as_json
def replay_dead(comments: tuple[str, ...], *, everything: bool, as_json: bool) -> None:
    """Give dead letters back to the screen, by comment id."""
    if bool(comments) == everything:
        raise click.UsageError("name comments, or say --all")
    with open_context() as context:
        wanted = [letter.comment for letter in dead_letters.every(context.redis)] if everything else comments
        replayed = [comment for comment in wanted if replay(context, comment)]
    show({"replayed": replayed}, f"{len(replayed)} replayed", as_json=as_json)


@queue.command("redeliver")
@as_json
def redeliver_all(*, as_json: bool) -> None:
    """Send the webhook deliveries that were given up again."""
    with open_context() as context:
        number = redeliver(context)
    show({"redelivered": number}, f"{number} given to notify again", as_json=as_json)


@queue.command("rebuild-review")
@as_json
def rebuild_review(*, as_json: bool) -> None:
    """Make the review queues, authors' records and the sites' own ids anew from the comments."""
    with open_context() as context:
        rebuilt = administration.rebuild_review(context)
    text = f"{rebuilt.comments} comments read, {rebuilt.dropped} stale entries dropped"
    show(asdict(rebuilt), text, as_json=as_json)


def _status(context: Context) -> dict[str, Any]:
    redis = context.redis
    since = pending.since(redis)
    waiting, given_up = webhooks.count(redis)
    return {
        "pending_comments": pending.count(redis),
        "oldest_pending_seconds": 0.0 if since is None else round(max(0.0, time.time() - since / 1000), 3),
        "jobs": depths(context.queues),
        "workers": {name: living_workers(queue) for name, queue in context.queues.by_name().items()},
        "dead_letters": dead_letters.count(redis),
        "degraded_comments": degraded.count(redis),
        "deliveries": {"waiting": waiting, "given_up": given_up},
        "review_queue": {site.id: review_queue.count(redis, site.id) for site in sites.every(redis)},
        "redis_memory_share": round(health.memory_share(redis), 4),
        "problems": health.check_durable(redis),
    }


def _table(found: dict[str, Any]) -> str:
    lines = [
        f"pending comments   {found['pending_comments']}, oldest {found['oldest_pending_seconds']:.1f} s",
        f"jobs waiting       {_counts(found['jobs'])}",
        f"workers alive      {_counts({name: len(alive) for name, alive in found['workers'].items()})}",
        f"dead letters       {found['dead_letters']}",
        f"degraded           {found['degraded_comments']} to be scored again",
        f"deliveries         {_counts(found['deliveries'])}",
        f"review queue       {_counts(found['review_queue'])}",
        f"Redis memory       {found['redis_memory_share']:.0%} of its limit",
    ]
    return "\n".join(lines + [f"problem            {problem}" for problem in found["problems"]])


def _counts(counted: dict[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counted.items()) or "none"
