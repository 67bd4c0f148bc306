"""The jobs' dotted names are a wire format: jobs in flight carry them through an upgrade."""

from __future__ import annotations

import inspect
import json
import zlib
from importlib import import_module
from typing import TYPE_CHECKING

from service.queue import RESCORE_JOB, SCREEN_JOB, enqueue_screen

if TYPE_CHECKING:
    from service.context import Context


def test_the_screen_job_keeps_its_name() -> None:
    """The name is pinned, can be imported, and takes the one argument that jobs in flight carry."""
    assert SCREEN_JOB == "workers.screen.screen_comments"
    module, _, name = SCREEN_JOB.rpartition(".")
    job = getattr(import_module(module), name)
    assert list(inspect.signature(job).parameters) == ["comment_ids"]


def test_the_rescore_job_keeps_its_name() -> None:
    """It takes no argument: what it scores again it finds in storage."""
    assert RESCORE_JOB == "workers.rescore.rescore_comments"
    module, _, name = RESCORE_JOB.rpartition(".")
    assert not inspect.signature(getattr(import_module(module), name)).parameters


def test_a_job_is_plain_json_of_name_and_ids(context: Context) -> None:
    """What lies in Redis is RQ's JSON: name, no instance, ids, no keywords; and no pickle."""
    with context.redis.pipeline() as pipe:
        enqueue_screen(context.queues, pipe, ["one", "two"])
        pipe.execute()
    (job_id,) = context.queues.screen.get_job_ids()
    stored = context.redis.hget(f"rq:job:{job_id}", "data")
    assert isinstance(stored, bytes)
    assert json.loads(zlib.decompress(stored)) == [SCREEN_JOB, None, [["one", "two"]], {}]
