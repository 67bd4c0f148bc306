"""Putting policies in force."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from service.domain.audit import Action, AuditEntry
from service.domain.errors import PolicyChanged, PolicyInvalid, PolicyNotFound, SiteNotFound
from service.domain.moderator import Role, check_may, may_see
from service.domain.news import Kind, News
from service.domain.policy_file import parse_policy, policy_problems
from service.storage import audit_log, feed, keys, policies, sites

if TYPE_CHECKING:
    from pathlib import Path

    from redis.client import Pipeline

    from service.context import Context
    from service.domain.moderator import Moderator
    from service.domain.policy import Policy

log = structlog.get_logger()

OPERATOR = "operator"
"""Who made a policy that came from a file."""


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
        numbered = replace(policy, version=count + 1, by=OPERATOR)
        return _put_in_force(context, pipe, site_id, numbered, Action.POLICY_LOADED)

    return context.write(body, keys.policies(site_id))


def save_policy(
    context: Context, moderator: Moderator, site: str, policy: Policy, expected_version: int
) -> Policy:
    """Put a policy in force that a senior made at the desk, as the site's next version.

    Args:
        context: What the stage works with.
        moderator: Who saves it.
        site: For which site.
        policy: Thresholds and note; version, author and time are filled in.
        expected_version: The version that the senior saw when beginning.

    Returns:
        The policy as it is in force now.

    Raises:
        SiteNotFound: The site was not granted to the moderator, or there is none.
        Forbidden: The moderator is no senior there.
        PolicyInvalid: The policy breaks the rules that hold for policy files.
        PolicyChanged: Another version came into force meanwhile. Nothing was overwritten.
    """
    check_may_set(moderator, site)
    sites.load(context.redis, site)
    _check(policy)

    def body(pipe: Pipeline) -> Policy:
        versions = policies.every(pipe, site)
        _check_expected(versions, expected_version)
        pipe.multi()
        numbered = replace(policy, version=len(versions) + 1, by=moderator.id)
        return _put_in_force(context, pipe, site, numbered, Action.POLICY_SAVED)

    saved = context.write(body, keys.policies(site))
    log.info("policy_saved", site=site, moderator=moderator.id, version=saved.version)
    return saved


def find_policy(context: Context, moderator: Moderator, site: str, version: int) -> Policy:
    """Read one of a site's versions, to show it or to go back to it by saving it again.

    Raises:
        SiteNotFound: The site was not granted to the moderator.
        Forbidden: The moderator is no senior there.
        PolicyNotFound: The site has no such version.
    """
    check_may_set(moderator, site)
    for policy in policies.every(context.redis, site):
        if policy.version == version:
            return policy
    raise PolicyNotFound(version=version)


def check_may_set(moderator: Moderator, site: str) -> None:
    """Refuse who may not set the site's policy.

    Raises:
        SiteNotFound: The site was not granted; whether there is one, is not told.
        Forbidden: The moderator is no senior there.
    """
    if not may_see(moderator, site):
        raise SiteNotFound(site=site)
    check_may(moderator, site, Role.SENIOR)


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


def _check(policy: Policy) -> None:
    document = {"flag": policy.flag, "reject": policy.reject, "note": policy.note, "sample": policy.sample}
    problems = [f"{path}: {why}" for path, why in policy_problems(document)]
    if problems:
        raise PolicyInvalid(problems)


def _check_expected(versions: list[Policy], expected: int) -> None:
    last = versions[-1] if versions else None
    if (last.version if last else 0) != expected:
        raise PolicyChanged(by=last.by if last else "", version=last.version if last else 0)


def _put_in_force(context: Context, pipe: Pipeline, site: str, policy: Policy, action: Action) -> Policy:
    """Write a numbered policy that says who made it, and tell of it."""
    now = context.now()
    dated = replace(policy, at=now)
    policies.append(pipe, site, dated)
    entry = AuditEntry(now, policy.by, action, site, policy_version=policy.version, note=policy.note)
    audit_log.append(pipe, [entry])
    feed.publish(pipe, [News(Kind.POLICY, site, by=None if policy.by == OPERATOR else policy.by)])
    return dated
