"""The rules by which an area calls, and each morning's list from them."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from chongyang.core import events, live
from chongyang.core.scopes import SYSTEM, Interval, Scope, system_scope
from chongyang.core.words import N_
from chongyang.hotline import queries
from chongyang.hotline.models import CareCall, CareRule
from chongyang.hotline.operations.papers import queue, refuse
from chongyang.hotline.rules import care_calls as rules
from chongyang.registry import queries as registry
from chongyang.territory import queries as territory
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

OUT_OF_REACH = N_("这个地区不在您的辖区")
FEW = 1000
COLUMNS = '(id, "on", person, area, rule_id, language, next_at, window_to)'


def _demand_rules(scope: Scope) -> None:
    """A street's or community's clerk, or the shift lead, decides whom the city calls; a seat calls."""
    demand(scope, Can.CARE_CALLS)
    if not (may(scope, Can.WRITE_ELDERS) or may(scope, Can.LEAD_SHIFT)):
        raise NotAllowed("seats call, they do not decide whom")


@transaction.atomic
def adopt_rule(*, form: rules.RuleForm, within: Interval, scope: Scope, now: datetime) -> CareRule:
    """An area adopts a rule; the one of the same template that it had ends. Raises UnableToHandle."""
    _demand_rules(scope)
    refuse(rules.faults_of(form))
    if not (scope.covers(within[0]) and scope.covers(within[1])):
        refuse({"area": OUT_OF_REACH})
    queue(f"care_rule/{within}/{form.template}")
    same = CareRule.objects.filter(area=within[0], until=within[1], template=form.template, ended_at=None)
    same.update(ended_at=now)
    row = CareRule.objects.create(
        template=form.template,
        name=form.name.strip(),
        area=within[0],
        until=within[1],
        classes=list(form.classes),
        living_forms=list(form.living_forms),
        age_from=form.age_from,
        ability_levels=list(form.ability_levels),
        needs_consent=form.needs_consent,
        weekdays=sorted(set(form.weekdays)),
        window_from=form.window_from,
        window_to=form.window_to,
        language=form.language,
        adopted_by=scope.actor.account,
        adopted_at=now,
    )
    _tell("adopted", row, scope, now)
    return row


@transaction.atomic
def end_rule(*, rule: UUID, scope: Scope, now: datetime) -> None:
    """From tomorrow on nobody is called by it; today's list stays. A second time changes nothing."""
    _demand_rules(scope)
    row = next((one for one in queries.list_rules(scope) if one.id == rule), None)
    if row is None:
        raise queries.NotFound(str(rule))
    if not (scope.covers(row.area) and scope.covers(row.until)):
        refuse({"area": OUT_OF_REACH})
    if CareRule.objects.filter(id=row.id, ended_at=None).update(ended_at=now):
        _tell("ended", row, scope, now)


def _tell(verb: str, row: CareRule, scope: Scope, now: datetime) -> None:
    events.record(
        f"hotline.care_rule.{verb}",
        by=scope.actor,
        now=now,
        area=row.area,
        subject_type="care_rule",
        subject=row.id,
        payload={"template": row.template},
    )


def is_wanted(now: datetime) -> bool:
    """Whether today's list is due and not made yet."""
    made = CareCall.objects.filter(on=rules.today(now)).exists()
    return now.astimezone(rules.ZONE).hour >= rules.settings()["morning_hour"] and not made


@transaction.atomic
def make_day(*, now: datetime) -> int:
    """Today's calls of all rules, each person once: one statement a rule, so 1.3 million elders take seconds.

    Repeatable: who is on the list stays as she is. A narrower area's rule goes first. Who did not answer
    yesterday and is to be called again is on yesterday's list. System scope.
    """
    on, made = rules.today(now), 0
    queue(f"care_day/{on}")
    held = [row for row in CareRule.objects.filter(ended_at=None) if on.isoweekday() in row.weekdays]
    for row in sorted(held, key=lambda one: (one.until - one.area, one.area, str(one.id))):
        made += _insert(row, on)
    if made > FEW:
        _look_at_the_day()
    city = territory.city_interval()[0]
    events.record(
        "hotline.care_day.made",
        by=SYSTEM,
        now=now,
        area=city,
        subject_type="care_day",
        payload={"calls": made},
    )
    live.announce("care_calls", area=city)
    return made


def _look_at_the_day() -> None:
    """The planner knows the morning's rows at once, not when autovacuum comes: the next call stays quick."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT hotline_analyze_care_calls()")


@transaction.atomic
def drop_old_days(*, now: datetime) -> int:
    """Care calls and their tries of the days whose time is over are gone; system scope. Returns how many."""
    before = rules.today(now) - timedelta(days=rules.settings()["keep_days"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT hotline_drop_care_days(%s)", [before])
        dropped = int(cursor.fetchone()[0])
    if dropped:
        events.record(
            "hotline.care_day.dropped",
            by=SYSTEM,
            now=now,
            area=territory.city_interval()[0],
            subject_type="care_day",
            payload={"calls": dropped, "before": str(before)},
        )
    return dropped


def _insert(row: CareRule, on: date) -> int:
    """INSERT … SELECT; the key is drawn from day and person, so a repetition gives the same one.

    Keys of a day lie together and rows come in the order of persons: indexes are written side by side.
    """
    sql, params = _chosen(row, on)
    begins, ends = rules.moment(on, row.window_from), rules.moment(on, row.window_to)
    key = (f"{on.toordinal():08x}", str(on))
    statement = f"""
        INSERT INTO hotline_carecall {COLUMNS}
        SELECT (%s || substr(md5(chosen.id::text || %s), 9))::uuid, %s, chosen.id, chosen.area, %s, %s, %s, %s
        FROM ({sql}) AS chosen
        WHERE NOT EXISTS (
            SELECT FROM hotline_carepause p WHERE p.person = chosen.id AND p.ended_at IS NULL
            AND (p.until IS NULL OR p.until > %s))
        AND NOT EXISTS (
            SELECT FROM hotline_carecall y WHERE y.person = chosen.id AND y."on" = %s::date - 1
            AND y.tries > 0 AND y.state IN ('waiting', 'calling'))
        ORDER BY chosen.id
        ON CONFLICT (person, "on") DO NOTHING"""  # noqa: S608 - only columns and the compiled query
    with connection.cursor() as cursor:
        cursor.execute(statement, [*key, on, row.id, row.language, begins, ends, *params, on, on])
        return int(cursor.rowcount)


def _chosen(row: CareRule, on: date) -> tuple[str, tuple[Any, ...]]:
    group = registry.Group(
        classes=tuple(row.classes),
        living_forms=tuple(row.living_forms),
        born_by=rules.born_before(row.age_from, on),
        ability_levels=tuple(row.ability_levels),
        needs_consent=row.needs_consent,
    )
    chosen = registry.choose_for_calls(system_scope("care_day"), group, (row.area, row.until))
    sql, params = chosen.values("id", "area").query.sql_with_params()
    return sql, tuple(params)
