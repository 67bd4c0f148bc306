"""Putting policies in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.audit import Action, AuditEntry
from service.domain.errors import PolicyInvalid
from service.domain.news import Kind, News
from service.domain.policy_file import parse_policy
from service.storage import audit_log, feed, keys, policies, sites

if TYPE_CHECKING:
    from pathlib import Path

    from redis.client import Pipeline

    from service.context import Context
    from service.domain.policy import Policy


def load_policy(context: Context, site_id: str, policy_file: Path) -> Policy:
    """Put a policy file in force for a site, as its next version.

    Raises:
        SiteNotFound: There is no such site.
        PolicyInvalid: The file cannot be used; every problem has file, line and reason.
        OSError: It cannot be read.
    """
    sites.load(context.redis, site_id)
    policy = read_policy(policy_file)

    def body(pipe: Pipeline) -> Policy:
        count = len(policies.every(pipe, site_id))
        pipe.multi()
        numbered = policies.append(pipe, site_id, policy, count)
        audit_log.append(
            pipe,
            [
                AuditEntry(
                    context.now(),
                    "operator",
                    Action.POLICY_LOADED,
                    site_id,
                    policy_version=numbered.version,
                    note=policy.note,
                )
            ],
        )
        feed.publish(pipe, [News(Kind.POLICY, site_id)])
        return numbered

    return context.write(body, keys.policies(site_id))


def read_policy(path: Path) -> Policy:
    """Read a policy from its file.

    Raises:
        PolicyInvalid: With every problem at once, each as `file:line: reason`.
        OSError: The file cannot be read.
    """
    raw = path.read_bytes()
    try:
        return parse_policy(raw.decode("utf-8"), str(path))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PolicyInvalid([f"{path}:{line}: not UTF-8"]) from error
