"""Recognises author names that advertise: an address, a shop's keyword, a service and a town."""

from __future__ import annotations

import re

from workers.scorers.links import bare_links

# Words that people are not called. Whole words, or the ends of German compounds ("Sofortkredit").
_KEYWORD = re.compile(
    r"\b(?:seo|casino|casinos|slots?|poker|betting|bet\d+|forex|crypto|bitcoin|btc|viagra|cialis|levitra|kamagra|loans?|"
    r"escorts?|porn|sex|sexcam|webcam|dating|backlinks?|followers?|marketing|agency|agentur|rank(?:ing|er)?|hosting|"
    r"replica|watches|shop|store|online|rabatt|gutschein|coupon|discount|cheap|billig|kaufen|buy|sale|free|gratis|"
    r"download|essay|writing|service|services|repair|plumber|movers|roofing|cbd|vape|pills?|pharmacy|apotheke|spell|"
    r"caster|dr\.?\s?\w+ (?:spell|temple)|hacker|recovery|investment|trading|signals?|umzug|schlüsseldienst|"
    r"detektei|entrümpelung|führerschein|\w{0,20}kredite?|\w{0,20}darlehen)\b",
    re.IGNORECASE,
)
_LONGEST_NAME = 200  # read no further: a name of that length is odd enough


def name_advertises(name: str) -> str:
    """Say why an author's name looks like advertising.

    Args:
        name: The name as given.

    Returns:
        `address`, `keyword`, `length`, or an empty string for a name that looks like a name.
    """
    short = name[:_LONGEST_NAME]
    if "://" in short or bare_links(short):
        return "address"
    if _KEYWORD.search(short):
        return "keyword"
    return "length" if len(name) > 60 else ""  # noqa: PLR2004 (longer than real names get)
