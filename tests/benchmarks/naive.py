"""The yardstick for deciding: the build one would write first, with one RQ job a comment on stock settings.

It is given everything that costs little to do well: the same schema, the same fields stored, the same
scorer, loaded before RQ's worker forks, and a connection pool. It has no rate limits, no idempotency, no
review queue, no audit log, no look for repeats and no log.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import rq
import uuid_utils
import uvloop
from aiohttp import web

from service.api.request import parse_submission
from service.context import Context
from service.domain.comment import Receipt, accept, screened
from service.domain.policy import decide
from service.domain.score import Scorable
from service.domain.submission import Submission
from service.privacy import PrivateData
from service.settings import Settings
from service.storage import comments, policies
from workers.scorers import load_scorer

if TYPE_CHECKING:
    from workers.scorers.scorer import Scorer

QUEUE = "naive"
CONTEXT: Final = web.AppKey("context", Context)
_SITE = "zeitung"
_loaded: dict[str, Any] = {}


async def post(request: web.Request) -> web.Response:
    """Validate, store, enqueue."""
    context = request.app[CONTEXT]
    submission = Submission(**vars(parse_submission(await request.read(), request.content_type)))
    receipt = Receipt(
        id=str(uuid_utils.uuid7()),
        site=_SITE,
        created_at=context.now(),
        author=context.hasher.author(_SITE, submission.author_email),
        address=None,
        email_traits=(),
        request_id="",
    )
    comment = accept(submission, receipt)
    token = context.cipher.encrypt(PrivateData(submission.author_email, submission.author_ip))
    pipe = context.redis.pipeline()
    comments.add(pipe, [comment], [token], 0)
    pipe.execute()
    rq.Queue(QUEUE, connection=context.redis).enqueue(screen_one, comment.id)
    return web.json_response({"id": comment.id, "status": "pending", "post": comment.post}, status=202)


def screen_one(comment_id: str) -> None:
    """Score and decide one comment: the job."""
    context: Context = _loaded["context"]
    scorer: Scorer = _loaded["scorer"]
    comment = comments.load(context.redis, [comment_id])[0]
    assert comment
    assessment = scorer.score([Scorable(comment.content, comment.author_name, comment.author_url or "")])[0]
    policy = policies.in_force(context.redis, [comment.site])[comment.site]
    pipe = context.redis.pipeline()
    decided = screened(comment, assessment, decide(policy, assessment, context.now()))
    comments.change(pipe, [comment], [decided])
    pipe.execute()


def serve() -> None:
    """Serve on the port that the environment names."""
    uvloop.install()
    app = web.Application()
    app[CONTEXT] = Context.open(Settings.from_env())
    app.router.add_post("/v1/comments", post)
    port = int(os.environ["BENCHMARK_PORT"])
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


def work() -> None:
    """Run RQ's default worker, which forks for each job."""
    _loaded.update(
        context=Context.open(Settings.from_env()), scorer=load_scorer("builtin", second_look="off")
    )
    _loaded["scorer"].score([Scorable("Warm werden, bevor geforkt wird.")])
    connection = _loaded["context"].redis.__class__.from_url(os.environ["MODERATO_REDIS_URL"])
    rq.Worker([QUEUE], connection=connection).work(logging_level="WARNING")


if __name__ == "__main__":
    # Under its own name, which is where the job looks for what was loaded.
    getattr(import_module("tests.benchmarks.naive"), sys.argv[1])()
