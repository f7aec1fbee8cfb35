"""How classes, households and carers are said on the pages."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from chongyang.core.labels import Labelled
from chongyang.core.words import N_
from chongyang.groups.enums import CareKind, ClassEnd, Evidence, HouseRole, LeaveReason, VisitOutcome
from chongyang.groups.rules import classes as rules
from chongyang.registry.enums import AbilityLevel, ClassAuthority, LivingForm, PersonClass, Relation, Sex

WORDS: Mapping[str, type[Labelled]] = {
    "kind": PersonClass,
    "authority": ClassAuthority,
    "evidence": Evidence,
    "end_reason": ClassEnd,
    "outcome": VisitOutcome,
    "role": HouseRole,
    "leave_reason": LeaveReason,
    "living_form": LivingForm,
    "care": CareKind,
    "relation": Relation,
    "sex": Sex,
}
DISABILITY = N_("%(level)s 级")


def say(name: str, code: Any) -> str:
    """The word of a code in the reader's language; a code of a later version stands for itself."""
    found = dict(WORDS[name].choices()).get(str(code or ""))
    return gettext(found) if found else str(code or "")


def level_of(kind: str, level: str) -> str:
    """失能 says its level in the words of the standard, 残疾 by its number."""
    if not level:
        return ""
    if kind == PersonClass.ABILITY_LOSS:
        return gettext(AbilityLevel.of(level).label)
    return gettext(DISABILITY) % {"level": level}


def last_day(until: date | None) -> date | None:
    """The last day on which something holds that ends half-open."""
    return until - timedelta(days=1) if until else None


def class_row(held: Any, offices: Mapping[UUID, str]) -> dict[str, Any]:
    """A class as it holds on a day (queries.Held)."""
    row = held.membership
    return {
        "kind": say("kind", held.kind),
        "level": level_of(held.kind, held.level),
        "since": held.since,
        "last_day": last_day(held.until),
        "office": offices.get(row.office, "") if row and row.office else "",
        "authority": say("authority", rules.class_rules()[held.kind].office),
        "number": row.number if row else "",
        "review_on": row.review_on if row else None,
        "id": row.id if row else None,
        "by_office": rules.is_by_office(held.kind),
    }


def membership_row(row: Any, offices: Mapping[UUID, str], names: Mapping[UUID, str]) -> dict[str, Any]:
    """A line of the history of classes."""
    return {
        "kind": say("kind", row.kind),
        "level": level_of(row.kind, row.level),
        "since": row.valid_from,
        "last_day": last_day(row.valid_to) if row.valid_to != row.valid_from else None,
        "never": row.valid_to == row.valid_from,
        "authority": say("authority", row.authority),
        "office": offices.get(row.office, "") if row.office else "",
        "evidence": say("evidence", row.evidence),
        "number": row.number,
        "end_reason": say("end_reason", row.end_reason) if row.end_reason else "",
        "who": names.get(row.granted_by, "") if row.granted_by else gettext("系统"),
        "granted_at": row.granted_at,
    }
