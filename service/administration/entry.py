"""How operators' changes appear in the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.audit import Action, AuditEntry

if TYPE_CHECKING:
    from service.context import Context


def operators_entry(context: Context, action: Action, site: str, note: str = "") -> AuditEntry:
    """Tell the audit log of an operator's change."""
    return AuditEntry(context.now(), "operator", action, site, note=note)
