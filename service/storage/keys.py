"""Every key in Redis, and how long it lives. RQ's own keys start with `rq:`.

| key | type | holds | lives |
|---|---|---|---|
| comment:ID | string | the comment, JSON | until erased |
| private:ID | string | e-mail and IP, encrypted | until erased, or `private_days` |
| comments:SITE:STATUS | sorted set | comment ids in order of time | as the comment |
| pending | sorted set | ids of pending comments, by time last enqueued (ms) | until decided |
| review:QUEUE:SITE | sorted set | ids of comments that wait in the queue, by urgency | until decided |
| review:QUEUE:SITE:time | sorted set | the same, by time accepted (ms) | until decided |
| review:QUEUE:SITE:FACET:VALUE | sorted set | those with that facet, by urgency | until decided |
| review_version:SITE | string | how often the site's queues changed | for ever |
| found:VIEW:VERSION | sorted set | what a view with several filters came to, by urgency | FOUND_WINDOW |
| skipped:ID | sorted set | the moderators who skipped the comment, by time (s) | SKIP_WINDOW after the last |
| claim:ID | string | the moderator who holds the comment | `claim_seconds` |
| externals:SITE | hash | comment id by the site's own id | as the comment |
| record:HASH | sorted set | ids of an author's comments, by status | as the comments |
| notes:ID | list | moderators' notes on the comment, JSON | as the comment |
| held:ID | hash | deliveries of the comment not yet begun, each with its act | HELD_WINDOW |
| acts:MODERATOR | list | what a moderator decided, latest first | ACT_WINDOW |
| act:ACT | set | ids of the comments decided at one go | ACT_WINDOW |
| repeat:FINGERPRINT | sorted set | ids of comments with it, by time (ms) | REPEAT_WINDOW after the last |
| clusters | hash | cluster id by comment id, of comments in a campaign | as the comment |
| cluster:ID | set | ids of the comments in a campaign, of all sites | as the comments |
| author:HASH | sorted set | ids of the author's comments, by time (ms) | AUTHOR_WINDOW after the last |
| idempotency:SITE:HASH | string | payload hash and answer, JSON | IDEMPOTENCY_WINDOW |
| rate:NAME | string | when the next submission would be free (ms) | the limit's window |
| degraded | sorted set | ids of comments to be scored again, by attempts at it | until they were |
| rescoring | string | that a rescore job is under way | RESCORE_LEASE |
| dead | hash | dead letters by comment id, JSON | until replayed or erased |
| audit:SITE | stream | the audit log | `audit_days` |
| trail:ID | list | the audit log's entries about a comment that people made, JSON | as the comment |
| statistics | hash | counters behind /metrics | for ever |
| insight:SITE:DAY | hash | counters behind the desk's insight | INSIGHT_DAYS |
| scored:SITE:DAY | hash | scores and verdicts by comment id, packed | SCORED_DAYS, or until erased |
| sites | hash | sites by id, JSON | until removed |
| site_keys | hash | site id by hash of the key | until revoked |
| moderators | hash | moderators by id, JSON | until removed |
| tokens | hash | moderator id by hash of the token | until revoked |
| session:HASH | string | a session at the desk, by hash of its token, JSON | until ended, unused or over |
| sessions:MODERATOR | sorted set | hashes of session tokens, by end (s) | SESSIONS_WINDOW after the last |
| second_factors | hash | what codes are checked with by moderator id, encrypted | as the moderator |
| sign_in:HASH | string | a sign-in between its steps, by hash of its token, JSON | BEGUN_WINDOW |
| preferences | hash | personal settings by moderator id, JSON | as the moderator |
| webhooks:SITE | hash | where the site wants to be told, JSON by id | until removed |
| deliveries | hash | deliveries to be made, JSON by id | until made or given up |
| due | sorted set | ids of deliveries, by the time of their next try (s) | as the delivery |
| undelivered | hash | deliveries given up, JSON by id | until sent again |
| policies:SITE | list | the site's policies in order of version, JSON | for ever |
| sweep | string | which process sweeps | SWEEP_LEASE |
| decided | channel | ids of comments just decided, for those who wait | not stored |
| news | channel | what has just happened on which site, for those who watch | not stored |
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

FOUND_WINDOW = 5
"""Seconds that what a view came to is kept, for its count and its next pages."""
SKIP_WINDOW = 1800
"""Seconds that a skipped comment is not the next one."""
ACT_WINDOW = 3600
"""Seconds after which a moderator's latest decision is no longer taken back by a key press."""
HELD_WINDOW = 24 * 3600
"""Seconds after which a delivery that never began is taken for begun."""
REPEAT_WINDOW = 48 * 3600
"""Seconds in which the same text counts as a repeat."""
AUTHOR_WINDOW = 3600
"""Seconds an author's comments are remembered for flood control."""
IDEMPOTENCY_WINDOW = 24 * 3600
"""Seconds an Idempotency-Key is honoured."""
SWEEP_LEASE = 5
"""Seconds one process alone may sweep."""

RESCORE_LEASE = 60
"""Seconds after which a rescore job that was lost is replaced."""
INSIGHT_DAYS = 400
"""Days a day's counters are kept: a year and a month, to compare with the year before."""
SCORED_DAYS = 31
"""Days scores are kept to try policies on."""

SESSIONS_WINDOW = 31 * 24 * 3600
"""Seconds a moderator's sessions are listed after the last sign-in: longer than any session may last."""
BEGUN_WINDOW = 600
"""Seconds the second step of a sign-in may take: a code, or the identity provider."""

PENDING = "moderato:pending"
DEGRADED = "moderato:degraded"
RESCORING = "moderato:rescoring"
DEAD = "moderato:dead"
STATISTICS = "moderato:statistics"
SITES = "moderato:sites"
SITE_KEYS = "moderato:site_keys"
MODERATORS = "moderato:moderators"
TOKENS = "moderato:tokens"
SECOND_FACTORS = "moderato:second_factors"
PREFERENCES = "moderato:preferences"
DELIVERIES = "moderato:deliveries"
DUE = "moderato:due"
UNDELIVERED = "moderato:undelivered"
CLUSTERS = "moderato:clusters"
SWEEP = "moderato:sweep"
DECIDED = "moderato:decided"
NEWS = "moderato:news"


def comment(comment_id: str) -> str:
    """Name the key of a comment."""
    return f"moderato:comment:{comment_id}"


def private(comment_id: str) -> str:
    """Name the key of a comment's encrypted e-mail and IP."""
    return f"moderato:private:{comment_id}"


def comments(site: str, status: str) -> str:
    """Name the key of a site's comments in one status."""
    return f"moderato:comments:{site}:{status}"


def review(queue: str, site: str) -> str:
    """Name the key of a site's review queue."""
    return f"moderato:review:{queue}:{site}"


def review_time(queue: str, site: str) -> str:
    """Name the key of the same in order of time."""
    return f"moderato:review:{queue}:{site}:time"


def facet(queue: str, site: str, name: str, value: str) -> str:
    """Name the key of what has a facet in a site's queue. A value from outside may hold anything."""
    short = blake2b(value.encode(), digest_size=12).hexdigest()
    return f"moderato:review:{queue}:{site}:{name}:{short}"


def review_version(site: str) -> str:
    """Name the key of the count of changes to a site's queues."""
    return f"moderato:review_version:{site}"


def found(view: str) -> str:
    """Begin the name of the key of what a view came to; the site's version ends it."""
    return f"moderato:found:{blake2b(view.encode(), digest_size=16).hexdigest()}:"


def claim(comment_id: str) -> str:
    """Name the key of the claim on a comment."""
    return f"moderato:claim:{comment_id}"


def skipped(comment_id: str) -> str:
    """Name the key of who skipped a comment."""
    return f"moderato:skipped:{comment_id}"


def externals(site: str) -> str:
    """Name the key of a site's own ids of its comments."""
    return f"moderato:externals:{site}"


def record(author_hash: str) -> str:
    """Name the key of an author's record."""
    return f"moderato:record:{author_hash}"


def notes(comment_id: str) -> str:
    """Name the key of the notes on a comment."""
    return f"moderato:notes:{comment_id}"


def held(comment_id: str) -> str:
    """Name the key of a comment's deliveries that have not begun."""
    return f"moderato:held:{comment_id}"


def acts(moderator: str) -> str:
    """Name the key of what a moderator decided."""
    return f"moderato:acts:{moderator}"


def act(act_id: str) -> str:
    """Name the key of the comments that were decided at one go."""
    return f"moderato:act:{act_id}"


def repeat(fingerprint: str) -> str:
    """Name the key of the comments that share a fingerprint."""
    return f"moderato:repeat:{fingerprint}"


def cluster(cluster_id: str) -> str:
    """Name the key of the comments in a campaign."""
    return f"moderato:cluster:{cluster_id}"


def author(author_hash: str) -> str:
    """Name the key of an author's recent comments."""
    return f"moderato:author:{author_hash}"


def idempotency(site: str, key_hash: str) -> str:
    """Name the key of what an Idempotency-Key was answered."""
    return f"moderato:idempotency:{site}:{key_hash}"


def rate(name: str) -> str:
    """Name the key of a rate limit's state."""
    return f"moderato:rate:{name}"


def audit(site: str) -> str:
    """Name the key of a site's audit log."""
    return f"moderato:audit:{site}"


def session(token_hash: str) -> str:
    """Name the key of a session at the desk."""
    return f"moderato:session:{token_hash}"


def sessions(moderator: str) -> str:
    """Name the key of the hashes of a moderator's session tokens."""
    return f"moderato:sessions:{moderator}"


def insight(site: str, day: date) -> str:
    """Name the key of a site's counters of one day."""
    return f"moderato:insight:{site}:{day}"


def scored(site: str, day: date) -> str:
    """Name the key of the scores of a site's comments of one day."""
    return f"moderato:scored:{site}:{day}"


def trail(comment_id: str) -> str:
    """Name the key of what people did with a comment."""
    return f"moderato:trail:{comment_id}"


def begun(token_hash: str) -> str:
    """Name the key of a sign-in between its steps."""
    return f"moderato:sign_in:{token_hash}"


def endpoints(site: str) -> str:
    """Name the key of a site's webhook endpoints."""
    return f"moderato:webhooks:{site}"


def policies(site: str) -> str:
    """Name the key of a site's policies."""
    return f"moderato:policies:{site}"
