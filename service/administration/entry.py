"""How operators' changes appear in the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.audit import Action, AuditEntry

if TYPE_CHECKING:
    from service.context import Context
    from service.domain.moderator import Moderator


def operators_entry(context: Context, action: Action, site: str, note: str = "") -> AuditEntry:
    """Tell the audit log of an operator's change."""
    return AuditEntry(context.now(), "operator", action, site, note=note)


def moderators_entries(context: Context, action: Action, moderator: Moderator) -> list[AuditEntry]:
    """Tell the audit log of each site that was granted of an operator's change to a moderator."""
    return [operators_entry(context, action, site, note=moderator.id) for site in moderator.sites]
