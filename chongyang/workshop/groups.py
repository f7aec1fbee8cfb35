"""Classes, households and carers of a demo city, written as the rows that say since when.

The invented city tells each person's classes and living form; here they get decisions with invented
numbers, households of those behind one door, visits, carers. Rows are written in bulk, as the generator
writes its own; a few proposals and outdated consents go through the operations, so that the desks have
work. Once for a city; what stands already stays.
"""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.groups import operations
from chongyang.groups.enums import CareKind, Evidence, HouseRole, VisitOutcome
from chongyang.groups.models import Care, Household, Member, Membership, Visit
from chongyang.groups.rules import classes as rules
from chongyang.groups.rules import living, visits
from chongyang.registry import operations as registry
from chongyang.registry.enums import LivingForm, PersonClass
from chongyang.registry.models import Contact, Elder, Profile
from chongyang.territory import queries as territory
from chongyang.workshop.accounts import STREET

SEED, BATCH = 905, 1000
MOST_ELDERS = 100_000  # a city for benches stays without
OFFICES = {
    "civil_affairs": "city.civil-affairs",
    "assessment": "city.civil-affairs",
    "health": "city.health-commission",
    "disabled_federation": "city.disabled-federation",
    "veterans": "city.veterans-affairs",
}
LETTERS = {
    "civil_affairs": "民救",
    "health": "卫家",
    "disabled_federation": "残证",
    "veterans": "退优",
    "assessment": "评估",
}
WITH_CHILD = (LivingForm.WITH_CHILDREN, LivingForm.WITH_SPOUSE_AND_CHILDREN)
ROLE_BY_FORM = {
    LivingForm.WITH_RELATIVES: HouseRole.RELATIVE,
    LivingForm.WITH_SIBLINGS: HouseRole.SIBLING,
    LivingForm.WITH_OTHERS: HouseRole.OTHER,
}
NAMES = ("王军", "李敏", "张磊", "刘洋", "赵静", "陈涛")
CHILDREN = ("son", "daughter", "daughter_in_law", "son_in_law")
UNSEEN_SHARE, NOT_MET_SHARE = 0.06, 0.02
"""So many of those whose household suggests a class nobody has visited yet, or met."""
NEAR, LONG_AGO = (0.5, 0.0, 1.0), 380
"""In the demo clerk's own street somebody of each: seen, not seen yet, seen so long ago that it is due."""


@dataclass
class _Rows:
    """What will be written."""

    memberships: list[Membership] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    houses: list[Household] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    care: list[Care] = field(default_factory=list)
    near: int = 0


def make_groups(*, now: datetime) -> dict[str, int]:
    """How many of each were made; nothing where households stand already, or in a city too large for it."""
    with enter(system_scope("make_groups")):
        if Household.objects.exists() or Elder.objects.count() > MOST_ELDERS:
            return {}
        rows = _Rows()
        dice, day = random.Random(SEED), timezone.localdate(now)
        people = list(Elder.objects.filter(life_status="alive", same_as=None).order_by("id"))
        profiles = {row.id: row for row in Profile.objects.order_by("id")}
        _classes(rows, people, profiles, day, now, dice)
        _houses(rows, people, profiles, day, dice)
        _write(rows)
        lists = ("memberships", "visits", "houses", "members", "care")
        made = {name: len(getattr(rows, name)) for name in lists}
    return made | _desk_work(now)


def _classes(
    rows: _Rows, people: list[Elder], profiles: dict[UUID, Profile], day: date, now: datetime, dice: Any
) -> None:
    """A decision for each class that the city tells of; those by age need none."""
    offices = {name: territory.get_organisation(key).id for name, key in OFFICES.items()}
    for elder in people:
        profile = profiles[elder.id]
        kinds = [kind for kind in profile.classes if kind not in (*rules.BY_AGE, PersonClass.ABILITY_LOSS)]
        if profile.ability_level and profile.ability_level in rules.class_rules()["ability_loss"].levels:
            kinds.append(PersonClass.ABILITY_LOSS.value)
        for kind in kinds:
            if rules.is_by_visit(kind):
                _seen(rows, elder, kind, day, now, dice)
            else:
                rows.memberships.append(_granted(elder, profile, kind, offices, day, now, dice))


def _granted(
    elder: Elder, profile: Profile, kind: str, offices: dict[str, UUID], day: date, now: datetime, dice: Any
) -> Membership:
    rule = rules.class_rules()[kind]
    since = day - timedelta(days=dice.randint(20, 900))
    if kind == PersonClass.ABILITY_LOSS and profile.ability_on:
        since = min(day, profile.ability_on)
    until = since + timedelta(days=rule.longest_days) if rule.longest_days else None
    until = max(until, day + timedelta(days=30)) if until else None
    level = {"ability_loss": profile.ability_level, "disabled": str(profile.disability_level or "3")}
    return Membership(
        person=elder.id,
        area=elder.area,
        kind=kind,
        level=level.get(kind, ""),
        authority=rule.office,
        office=offices[rule.office],
        evidence=rule.evidence[0],
        number=f"演{LETTERS[rule.office]}〔{since.year}〕{dice.randint(1, 9999)}号",
        valid_from=since,
        valid_to=until,
        planned_to=until,
        review_on=_review(since, rule.review_days, day),
        granted_at=now,
    )


def _review(since: date, days: int | None, day: date) -> date | None:
    """The last review was done in time for all but a few."""
    if not days:
        return None
    gone = (day - since).days // days
    return since + timedelta(days=days * (gone + 1))


def _seen(rows: _Rows, elder: Elder, kind: str, day: date, now: datetime, dice: Any) -> None:
    """A visit confirmed it; some were not seen yet, some not met: the desk has whom to visit."""
    chance = dice.random()
    if elder.area // 1000 == int(STREET):
        rows.near += 1
        chance = NEAR[rows.near % len(NEAR)]
    if chance < UNSEEN_SHARE:
        return
    is_met = chance > UNSEEN_SHARE + NOT_MET_SHARE
    on = day - timedelta(days=dice.randint(1, 190 if is_met else 20) if chance < 1 else LONG_AGO)
    outcome = (VisitOutcome.CONFIRMED if is_met else VisitOutcome.NOT_MET).value
    again = visits.again_on(kind, outcome, on)
    told = {"person": elder.id, "area": elder.area, "kind": kind}
    rows.visits.append(Visit(**told, visited_on=on, outcome=outcome, recorded_at=now, again_on=again))
    if is_met:
        grant = {"authority": rules.class_rules()[kind].office, "evidence": Evidence.VISIT.value}
        rows.memberships.append(Membership(**told, **grant, valid_from=on, review_on=again, granted_at=now))


def _houses(rows: _Rows, people: list[Elder], profiles: dict[UUID, Profile], day: date, dice: Any) -> None:
    """Who lives behind one door (the generator gives a couple one point); children by name beside them."""
    doors: dict[Any, list[Elder]] = defaultdict(list)
    for elder in people:
        if profiles[elder.id].living_form != LivingForm.INSTITUTION:
            doors[(elder.area, elder.longitude, elder.latitude, elder.floor)].append(elder)
    far = _children(people)
    villages = set(territory.list_areas("community").filter(kind="village").values_list("first", flat=True))
    for couple in doors.values():
        house = Household(area=couple[0].area, opened_on=day - timedelta(days=2000), source="demo")
        rows.houses.append(house)
        members = list(_members(house, couple, profiles[couple[0].id].living_form, dice))
        for row in members:
            if row.person:
                others = [one.role for one in members if one is not row]
                row.living_form = living.form_of(row.role, others).value
                told = living.Far(row.area in villages, far.get(row.person, ()))
                row.suggests = living.suggested(row.living_form, told, rules.left_behind_metres())
        rows.members += members
        rows.care += _care(couple, profiles, day, dice)


def _children(people: Iterable[Elder]) -> dict[UUID, tuple[int | None, ...]]:
    found: dict[UUID, list[int | None]] = defaultdict(list)
    told = Contact.objects.filter(relation__in=CHILDREN).order_by("person", "rank", "id")
    for person, metres in told.values_list("person", "distance_metres"):
        found[person].append(metres)
    return {person: tuple(metres) for person, metres in found.items()}


def _members(house: Household, couple: list[Elder], form: str, dice: Any) -> Iterable[Member]:
    """The man is the head as the household books of these ages mostly say; others stand by name."""
    base = {"household": house, "joined_on": house.opened_on, "area": house.area}
    ordered = sorted(couple, key=lambda one: (one.sex != "male", one.id))
    for place, elder in enumerate(ordered):
        role = HouseRole.HEAD if place == 0 else HouseRole.SPOUSE if place == 1 else HouseRole.SIBLING
        yield Member(**base, person=elder.id, role=role.value)
    if form in (LivingForm.EMPTY_NEST, LivingForm.WITH_SPOUSE_AND_CHILDREN) and len(couple) == 1:
        yield _by_name(base, HouseRole.SPOUSE, dice)
    if form in WITH_CHILD:
        yield _by_name(base, HouseRole.CHILD, dice)
    elif form in ROLE_BY_FORM:
        yield _by_name(base, ROLE_BY_FORM[LivingForm.of(form)], dice)


def _by_name(base: dict[str, Any], role: HouseRole, dice: Any) -> Member:
    years = {HouseRole.SPOUSE: (1962, 1967), HouseRole.CHILD: (1965, 1990)}.get(role, (1950, 1985))
    member = Member(**base, role=role.value, birth_year=dice.randint(*years))
    member.name = dice.choice(NAMES)
    return member


def _care(couple: list[Elder], profiles: dict[UUID, Profile], day: date, dice: Any) -> Iterable[Care]:
    """Who is cared for: by the spouse if there is one, else by somebody employed or a grid worker."""
    for elder in couple:
        if profiles[elder.id].ability_level not in ("2", "3", "4"):
            continue
        spouse = next((one for one in couple if one.id != elder.id), None)
        told = {"person": elder.id, "area": elder.area, "source": "demo", "is_main": True}
        since = day - timedelta(days=dice.randint(60, 1500))
        if spouse:
            kind, more = CareKind.FAMILY, {"carer": spouse.id, "relation": "spouse", "lives_with": True}
        elif dice.random() < 0.5:
            kind, more = CareKind.EMPLOYED, {"relation": "employed_carer"}
        else:
            kind, more = CareKind.GRID_WORKER, {"relation": "grid_worker"}
        care = Care(**told, **more, kind=kind.value, since=since, hours_a_week=dice.choice((7, 14, 28, 40)))
        if not spouse:
            care.name = dice.choice(NAMES)
        yield care


def _write(rows: _Rows) -> None:
    with transaction.atomic():
        Membership.objects.bulk_create(rows.memberships, batch_size=BATCH)
        Visit.objects.bulk_create(rows.visits, batch_size=BATCH)
        Household.objects.bulk_create(rows.houses, batch_size=BATCH)
        Member.objects.bulk_create(rows.members, batch_size=BATCH)
        Care.objects.bulk_create(rows.care, batch_size=BATCH)


def _desk_work(now: datetime) -> dict[str, int]:
    """The files' lists as the classes say; and in the demo street something to decide, to ask, to renew."""
    made = {"files": operations.bring_day_up(now=now, everybody=True)}
    with enter(system_scope("make_groups")):
        near = Elder.objects.filter(area__range=(int(STREET) * 1000, int(STREET) * 1000 + 999))
        near = near.filter(life_status="alive", same_as=None).order_by("id")
        poor = [
            operations.Proposed(row.id, kind, f"演示线索{place + 1}", timezone.localdate(now))
            for place, (row, kind) in enumerate(zip(near[:6], _kinds(), strict=False))
        ]
        told: dict[str, Any] = {"source": "civil_affairs", "by": SYSTEM, "now": now}
        made["proposals"] = operations.propose_from_feed(told=poor, **told)
        made["consents"] = _consents(near[:5], now)
    return made


def _kinds() -> Iterable[str]:
    return (
        "minimum_living",
        "near_minimum",
        "destitute",
        "disabled",
        "special_family_planning",
        "preferential",
    )


def _consents(elders: Iterable[Elder], now: datetime) -> int:
    """Agreed last spring, in words that have changed since: they are asked anew."""
    then = now - timedelta(days=200)
    said = {"basis": "consent", "channel": "paper", "given_by": "elder", "text_version": "1"}
    scope = system_scope("make_groups")
    for elder in elders:
        for purpose in ("location", "calls"):
            registry.record_consent(elder=elder, purpose=purpose, **said, scope=scope, by=SYSTEM, now=then)
    return 2 * len(list(elders))
