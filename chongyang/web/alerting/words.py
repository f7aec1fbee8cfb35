"""How steps, times and channels are said."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, ngettext

from chongyang.alerting.enums import ChannelKind, Failure, Progress, StepKind, TargetKind
from chongyang.alerting.rules import schedule
from chongyang.core.words import N_
from chongyang.territory import queries as territory
from chongyang.territory.enums import ROLE_LABELS, Role

TONES: Mapping[Progress, tuple[str, str]] = {
    Progress.QUEUED: ("note", "clock"),
    Progress.SENT: ("warn", "arrow"),
    Progress.DELIVERED: ("warn", "arrow"),
    Progress.REACHED: ("good", "check"),
    Progress.FAILED: ("bad", "cross"),
    Progress.WITHHELD: ("note", "info"),
}
FROM_START = N_("开始后 %(span)s")
AT_ONCE = N_("立即")


def say_span(span: timedelta) -> str:
    """In the largest whole unit that is exact."""
    seconds = int(span.total_seconds())
    if seconds and seconds % 86400 == 0:
        return ngettext("%(n)s 天", "%(n)s 天", seconds // 86400) % {"n": seconds // 86400}
    if seconds and seconds % 3600 == 0:
        return ngettext("%(n)s 小时", "%(n)s 小时", seconds // 3600) % {"n": seconds // 3600}
    if seconds and seconds % 60 == 0:
        return ngettext("%(n)s 分钟", "%(n)s 分钟", seconds // 60) % {"n": seconds // 60}
    return ngettext("%(n)s 秒", "%(n)s 秒", seconds) % {"n": seconds}


def say_role(code: str) -> str:
    """The word of a role; one that is not known stands for itself."""
    try:
        return gettext(ROLE_LABELS[Role(code)])
    except (ValueError, KeyError):
        return code


def timeline_of(steps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A version as a timeline: what is done, how long after the beginning; waits are the distance between."""
    offsets = _offsets(steps)
    names = territory.names_of(UUID(step["account"]) for step in steps if step.get("account"))
    return [
        {
            "number": number,
            "label": say_kind(step),
            "when": _when(step, offset),
            "detail": _detail(step, names),
            "is_repeat": step["kind"] == StepKind.REPEAT,
        }
        for number, (step, offset) in enumerate(zip(steps, offsets, strict=True), 1)
        if step.get("kind") != StepKind.WAIT
    ]


def _offsets(steps: Sequence[Mapping[str, Any]]) -> list[timedelta]:
    """Drafts may hold anything; what is no number waits for nothing."""
    sound = [
        {**step, "seconds": step["seconds"] if isinstance(step.get("seconds"), int) else 0} for step in steps
    ]
    return schedule.timeline(sound)


def say_kind(step: Mapping[str, Any]) -> str:
    code = step.get("kind", "")
    label = dict(StepKind.choices()).get(code)
    return gettext(label) if label else str(code)


def _when(step: Mapping[str, Any], offset: timedelta) -> str:
    return gettext(FROM_START) % {"span": say_span(offset)} if offset else gettext(AT_ONCE)


def _detail(step: Mapping[str, Any], names: Mapping[UUID, str]) -> str:
    """To whom, and how a repetition goes."""
    if step.get("role"):
        return say_role(step["role"])
    if step.get("rota"):
        return str(step["rota"])
    if step.get("account"):
        return names.get(UUID(step["account"]), "")
    if step.get("each"):
        return gettext("每位间隔 %(span)s") % {"span": say_span(timedelta(seconds=step["each"]))}
    return _say_repeat(step) if step.get("kind") == StepKind.REPEAT else ""


def _say_repeat(step: Mapping[str, Any]) -> str:
    told = {
        "start": step.get("from"),
        "every": say_span(timedelta(seconds=step.get("every") or 0)),
        "times": step.get("times"),
        "hours": step.get("hours"),
        "after": (step.get("hand_over") or {}).get("after"),
        "role": say_role((step.get("hand_over") or {}).get("role", "")),
    }
    if step.get("times"):
        return gettext("从第 %(start)s 步起，每隔 %(every)s 重复，共 %(times)s 轮") % told
    return (
        gettext(
            "从第 %(start)s 步起，每隔 %(every)s 重复，直到有人受理，最长 %(hours)s 小时；"
            "第 %(after)s 轮起移交%(role)s"
        )
        % told
    )


def show_told(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Deliveries for a list: who, by what, how far; a word for each, and the moment of it."""
    kinds, steps = dict(ChannelKind.choices()), dict(StepKind.choices())
    return [
        {
            "row": one.delivery,
            "step": steps.get(one.kind, one.kind),
            "who": _who(one),
            "channel": kinds.get(one.delivery.channel, ""),
            "progress": one.progress.label,
            "tone": TONES[one.progress][0],
            "icon": TONES[one.progress][1],
            "at": _moment(one),
            "why": say_failure(one.delivery.failure),
        }
        for one in rows
    ]


def _who(one: Any) -> str:
    row = one.delivery
    if row.target_kind == TargetKind.DESK:
        return say_role(row.role) if row.role else gettext("全体坐席")
    return one.name or gettext(dict(TargetKind.choices())[row.target_kind])


def _moment(one: Any) -> Any:
    row = one.delivery
    return (
        row.reached_at or row.failed_at or row.withheld_at or row.delivered_at or row.sent_at or row.queued_at
    )


def say_failure(code: str) -> str:
    """The word of a failure; an adapter's own code is shown as it is."""
    known = dict(Failure.choices())
    return gettext(known[code]) if code in known else code
