"""Everything that can be refused, each with a stable code."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A request that is answered with no.

    Attributes:
        code: Stable name of the reason; `api/errors.py` gives it a status and a sentence.
        facts: What the sentence needs to be exact: seconds to wait, who was first.
    """

    code = "refused"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts


class CommentNotFound(Refusal):
    """No such comment among the ones the asker may see."""

    code = "comment_not_found"


class SiteNotFound(Refusal):
    """No such site."""

    code = "site_not_found"


class ModeratorNotFound(Refusal):
    """No such moderator."""

    code = "moderator_not_found"


class Unauthenticated(Refusal):
    """No key or token, or one that is not known."""

    code = "unauthenticated"


class Forbidden(Refusal):
    """Known, but not allowed."""

    code = "forbidden"


class SignedOut(Refusal):
    """The session is over, was revoked, or never was."""

    code = "signed_out"


class SignInFailed(Refusal):
    """Name and password do not fit; which of the two, is not told."""

    code = "sign_in_failed"


class WrongCode(Refusal):
    """The one-time code is wrong, was used, or its time is up."""

    code = "wrong_code"


class WrongPassword(Refusal):
    """The password given to confirm a change is not the moderator's."""

    code = "wrong_password"


class PasswordUnfit(Refusal):
    """The new password is too easy to guess; `reason` says why."""

    code = "password_unfit"


class PasswordsDiffer(Refusal):
    """The new password was typed twice, and not the same."""

    code = "passwords_differ"


class ProviderAway(Refusal):
    """The identity provider cannot be reached, or is not set up as one."""

    code = "provider_away"


class ProviderRefused(Refusal):
    """The identity provider did not confirm who somebody is, or not in a way that can be trusted."""

    code = "provider_refused"


class NotAModerator(Refusal):
    """The identity provider knows who somebody is, and the operator has not made them a moderator."""

    code = "not_a_moderator"


class TooManyTries(Refusal):
    """Too many tries to sign in; `retry_after` in seconds."""

    code = "too_many_tries"


class CrossSite(Refusal):
    """The request came from a page that is not the desk's."""

    code = "cross_site"


class RateLimited(Refusal):
    """Too many submissions; `retry_after` in seconds."""

    code = "rate_limited"


class IdempotencyKeyReused(Refusal):
    """The key was used before with another payload."""

    code = "idempotency_key_reused"


class SubmissionInProgress(Refusal):
    """The submission with the same key has not been answered yet."""

    code = "submission_in_progress"


class QueueFull(Refusal):
    """More comments wait than the operator allows, or Redis is near its memory limit."""

    code = "queue_full"


class StorageUnavailable(Refusal):
    """Redis does not answer, is loading, or takes no writes."""

    code = "storage_unavailable"


class NotFlagged(Refusal):
    """A moderator can decide only what waits; `status` says what it is instead, `by` who was first."""

    code = "not_flagged"


class ClaimedByAnother(Refusal):
    """Another moderator holds the comment; `moderator` says who."""

    code = "claimed_by_another"


class NothingToUndo(Refusal):
    """The comment's decision is not a moderator's; or, of the last one, there is none."""

    code = "nothing_to_undo"


class NothingToReverse(Refusal):
    """Only an approval and a rejection can be turned into the other; `status` says what it is."""

    code = "nothing_to_reverse"


class ForSeniors(Refusal):
    """The comment was left to the seniors: they alone decide it."""

    code = "for_seniors"


class NotEscalated(Refusal):
    """The comment waits for no senior."""

    code = "not_escalated"


class ChangedMeanwhile(Refusal):
    """The comment was decided anew since the moderator saw it."""

    code = "changed_meanwhile"


class ReasonUnknown(Refusal):
    """The reason is not on the site's list; `reasons` says which are."""

    code = "reason_unknown"


class PolicyChanged(Refusal):
    """Somebody saved a policy meanwhile; `by` says who, `version` which one is in force now."""

    code = "policy_changed"


class PolicyNotFound(Refusal):
    """The site has no policy of that version."""

    code = "policy_not_found"


class PolicyInvalid(Exception):  # noqa: N818
    """A policy file that cannot be used.

    Attributes:
        problems: One sentence a problem, each with file and line.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
