"""What is scored, and what a scorer says of one comment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Attribute(StrEnum):
    """What is scored. The names are Perspective's, so that thresholds carry over."""

    TOXICITY = "TOXICITY"
    SEVERE_TOXICITY = "SEVERE_TOXICITY"
    INSULT = "INSULT"
    PROFANITY = "PROFANITY"
    THREAT = "THREAT"
    IDENTITY_ATTACK = "IDENTITY_ATTACK"
    SEXUALLY_EXPLICIT = "SEXUALLY_EXPLICIT"
    SPAM = "SPAM"


@dataclass(frozen=True, slots=True)
class Signal:
    """A named reason, with its evidence, that went into a score.

    Attributes:
        name: A stable code such as `link_shortener` or `text`.
        attribute: The score it went into.
        evidence: What was seen, for a person: a host, a count. Never an e-mail or an IP address.
        begin: First code point of the span in the text a reader sees, where the signal is a span.
        end: One past the last code point of that span.
    """

    name: str
    attribute: Attribute
    evidence: str = ""
    begin: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Scorable:
    """What a scorer may know of one comment. No e-mail and no IP address, only what follows from them.

    Attributes:
        content: The comment as sent, HTML and all.
        author_name: The name the author gave.
        author_url: The author's own link, or empty.
        email_traits: `disposable`, `role`: what was noticed about the address when it was accepted.
        repeats: How many other comments within the window say nearly the same.
        recent_by_author: How many other comments this author sent within the flood window.
        form_seconds: Seconds from showing the form to sending it; None where the site did not say.
        honeypot: Whether a field was filled in that no person sees.
        counts_from: From which score an attribute counts on its site: that score is to be explained, however
            low. Where none is given, scores over a half are.
    """

    content: str
    author_name: str = ""
    author_url: str = ""
    email_traits: tuple[str, ...] = ()
    repeats: int = 0
    recent_by_author: int = 0
    form_seconds: float | None = None
    honeypot: bool = False
    counts_from: Mapping[str, float] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a scorer says of one comment.

    Attributes:
        scores: Calibrated probabilities, 0 to 1, by attribute. An attribute without honest support
            for the comment's language is absent.
        signals: The named reasons behind the scores.
        language: ISO 639-1 code of the text's language, `und` where it cannot be told.
        scorers: Who scored: version by scorer name, so that the decision can be repeated.
        degraded: The built-in stood in for a backend that was to score this comment and could not.
    """

    scores: dict[Attribute, float]
    signals: tuple[Signal, ...] = ()
    language: str = "und"
    scorers: dict[str, str] = field(default_factory=dict)
    degraded: bool = False
