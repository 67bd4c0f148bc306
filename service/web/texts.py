"""What the desk says, in German and English: one TOML file a page, each text in both languages."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.api.messages import Language


@cache
def every_text() -> dict[str, dict[str, str]]:
    """Give all texts: their forms (`de`, `en`, and `de_one`, `en_one` where one thing needs others) by name.

    The name is the file's, a dot, and the text's own.
    """
    found: dict[str, dict[str, str]] = {}
    for file in sorted(files("service.web").joinpath("texts").iterdir(), key=lambda each: each.name):
        page = file.name.removesuffix(".toml")
        forms = tomllib.loads(file.read_text(encoding="utf-8"))
        found |= {f"{page}.{name}": texts for name, texts in forms.items()}
    return found


class Texts:
    """Says the desk's texts in one language: `t("queue.waiting", count=3)`."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, name: str, /, **facts: object) -> str:
        """Say a text.

        Args:
            name: File and text, such as `queue.waiting`.
            facts: What the text's `{…}` stand for. `count` also chooses between one and many.

        Raises:
            KeyError: There is no such text, or it needs a fact that was not given.
        """
        forms = every_text()[name]
        one = forms.get(f"{self.language}_one") if facts.get("count") == 1 else None
        return (one or forms[self.language]).format_map(facts)

    def knows(self, name: str) -> bool:
        """Say whether there is such a text: codes of reasons and signals may be a site's own."""
        return name in every_text()
