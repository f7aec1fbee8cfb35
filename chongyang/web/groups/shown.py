"""What the pages of the desk show: lists with covered names, one person's classes, household and carers."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core.identifiers import age_on, mask_name
from chongyang.core.scopes import Scope
from chongyang.groups import operations, permissions
from chongyang.groups import queries as groups
from chongyang.groups.rules import classes as rules
from chongyang.registry import queries as registry
from chongyang.registry.enums import ConsentPurpose
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.groups.words import class_row, last_day, level_of, membership_row, say

COUNTY, STREET, COMMUNITY = 1_000_000, 1000, 1


def grain_of(scope: Scope) -> int:
    """Counted by counties for who reaches several, by streets in one county, else by communities."""
    first = min((low for low, _ in scope.intervals), default=0)
    last = max((high for _, high in scope.intervals), default=0)
    if first // COUNTY != last // COUNTY:
        return COUNTY
    return STREET if first // STREET != last // STREET else COMMUNITY


def counted(scope: Scope, day: date) -> dict[str, Any]:
    """How many of each class by area, with their sums; classes that nobody is of stay, as nothing."""
    grain = grain_of(scope)
    kinds = list(rules.class_rules())
    found = groups.count_in_classes(scope, day, by=grain)
    rows = [
        {"name": area_word(area, grain), "counts": [told.get(kind, 0) for kind in kinds]}
        for area, told in found.items()
    ]
    sums = [sum(told.get(kind, 0) for told in found.values()) for kind in kinds]
    heads = [(kind, say("kind", kind)) for kind in kinds]
    return {"heads": heads, "rows": rows, "sums": list(zip(kinds, sums, strict=True))}


def area_word(area: int, grain: int) -> str:
    """The name of the unit itself; an area that the tree does not know is its number."""
    try:
        return territory.get_area(area).name
    except territory.UnknownArea:
        return str(area)


def todo(scope: Scope, day: date) -> dict[str, int]:
    """What waits at this desk."""
    visits = [kind for kind in rules.class_rules() if rules.is_by_visit(kind)]
    return {
        "proposals": groups.count_proposals(scope),
        "visits": sum(groups.count_candidates(scope, kind, day) for kind in visits),
        "reviews": len(groups.list_reviews(scope, day, limit=100)),
        "headless": len(groups.list_headless(scope, limit=100)),
    }


def people(scope: Scope, persons: Collection[UUID], day: date) -> dict[UUID, dict[str, Any]]:
    """Covered lines of persons within reach, by their keys."""
    rows = registry.list_by_key(scope, persons)
    areas = territory.area_names(row.area for row in rows)
    return {row.id: person_line(row, areas.get(row.area, ""), day) for row in rows}


def person_line(row: Any, place: str, day: date) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": mask_name(row.name),
        "sex": say("sex", row.sex),
        "age": age_on(row.born_on, day),
        "place": place,
    }


def listed(scope: Scope, rows: Sequence[groups.Listed], kind: str, day: date) -> list[dict[str, Any]]:
    """A list by class: who, since when, to which day."""
    areas = territory.area_names(row.elder.area for row in rows)
    return [
        person_line(row.elder, areas.get(row.elder.area, ""), day)
        | {"since": row.since, "last_day": last_day(row.until), "level": level_of(kind, row.level)}
        for row in rows
    ]


def proposals(scope: Scope, rows: Sequence[Any], day: date) -> list[dict[str, Any]]:
    """What waits, with who said it and whether this office decides it."""
    known = people(scope, [row.person for row in rows], day)
    mine = operations.may_grant_kinds(scope, day) if permissions.may_grant(scope) else ()
    names = territory.names_of(row.proposed_by for row in rows if row.proposed_by)
    return [
        {
            "row": row,
            "person": known.get(row.person),
            "kind": say("kind", row.kind),
            "level": level_of(row.kind, row.level),
            "who": names.get(row.proposed_by, "") if row.proposed_by else gettext("部门数据"),
            "authority": say("authority", rules.class_rules()[row.kind].office),
            "is_mine": row.kind in mine,
        }
        for row in rows
    ]


def person_context(scope: Scope, elder: Any, now: datetime) -> dict[str, Any]:
    """Everything on one person's page."""
    day = timezone.localdate(now)
    history = groups.list_memberships(scope, elder.id)
    offices = territory.organisation_names(row.office for row in history)
    names = territory.names_of(row.granted_by for row in history if row.granted_by)
    waiting = groups.list_proposals(scope, person=elder.id) if permissions.may_list(scope) else []
    return {
        "elder": elder,
        "age": age_on(elder.born_on, day),
        "sex": say("sex", elder.sex),
        "place": territory.area_name(elder.area),
        "classes": [class_row(held, offices) for held in groups.classes_of(scope, elder.id, day)],
        "history": [membership_row(row, offices, names) for row in history],
        "waiting": proposals(scope, waiting, day),
        "visits": [_visit(row) for row in groups.list_visits(scope, elder.id)],
        "may_write": may(scope, Can.WRITE_ELDERS),
        "asks_first": bool(registry.withdrawn_of([elder.id], ConsentPurpose.VISITS)),
        "may_grant": permissions.may_grant(scope) and bool(operations.may_grant_kinds(scope, day)),
        "by_visit": [(k, say("kind", k)) for k in rules.class_rules() if rules.is_by_visit(k)],
        **household(scope, elder, day),
    }


def _visit(row: Any) -> dict[str, Any]:
    return {"row": row, "kind": say("kind", row.kind), "outcome": say("outcome", row.outcome)}


def household(scope: Scope, elder: Any, day: date) -> dict[str, Any]:
    """Who lives behind the same door, what follows from it, and who cares."""
    own = groups.place_of(scope, elder.id)
    members = groups.members_of(scope, own.household_id) if own else []
    former = groups.former_members(scope, own.household_id) if own else []
    names = groups.names_of(scope, [*members, *former])
    carers, cared = (
        groups.list_carers(scope, elder.id, now_only=False),
        groups.list_cared_for(scope, elder.id),
    )
    known = people(scope, [row.carer for row in carers if row.carer] + [row.person for row in cared], day)
    profile = registry.get_profile(scope, elder.id)
    told = profile.living_form if profile else ""
    return {
        "own": own,
        "house": own.household if own else None,
        "members": [member(row, names, day) for row in members],
        "former": [member(row, names, day) for row in former],
        "has_head": any(row.role == "head" for row in members),
        "derived": say("living_form", own.living_form) if own else "",
        "told_form": say("living_form", told),
        "forms_differ": bool(own and told and own.living_form and told != own.living_form),
        "carers": [carer(row, known) for row in carers],
        "cared": [carer(row, known) for row in cared],
    }


def member(row: Any, names: dict[UUID, str], day: date) -> dict[str, Any]:
    name = mask_name(names[row.id]) if row.id in names else str(row.name)
    return {
        "row": row,
        "name": name or gettext("另一地区的老人"),
        "role": say("role", row.role),
        "sex": say("sex", row.sex),
        "age": day.year - row.birth_year if row.birth_year else None,
        "phone": str(row.phone),
        "has_file": row.person is not None,
        "is_reached": row.id in names,
        "leave_reason": say("leave_reason", row.leave_reason) if row.leave_reason else "",
    }


def carer(row: Any, known: dict[UUID, dict[str, Any]]) -> dict[str, Any]:
    own = known.get(row.carer) if row.carer else None
    whom = known.get(row.person)
    return {
        "row": row,
        "kind": say("care", row.kind),
        "relation": say("relation", row.relation),
        "name": own["name"] if own else str(row.name) or gettext("另一地区的老人"),
        "whom": whom["name"] if whom else "",
        "phone": str(row.phone),
    }
