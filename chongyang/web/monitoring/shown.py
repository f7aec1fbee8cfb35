"""Alerts and one elder's monitoring as the pages want them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import gettext

from chongyang.core.words import N_
from chongyang.telecare.enums import AlertLevel, AlertOutcome, AlertState, AwayKind, ReadingKind
from chongyang.telecare.queries import Bucket
from chongyang.telecare.rules import vitals
from chongyang.telecare.rules.vitals import Form
from chongyang.territory import queries as territory
from chongyang.web.monitoring import chart
from chongyang.web.monitoring.chart import Limit, Mark, Series, Span, StripRow, Value
from chongyang.web.monitoring.words import TONES, label, name_of, sentence, shown, source_of

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """How far back, in which steps, and how the axis names its moments."""

    key: str
    label: str
    span: timedelta
    step: timedelta
    strip: timedelta
    tick: timedelta
    words: str


PERIODS = (
    Period("day", N_("一天"), DAY, timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), "%H:%M"),
    Period("week", N_("一周"), 7 * DAY, timedelta(hours=1), timedelta(hours=2), 2 * DAY, "%m-%d"),
    Period("quarter", N_("三个月"), 90 * DAY, DAY, DAY, 30 * DAY, "%m-%d"),
    Period("years", N_("三年"), 1096 * DAY, 7 * DAY, 14 * DAY, 365 * DAY, "%Y-%m"),
)
VITALS = (
    (N_("血压"), ("systolic", "diastolic")),
    (N_("心率"), ("heart_rate",)),
    (N_("血糖"), ("glucose",)),
    (N_("血氧饱和度"), ("spo2",)),
    (N_("体温"), ("temperature",)),
    (N_("体重"), ("weight",)),
)
ACTIVITY = ("movement", "steps", "bed", "door")
SAFETY = ("gas", "smoke", "water", "check_in")


def period_of(key: str) -> Period:
    return next((one for one in PERIODS if one.key == key), PERIODS[1])


def alert_rows(alerts: Iterable[Any], names: Mapping[UUID, str], now: datetime) -> list[dict[str, Any]]:
    """Alerts with their words; `names` are masked."""
    held = list(alerts)
    places = territory.area_names(row.area for row in held)
    whose = [{"name": names.get(row.person, ""), "place": places[row.area]} for row in held]
    return [{**_alert(row, now), **told} for row, told in zip(held, whose, strict=True)]


def _alert(row: Any, now: datetime) -> dict[str, Any]:
    source, is_confirmed = source_of(row.rule)
    return {
        "row": row,
        "level": label(AlertLevel, row.level),
        "tone": TONES[AlertLevel.of(row.level)],
        "name_of_rule": name_of(row.rule),
        "why": [sentence(row.rule, reason) for reason in row.reasons],
        "source": source,
        "is_confirmed": is_confirmed,
        "state": label(AlertState, row.state),
        "outcome": label(AlertOutcome, row.outcome),
        "is_late": row.state != AlertState.CLOSED and row.due_at < now,
        "is_open": row.state == AlertState.OPEN,
        "is_closed": row.state == AlertState.CLOSED,
    }


def last_facts(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """The newest value of each kind, as small sheets."""
    order = [kind.value for kind in ReadingKind]
    return [
        {"label": label(ReadingKind, row.kind), "value": state_words(row.kind, row.value), "at": row.at}
        for row in sorted(rows, key=lambda row: order.index(row.kind))
    ]


def state_words(kind: str, value: float) -> str:
    """A value, or the state that it stands for."""
    states = {
        "bed": (N_("离床"), N_("在床")),
        "door": (N_("关"), N_("开")),
        "gas": (N_("正常"), N_("报警")),
        "smoke": (N_("正常"), N_("报警")),
        "water": (N_("正常"), N_("报警")),
        "check_in": (N_("未报"), N_("已报平安")),
    }
    return gettext(states[kind][value > 0]) if kind in states else shown(kind, value)


def span_of(period: Period, now: datetime) -> Span:
    since = now - period.span
    first = localtime(since).replace(hour=0, minute=0, second=0, microsecond=0)
    if period.tick >= 365 * DAY:
        first = first.replace(day=1, month=1)
    ticks, at = [], first
    while at <= now:
        if since <= at <= now - period.span / 16:
            ticks.append((at, localtime(at).strftime(period.words)))
        at += period.tick
    return Span(since, now, ticks)


def charts_of(
    buckets: Sequence[Bucket],
    applied: Mapping[str, vitals.Applied],
    alerts: Sequence[Any],
    period: Period,
    now: datetime,
) -> list[dict[str, Any]]:
    """A chart with its table for each vital sign that was measured in the period."""
    span = span_of(period, now)
    found = []
    for title, kinds in VITALS:
        held = [one for one in buckets if one.kind in kinds]
        if held:
            found.append(_chart(gettext(title), kinds, held, applied, alerts, period, span))
    return found


def _chart(
    title: str,
    kinds: Sequence[str],
    held: Sequence[Bucket],
    applied: Mapping[str, vitals.Applied],
    alerts: Sequence[Any],
    period: Period,
    span: Span,
) -> dict[str, Any]:
    series = [
        Series(label(ReadingKind, kind), f"s{place}", _values(held, kind)) for place, kind in enumerate(kinds)
    ]
    marks = [
        Mark(max(row.first_at, span.since), name_of(row.rule), TONES[AlertLevel.of(row.level)])
        for row in alerts
        if row.kind in kinds
    ]
    drawing = chart.draw(title, series, _limits(kinds, applied), marks, span, max(4 * period.step, DAY))
    return {
        "drawing": drawing,
        "unit": gettext(vitals.load_rules().kinds[kinds[0]].unit),
        "legend": [(one.label, one.tone) for one in series] if len(series) > 1 else [],
        "rows": _table(held, kinds),
    }


def _values(held: Sequence[Bucket], kind: str) -> list[Value]:
    return [Value(one.at, one.mean, one.low, one.high, one.count) for one in held if one.kind == kind]


def _limits(kinds: Sequence[str], applied: Mapping[str, vitals.Applied]) -> list[Limit]:
    """The limits of these kinds that hold at any hour of the day."""
    return [
        Limit(
            one.limit,
            f"{name_of(code)} {one.limit:g}",
            one.rule.is_high,
            TONES[one.rule.level],
            label(ReadingKind, one.rule.kind),
        )
        for code, one in applied.items()
        if one.rule.form is Form.THRESHOLD and one.rule.kind.value in kinds and not one.rule.context
    ]


def _table(held: Sequence[Bucket], kinds: Sequence[str]) -> list[dict[str, Any]]:
    """The same values newest first, for who reads rather than looks."""
    return [
        {
            "at": one.at,
            "kind": label(ReadingKind, one.kind),
            "mean": shown(one.kind, one.mean),
            "low": shown(one.kind, one.low),
            "high": shown(one.kind, one.high),
            "count": one.count,
        }
        for one in sorted(held, key=lambda one: (one.at, one.kind), reverse=True)
        if one.kind in kinds
    ][:200]


def strip_of(buckets: Sequence[Bucket], period: Period, now: datetime) -> list[StripRow]:
    """Activity of each kind that was seen: counts, or for the bed the share of the time."""
    span = span_of(period, now)
    rows: list[StripRow] = []
    for kind in ACTIVITY:
        held = [one for one in buckets if one.kind == kind]
        if held:
            values = [(one.at, one.mean if kind == "bed" else one.total, _cell(one)) for one in held]
            name = label(ReadingKind, kind)
            rows.append(chart.strip_row(name, len(rows), values, span, period.strip))
    return rows


def _cell(one: Bucket) -> str:
    at = localtime(one.at).strftime("%m-%d %H:%M")
    return f"{at} {label(ReadingKind, one.kind)} {one.mean if one.kind == 'bed' else one.total:.3g}"


def strip_table(buckets: Sequence[Bucket]) -> list[dict[str, Any]]:
    return [
        {"at": one.at, "kind": label(ReadingKind, one.kind), "total": f"{one.total:.0f}", "count": one.count}
        for one in sorted(buckets, key=lambda one: (one.at, one.kind), reverse=True)
        if one.kind in ACTIVITY
    ][:200]


def away_words(row: Any) -> str:
    return label(AwayKind, row.kind)
