"""When a reading, a trend or a silence must bring somebody: pure rules over numbers and moments.

Four forms. *Threshold*: at least `count` of the last `of` values are beyond the limit, the newest among them.
*Trend*: the slope of daily means. *Absence*: no sign of life for some hours, waking ones alone where the rule
says so. *Environment*: a detector speaks, at once. The numbers are `data/vitals.yaml`, each with its source.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from chongyang.core.labels import Labelled
from chongyang.core.words import N_
from chongyang.telecare.enums import AlertLevel, MealContext, ReadingKind

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "vitals.yaml"
LOCAL = timezone(timedelta(hours=8))
DAY = timedelta(days=1)


class Form(Labelled):
    THRESHOLD = "threshold", N_("限值")
    TREND = "trend", N_("趋势")
    ABSENCE = "absence", N_("无活动")
    ENVIRONMENT = "environment", N_("居家环境")


@dataclass(frozen=True, slots=True)
class Case:
    """Another limit for who has a condition, or is at least so old."""

    limit: float
    condition: str = ""
    age: int = 0

    def fits(self, conditions: Collection[str], age: int) -> bool:
        return (not self.condition or self.condition in conditions) and age >= self.age


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `limit` is in the unit of the kind, per day for a trend, in hours for an absence."""

    code: str
    form: Form
    kind: ReadingKind
    limit: float
    level: AlertLevel
    source: str
    confirmed: bool
    side: str = "high"
    context: str = ""
    count: int = 1
    of: int = 1
    hours: float = 24
    days: int = 7
    waking: bool = False
    night: bool = False
    only: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()

    @property
    def is_high(self) -> bool:
        return self.side == "high"


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule as it holds for one elder: her limit, and whose it is (`default`, `case` or `override`)."""

    rule: Rule
    limit: float
    origin: str

    def is_beyond(self, value: float) -> bool:
        return value >= self.limit if self.rule.is_high else value <= self.limit


@dataclass(frozen=True, slots=True)
class Sample:
    """One judged value."""

    at: datetime
    value: float
    context: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule found something: the value, its limit and since when; `reason` is what an alert keeps."""

    applied: Applied
    value: float
    since: datetime
    at: datetime
    seen: int = 1
    reason: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind is measured in, and what of it can be true."""

    unit: str
    plausible: tuple[float, float]
    digits: int

    def is_plausible(self, value: float) -> bool:
        return self.plausible[0] <= value <= self.plausible[1]


@dataclass(frozen=True, slots=True)
class LevelRule:
    due_minutes: int
    waits: bool
    escalates: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of the city's day, `start` included, `end` not; over midnight where start is later."""

    start: int
    end: int

    def holds(self, at: datetime) -> bool:
        hour = at.astimezone(LOCAL).hour
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end

    def ends_after(self, at: datetime) -> datetime:
        """The next moment at which these hours end."""
        here = at.astimezone(LOCAL)
        end = datetime.combine(here.date(), time(self.end % 24), LOCAL)
        return end if end > here else end + DAY


@dataclass(frozen=True, slots=True)
class VitalRules:
    """The whole file, checked."""

    rules: Mapping[str, Rule]
    kinds: Mapping[str, Kind]
    levels: Mapping[str, LevelRule]
    quiet: Hours
    waking: Hours
    again_hours: float
    oldest_hours: float
    latest_minutes: float
    stale_hours: float
    raw_days: int
    hourly_months: int
    ahead_days: int

    def of_form(self, form: Form) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules.values() if rule.form is form)

    def judged_at_once(self, kind: str) -> tuple[Rule, ...]:
        """The rules that a new value of this kind may break."""
        at_once = (Form.THRESHOLD, Form.ENVIRONMENT)
        return tuple(rule for rule in self.rules.values() if rule.kind == kind and rule.form in at_once)


@cache
def load_rules() -> VitalRules:
    """The shipped rules. Raises ValueError for a kind, level, form or case that does not exist."""
    return read_rules(SHIPPED.read_text(encoding="utf-8"))


def read_rules(text: str) -> VitalRules:
    held = yaml.safe_load(text)
    kinds = {
        ReadingKind.of(code).value: Kind(
            row["unit"], (row["plausible"][0], row["plausible"][1]), row["digits"]
        )
        for code, row in held["kinds"].items()
    }
    if missing := {kind.value for kind in ReadingKind} - set(kinds):
        raise ValueError(f"kinds without a unit: {sorted(missing)}")
    return VitalRules(
        rules={code: _rule(code, row) for code, row in held["rules"].items()},
        kinds=kinds,
        levels={AlertLevel.of(code).value: LevelRule(**row) for code, row in held["levels"].items()},
        quiet=Hours(held["quiet"]["from"], held["quiet"]["to"]),
        waking=Hours(held["waking"]["from"], held["waking"]["to"]),
        again_hours=held["again_hours"],
        **held["clock"],
        **held["retention"],
    )


def _rule(code: str, row: Mapping[str, Any]) -> Rule:
    told = dict(row)
    rule = Rule(
        code=code,
        form=Form.of(told.pop("form")),
        kind=ReadingKind.of(told.pop("kind")),
        level=AlertLevel.of(told.pop("level")),
        cases=tuple(Case(**case) for case in told.pop("cases", ())),
        only=tuple(told.pop("only", ())),
        signs=tuple(ReadingKind.of(sign).value for sign in told.pop("signs", ())),
        **told,
    )
    if rule.side not in ("high", "low") or rule.count < 1:
        raise ValueError(f"rule {code}: side or count")
    if rule.context:
        MealContext.of(rule.context)
    if rule.form is Form.THRESHOLD and rule.count > rule.of:
        raise ValueError(f"rule {code}: {rule.count} of {rule.of}")
    return rule


def apply(rule: Rule, conditions: Collection[str], age: int, override: float | None = None) -> Applied | None:
    """The rule as it holds for an elder; nothing where it is not for her. Her own limit goes before all."""
    if override is not None:
        return Applied(rule, override, "override")
    if rule.only and not set(rule.only) & set(conditions):
        return None
    fitting = [case for case in rule.cases if case.fits(conditions, age)]
    return Applied(rule, fitting[-1].limit, "case") if fitting else Applied(rule, rule.limit, "default")


def judge_values(applied: Applied, samples: Iterable[Sample]) -> Finding | None:
    """What the newest values say; samples may come in any order and more than once.

    The newest must be beyond the limit itself: who is well again raises nothing. The count is taken over the
    last `of` values that lie within `hours` before the newest.
    """
    rule = applied.rule
    fitting = {(one.at, one.value): one for one in samples if rule.context in ("", one.context)}
    ordered = sorted(fitting.values(), key=lambda one: (one.at, one.value), reverse=True)
    if not ordered or not applied.is_beyond(ordered[0].value):
        return None
    newest = ordered[0]
    recent = [one for one in ordered[: rule.of] if newest.at - one.at <= timedelta(hours=rule.hours)]
    beyond = [one for one in recent if applied.is_beyond(one.value)]
    if len(beyond) < rule.count:
        return None
    return _found(applied, newest.value, beyond[-1].at, newest.at, len(beyond))


def slope(points: Sequence[tuple[float, float]]) -> float | None:
    """The least-squares slope of (day, value); nothing where all days are one; regr_slope agrees."""
    size = len(points)
    if size < 2:
        return None
    mean_x, mean_y = sum(x for x, _ in points) / size, sum(y for _, y in points) / size
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    if spread == 0:
        return None
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread


def judge_trend(
    applied: Applied, points: Sequence[tuple[float, float]], since: datetime, at: datetime
) -> Finding | None:
    """Whether daily means climb (or fall) as steeply as the limit; days without a value are missing."""
    if len({day for day, _ in points}) < applied.rule.count:
        return None
    steepness = slope(points)
    if steepness is None or not applied.is_beyond(steepness):
        return None
    return found_steep(applied, steepness, since, at, len(points))


def found_steep(applied: Applied, steepness: float, since: datetime, at: datetime, days: int) -> Finding:
    """The value is the slope a day over so many days."""
    return _found(applied, steepness, since, at, days)


def found_absent(applied: Applied, since: datetime, at: datetime) -> Finding:
    """Nothing was heard since; the value is the hours of silence."""
    return _found(applied, (at - since).total_seconds() / 3600, since, at, 1)


def _found(applied: Applied, value: float, since: datetime, at: datetime, seen: int) -> Finding:
    rule = applied.rule
    reason = {
        "code": rule.form.value,
        "kind": rule.kind.value,
        "value": round(value, 2),
        "limit": applied.limit,
        "origin": applied.origin,
        "since": since.isoformat(),
        "seen": seen,
    }
    return Finding(applied, value, since, at, seen, reason)


def cut_off(now: datetime, hours: float, waking: Hours | None = None) -> datetime:
    """Who was last active before this moment has been still for `hours`; waking hours alone where given."""
    if waking is None:
        return now - timedelta(hours=hours)
    left, at = timedelta(hours=hours), now
    while True:
        here = at.astimezone(LOCAL)
        start = datetime.combine(here.date(), time(waking.start), LOCAL)
        end = datetime.combine(here.date(), time(0), LOCAL) + timedelta(hours=waking.end)
        counted = min(at, end) - start
        if counted >= left:
            return min(at, end) - left
        left -= max(counted, timedelta(0))
        at = datetime.combine(here.date(), time(0), LOCAL) - timedelta(microseconds=1)


def shown_from(level: AlertLevel, at: datetime, rules: VitalRules) -> datetime:
    """When an alert comes before somebody: at once, or after the quiet hours where its level waits."""
    waits = rules.levels[level.value].waits and level is not AlertLevel.LIFE
    return rules.quiet.ends_after(at) if waits and rules.quiet.holds(at) else at


def due_from(level: AlertLevel, shown_at: datetime, rules: VitalRules) -> datetime:
    """Until when somebody must have looked."""
    return shown_at + timedelta(minutes=rules.levels[level.value].due_minutes)


def age_on(born_on: Any, on: Any) -> int:
    """Years completed on a day."""
    years: int = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return years
