"""Fingerprints under which nearly the same text is found again."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

BANDS = 3
"""Fingerprints a text has; two texts are near repeats when they share one."""
ROWS = 3
"""Smallest shingle hashes that make one fingerprint.

Two texts whose three-word runs overlap by 80 % share a fingerprint with probability 0.88, at 50 %
with 0.33, at 20 % with 0.02: 1 - (1 - s**ROWS)**BANDS, the usual minhash banding.
"""
SHINGLE_WORDS = 3
MIN_WORDS = 6
"""Shorter texts ("Danke für den Artikel!") are repeated by honest people."""

_WORD = re.compile(r"\w+")
_MASK = (1 << 64) - 1
# Odd multipliers turn one strong hash a shingle into BANDS * ROWS independent enough orders.
_MULTIPLIERS = tuple(
    int.from_bytes(blake2b(bytes([n]), digest_size=8).digest()) | 1 for n in range(BANDS * ROWS)
)


@lru_cache(maxsize=1024)  # looked up before the screen and noted after it
def fingerprints(text: str) -> tuple[str, ...]:
    """Give the text's fingerprints, in 64 bits of hex each; none for a text too short to count.

    Case, punctuation, width and white space make no difference. Nothing of the text can be read back.
    """
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    if len(words) < MIN_WORDS:
        return ()
    shingles = {" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)}
    hashes = [int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest()) for shingle in shingles]
    smallest = [min((h * m) & _MASK for h in hashes) for m in _MULTIPLIERS]
    return tuple(_band(band, smallest[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS))


def _band(number: int, rows: list[int]) -> str:
    return blake2b(f"{number}:{rows}".encode(), digest_size=8).hexdigest()
