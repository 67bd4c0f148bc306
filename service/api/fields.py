"""The kinds of fields a request may have, each with its rule and its error code."""

from __future__ import annotations

import ipaddress
import math
import re
from functools import lru_cache
from typing import Annotated
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from pydantic import BeforeValidator, Field, FiniteFloat, Strict, StrictBool, StrictInt
from pydantic.functional_validators import AfterValidator
from pydantic_core import PydanticCustomError

from service.domain.submission import (
    MAX_EMAIL,
    MAX_FORM_SECONDS,
    MAX_ID,
    MAX_META_VALUE,
    MAX_URL,
    is_visible,
)

MAX_ADDRESS = 64
"""Characters of an IP address; an IPv6 scope, which may be any text, included."""
_LOCALE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}")
_LETTER = re.compile(r"[A-Za-z0-9]")
"""Anything of it can be seen; almost every text has one near its beginning."""
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
MAX_LOCAL = 64
"""Characters before the @, RFC 5321."""
_SECONDS = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,18})?")
_USUAL_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_PLAIN_LOCAL = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*")
"""In small letters: of some local parts, such as Postmaster, the usual form is that."""


def _untouched_text(given: object) -> str:
    if not isinstance(given, str):
        raise PydanticCustomError("type.text", "must be text")
    if "\0" in given:
        raise PydanticCustomError("text.nul", "must not hold NUL characters")
    try:
        given.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("text.surrogate", "must not hold lone surrogates") from None
    return given


def _text(given: object) -> str:
    return _untouched_text(given).strip()


def _identifier(given: object) -> str:
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    if not isinstance(given, str):
        raise PydanticCustomError("type.identifier", "must be text or a whole number")
    return _text(given)


def absent_if_empty(given: object) -> object:
    """Take an empty optional field for one that was not filled in, as HTML forms send it."""
    return None if isinstance(given, str) and not given.strip() else given


def absent_if_none_answered(given: object) -> object:
    """Take 0 for no comment answered, as WordPress sends it."""
    if given == 0 and isinstance(given, int) and not isinstance(given, bool):
        return None
    return None if isinstance(given, str) and given.strip() in {"", "0"} else given


def visible(text: str) -> str:
    """Refuse text that draws nothing."""
    if not _LETTER.search(text) and not is_visible(text):
        raise PydanticCustomError("blank", "must hold something a reader can see")
    return text


def email_address(address: str) -> str:
    """Refuse what is no e-mail address; give the address in its usual form."""
    local, _, domain = address.rpartition("@")
    if len(local) <= MAX_LOCAL and _PLAIN_LOCAL.fullmatch(local) and _is_plain_domain(domain):
        return address  # as email-validator would, in a twentieth of the time
    try:
        return validate_email(address, check_deliverability=False, strict=True).normalized
    except EmailNotValidError:
        # The library's message quotes the address, which no error may.
        raise PydanticCustomError("email.invalid", "must be a valid e-mail address") from None


@lru_cache(maxsize=4096)
def _is_plain_domain(domain: str) -> bool:
    """Say whether email-validator takes a domain just as it is. Readers share a few hundred of them."""
    try:
        return (
            validate_email(f"a@{domain}", check_deliverability=False, strict=True).normalized == f"a@{domain}"
        )
    except EmailNotValidError:
        return False


def _web_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        valid = (
            parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", url)
        )
    except ValueError:
        valid = False
    if not valid:
        raise PydanticCustomError("url.invalid", "must be an http or https URL")
    return url


def ip_address(address: str) -> str:
    """Refuse what is no IP address; give it in its usual form."""
    if _USUAL_IPV4.fullmatch(address):
        return address
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        raise PydanticCustomError("ip.invalid", "must be an IPv4 or IPv6 address") from None


def locale_tag(locale: str) -> str:
    """Refuse what is no language tag."""
    if not _LOCALE.fullmatch(locale):
        raise PydanticCustomError("locale.invalid", "must be a language tag such as de or de_DE")
    return locale


def seconds(given: object) -> float:
    """Take a number of seconds, as JSON has it or as a form writes it; more than a day counts as a day.

    Clipped and not refused: no reader can help how long a page was left open.
    """
    if isinstance(given, str) and _SECONDS.fullmatch(given.strip()):
        given = float(given)
    if isinstance(given, bool) or not isinstance(given, int | float) or not given >= 0:
        raise PydanticCustomError("seconds.invalid", "must be a number of seconds, 0 or more")
    return float(min(given, MAX_FORM_SECONDS))


CLEAN = BeforeValidator(_text)
"""Comes after the lengths in an annotation, so that they count the trimmed text."""

Text = Annotated[str, CLEAN]
_Id = Annotated[str, Field(min_length=1, max_length=MAX_ID)]
Identifier = Annotated[_Id, BeforeValidator(_identifier, json_schema_input_type=_Id | int)]
Url = Annotated[str, Field(max_length=MAX_URL), CLEAN, AfterValidator(_web_url)]
OptionalUrl = Annotated[Url | None, BeforeValidator(absent_if_empty)]
MetaText = Annotated[str, Field(max_length=MAX_META_VALUE), BeforeValidator(_untouched_text)]
MetaKey = Annotated[str, Field(min_length=1, max_length=100), BeforeValidator(_untouched_text)]
CutText = Annotated[
    Annotated[str, CLEAN, AfterValidator(lambda text: text[:MAX_META_VALUE])] | None,
    BeforeValidator(absent_if_empty),
]
"""Cut and not refused: no reader can help how their browser calls itself, or what it fills in unseen."""


def _meta_value(given: object) -> object:
    if isinstance(given, dict | list) or (isinstance(given, float) and not math.isfinite(given)):
        raise PydanticCustomError("meta.nested", "must be flat: text, numbers, true, false or null")
    return _untouched_text(given) if isinstance(given, str) else given


MetaField = Annotated[
    MetaText | StrictBool | StrictInt | Annotated[FiniteFloat, Strict()] | None,
    Field(union_mode="left_to_right"),
    BeforeValidator(_meta_value),
]


Visible = AfterValidator(visible)
EmailAddress = Annotated[str, Field(max_length=MAX_EMAIL), CLEAN, AfterValidator(email_address)]
OptionalLocale = Annotated[
    Annotated[Text, AfterValidator(locale_tag)] | None, BeforeValidator(absent_if_empty)
]
OptionalAddress = Annotated[
    Annotated[str, Field(max_length=MAX_ADDRESS), CLEAN, AfterValidator(ip_address)] | None,
    BeforeValidator(absent_if_empty),
]
OptionalIdentifier = Annotated[Identifier | None, BeforeValidator(absent_if_empty)]
_Seconds = Annotated[float, Field(ge=0)]
OptionalSeconds = Annotated[
    Annotated[_Seconds, BeforeValidator(seconds, json_schema_input_type=_Seconds)] | None,
    BeforeValidator(absent_if_empty),
]
Parent = Annotated[Identifier | None, BeforeValidator(absent_if_none_answered)]
