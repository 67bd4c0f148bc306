"""How a moderator likes to work at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Tongue = Literal["", "de", "en"]
Theme = Literal["auto", "light", "dark"]
LANGUAGES: tuple[str, ...] = get_args(Tongue)
THEMES: tuple[str, ...] = get_args(Theme)


@dataclass(frozen=True, slots=True)
class Preferences:
    """A moderator's personal settings.

    Attributes:
        language: `de` or `en`; empty for what the browser asks for.
        theme: Light, dark, or as the system has it.
        mask_slurs: Whether slurs are masked until revealed.
        shortcuts: Whether single keys do something; those who dictate or type by accident turn them off
            (WCAG 2.1.4).
    """

    language: Tongue = ""
    theme: Theme = "auto"
    mask_slurs: bool = False
    shortcuts: bool = True
