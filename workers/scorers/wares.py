"""The words by which spam names what it sells, in names of authors and of hosts."""

from __future__ import annotations

import re

_WARES = (
    # loans and money
    r"\w{0,20}kredite?|\w{0,20}darlehen|loans?|schufa|finanzservice|finanzhilfe|investments?|rewards|jobvermittlung",
    r"forex|crypto|krypto|bitcoin|btc|usdt|trading|signals?|recovery|hacker|job offer",
    # casino
    r"casinos?|slots?|poker|betting|bet\d{1,5}|bonus|freispiele|gewinnspiel|fixed match(?:es)?",
    # potency, pills, bodies
    r"viagra|cialis|levitra|kamagra|pills?|pharmacy|apotheke|cbd|vape",
    r"escorts?|porn|sex|sexcam|webcam|dating|singles|treffen|heiße? frauen|heisse frauen",
    # papers and spells
    r"führerschein|fuehrerschein|mpu|spells?|caster|hellseher|wahrsager|partnerrückführung|essay|writing",
    # places in search engines and networks
    r"seo|backlinks?|followers?|bewertungen|marketing|agency|agentur|rank(?:ing|er)?|hosting|download",
    # trades that live of emergencies
    r"schlüsseldienst|detektei|entrümpelung|umzug|umzüge|umzugsfirma|umzugsunternehmen|services?|repair",
    r"plumbers?|movers|roofing",
    # shops
    r"replica|watches|uhren|shop|store|rabatt|gutscheine?|coupons?|discount|cheap|billig|günstige?|guenstige?",
    r"kaufen|buy|sale|free|gratis",
)
# Whole words, or the ends of German compounds ("Sofortkredit").
_WARE = re.compile(rf"\b(?:{'|'.join(_WARES)})\b", re.IGNORECASE)


def sells(words: str) -> bool:
    """Tell whether words name something that spam sells.

    Args:
        words: A name, or a host taken apart.
    """
    return _WARE.search(words) is not None
