"""What sites send: one definition for validation and the OpenAPI document."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from service.api.fields import (
    CLEAN,
    CutText,
    EmailAddress,
    Identifier,
    MetaField,
    MetaKey,
    OptionalAddress,
    OptionalIdentifier,
    OptionalLocale,
    OptionalSeconds,
    OptionalUrl,
    Parent,
    Visible,
)
from service.domain.submission import (
    MAX_CONTENT,
    MAX_EMAIL,
    MAX_ID,
    MAX_META_ENTRIES,
    MAX_NAME,
    MAX_URL,
)


class SubmissionIn(BaseModel):
    """A reader's comment."""

    model_config = ConfigDict(extra="forbid", title="Submission")

    content: Annotated[
        str,
        Field(
            min_length=1,
            max_length=MAX_CONTENT,
            description="The text. HTML is scored as what a reader sees.",
        ),
        CLEAN,
        Visible,
    ]
    author_name: Annotated[
        str, Field(min_length=1, max_length=MAX_NAME, description="As the author gave it."), CLEAN, Visible
    ]
    author_email: Annotated[
        EmailAddress,
        Field(
            description="Private: kept encrypted, never given back.",
            examples=["a@example.org"],
            json_schema_extra={"format": "idn-email"},
        ),
    ]
    post: Annotated[Identifier, Field(description="The article's id.")]
    author_url: Annotated[OptionalUrl, Field(description="The author's own site.")] = None
    parent: Annotated[Parent, Field(description="The comment answered; 0 for none.")] = None
    permalink: Annotated[OptionalUrl, Field(description="Where the article is.")] = None
    locale: Annotated[OptionalLocale, Field(description="The page's language, such as de or de_DE.")] = None
    author_ip: Annotated[OptionalAddress, Field(description="Private, as the e-mail address.")] = None
    author_user_agent: Annotated[CutText, Field(description="The author's browser.")] = None
    form_seconds: Annotated[
        OptionalSeconds,
        Field(description="Seconds from showing the form to sending it; more than a day counts as a day."),
    ] = None
    honeypot: Annotated[
        CutText,
        Field(
            description="What stood in a field that no person sees. Only whether it was filled in is kept."
        ),
    ] = None
    external_id: Annotated[OptionalIdentifier, Field(description="The comment's id at the site.")] = None
    meta: Annotated[
        dict[MetaKey, MetaField],
        Field(max_length=MAX_META_ENTRIES, description="The site's own notes, handed back untouched."),
    ] = Field(default_factory=dict)


FORM_FIELDS = {
    "author": "author_name",
    "email": "author_email",
    "url": "author_url",
    "comment": "content",
    "comment_post_ID": "post",
    "comment_parent": "parent",
    "form_seconds": "form_seconds",
    "honeypot": "honeypot",
}
"""WordPress's names in a comment form, and ours. It has none for the last two."""


class FormIn(BaseModel):
    """A comment form with WordPress's names. Further fields are ignored."""

    model_config = ConfigDict(title="CommentForm")

    author: Annotated[str, Field(min_length=1, max_length=MAX_NAME)]
    email: Annotated[str, Field(max_length=MAX_EMAIL, json_schema_extra={"format": "idn-email"})]
    comment: Annotated[str, Field(min_length=1, max_length=MAX_CONTENT)]
    comment_post_ID: Annotated[str, Field(min_length=1, max_length=MAX_ID)]  # noqa: N815 - WordPress's name
    url: Annotated[str, Field(max_length=MAX_URL)] = ""
    comment_parent: Annotated[str, Field(max_length=MAX_ID)] = ""
    form_seconds: Annotated[str, Field(pattern=r"^([0-9]+(\.[0-9]+)?)?$")] = ""
    honeypot: str = ""
