"""What a site is told of one of its comments, in an answer or in an event: never a private word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from service.domain.comment import Comment
    from service.domain.decision import Decision
    from service.domain.score import Signal


def told(comment: Comment) -> dict[str, Any]:
    """Give what a site may know of its comment: everything but the text, the author and what is private."""
    decision = comment.decision
    return {
        "id": comment.id,
        "status": comment.status,
        "post": comment.post,
        "created_at": comment.created_at,
        "decided_at": decision and decision.decided_at,
        "decision": decision and _decision(decision),
        "scores": {attribute: round(score, 4) for attribute, score in comment.scores.items()},
        "signals": [_signal(signal) for signal in comment.signals],
        "cluster": comment.cluster,
        "language": comment.language,
        "scorers": comment.scorers,
        "external_id": comment.external_id,
        "meta": comment.meta,
    }


def event(comment: Comment) -> dict[str, Any]:
    """Give the event that tells how a comment was decided: its type, when, and the comment."""
    decided_at = comment.decision.decided_at if comment.decision else comment.created_at
    return {"type": f"comment.{comment.status}", "timestamp": decided_at, "data": told(comment)}


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "outcome": decision.outcome,
        "reasons": [
            {
                "code": reason.code,
                "attribute": reason.attribute,
                "score": reason.score,
                "threshold": reason.threshold,
            }
            for reason in decision.reasons
        ],
        "decided_by": decision.decided_by,
        "policy_version": decision.policy_version,
    }


def _signal(signal: Signal) -> dict[str, Any]:
    return {
        "name": signal.name,
        "attribute": signal.attribute,
        "evidence": signal.evidence,
        "begin": signal.begin,
        "end": signal.end,
    }
