"""Who was told of an incident before somebody took it: by what, how far. Sent is never shown as reached."""

from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext

from chongyang.alerting import queries
from chongyang.alerting.enums import ChannelKind, Failure, Progress, StepKind, TargetKind
from chongyang.core.scopes import Scope
from chongyang.territory.enums import ROLE_LABELS, Role
from chongyang.web.parts import live

TONES = {
    Progress.QUEUED: ("note", "clock"),
    Progress.SENT: ("warn", "arrow"),
    Progress.DELIVERED: ("warn", "arrow"),
    Progress.REACHED: ("good", "check"),
    Progress.FAILED: ("bad", "cross"),
    Progress.WITHHELD: ("note", "info"),
}
SHOWN = 12
"""The last ones; a long repetition must not push the card away."""


def escalation_context(scope: Scope, incident: UUID) -> dict[str, Any]:
    """What the partial needs."""
    told = queries.list_told(scope, incident)
    return {
        "told": [_show(one) for one in told[-SHOWN:]],
        "told_before": max(0, len(told) - SHOWN),
        "escalated": incident,
    }


def _show(one: Any) -> dict[str, Any]:
    row, (tone, icon) = one.delivery, TONES[one.progress]
    return {
        "step": dict(StepKind.choices()).get(one.kind, one.kind),
        "who": _who(row, one.name),
        "channel": dict(ChannelKind.choices()).get(row.channel, ""),
        "progress": one.progress.label,
        "tone": tone,
        "icon": icon,
        "at": row.reached_at or row.sent_at or row.queued_at,
        "why": dict(Failure.choices()).get(row.failure, row.failure),
    }


def _who(row: Any, name: str) -> str:
    if row.target_kind == TargetKind.DESK:
        return gettext(ROLE_LABELS[Role(row.role)]) if row.role else gettext("全体坐席")
    return name or gettext(dict(TargetKind.choices())[row.target_kind])


def escalation_source(incident: UUID) -> live.Source:
    """The live source of one incident's escalation."""

    def render(scope: Scope) -> str:
        return render_to_string("seat/escalation.html", escalation_context(scope, incident))

    return live.Source("escalation", "alerting", render, key=str(incident))
