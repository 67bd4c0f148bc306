"""What may be known of an e-mail address: never the address, only what kind it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

ROLES = frozenset(
    (
        *("abuse", "admin", "administrator", "hostmaster", "mail", "no-reply", "noreply", "postmaster"),
        *(
            "root",
            "support",
            "test",
            "webmaster",
            "contact",
            "kontakt",
            "info",
            "office",
            "redaktion",
            "team",
        ),
        *("team", "marketing", "newsletter", "sales", "service", "verkauf", "werbung"),
    )
)
"""Local parts that belong to a role and not to a person, RFC 2142 and the German usage beside it."""


def email_traits(address: str, disposable_domains: Container[str]) -> tuple[str, ...]:
    """Name what is noticeable about an address without asking anyone: `disposable`, `role`.

    Args:
        address: A valid e-mail address.
        disposable_domains: Domains that give addresses away for minutes.
    """
    local, _, domain = address.casefold().rpartition("@")
    labels = domain.split(".")
    domains = (".".join(labels[first:]) for first in range(len(labels) - 1))
    traits = []
    if any(each in disposable_domains for each in domains):
        traits.append("disposable")
    if local.partition("+")[0] in ROLES:
        traits.append("role")
    return tuple(traits)
