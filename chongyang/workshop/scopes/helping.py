"""Where help at home is tried in check_scope: a provider of its own for each elder, and one that is the
organisation of a place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from chongyang.core.keys import new_key
from chongyang.core.models import Case
from chongyang.providers.models import Responder
from chongyang.registry.models import Elder
from chongyang.services.models import ServiceProvider
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import BY_MANDATE, Can
from chongyang.workshop.scopes.asking import may
from chongyang.workshop.scopes.rule import Rule, person_of
from chongyang.workshop.scopes.sample import AREAS, OUTSIDE, WORD, Character, Sample

ITEM, RULE = "bath_help", "jinshui.home_help@1"
LONG_AGO = datetime(2000, 1, 3, 1, tzinfo=UTC)
LATER = LONG_AGO.replace(hour=3)
DAY, NEXT_YEAR, MONTH = date(2000, 1, 3), date(2001, 1, 3), date(2000, 1, 1)
FEN = 10_000


@dataclass(frozen=True, slots=True)
class Home:
    """Who is helped, where, and by which provider."""

    person: UUID
    area: int
    provider: ServiceProvider

    @property
    def whose(self) -> dict[str, Any]:
        return {"person": self.person, "area": self.area, "organisation": self.provider.organisation}

    @property
    def where(self) -> dict[str, Any]:
        return {"area": self.area, "organisation": self.provider.organisation}


def add_homes(sample: Sample) -> list[Home]:
    """One for every elder, and one outside whose provider is the organisation of a place."""
    own = next(row.organisation for row in sample.rows[Responder] if row.organisation)
    told: list[tuple[UUID, int, UUID]] = [
        (elder.id, elder.area, new_key()) for elder in list(sample.rows[Elder])
    ]
    return [_home(sample, *one) for one in [*told, (new_key(), AREAS[OUTSIDE], own)]]


def _home(sample: Sample, person: UUID, area: int, organisation: UUID) -> Home:
    row = ServiceProvider(
        organisation=organisation,
        name=WORD,
        kind="enterprise",
        credit_code=new_key().hex[-18:],
        area=area,
        since_on=DAY,
        entered_on=DAY,
        check_on=NEXT_YEAR,
    )
    return Home(person, area, sample.add(row))


def add_case(key: UUID, lifecycle: str, state: str, **whose: Any) -> None:
    """The case of a row that a page shows with its steps."""
    moments = {"opened_at": LONG_AGO, "entered_at": LONG_AGO, "timed_from": LONG_AGO}
    Case.objects.create(id=key, lifecycle=lifecycle, version=1, state=state, **moments, **whose)


def any_of(*rules: Rule) -> Rule:
    return lambda role: any(rule(role) for rule in rules)


def _is(roles: Iterable[Role], role: Role) -> bool:
    return role in roles


acts_for = partial(_is, BY_MANDATE)
"""An elder, or who acts for her."""


def only_her_own(who: Character, row: Any) -> bool:
    """Who acts for an elder finds what is hers, and nothing by the organisation in which the post is."""
    return who.role not in BY_MANDATE or person_of(row) in who.place.persons


orders_for_others = may(Can.ORDER_SERVICES)
"""Seats, streets and counties."""
settles = may(Can.SETTLE_SERVICES)
verifies = may(Can.VERIFY_VISITS)
provides = may(Can.PROVIDE_SERVICES)
plans_days = may(Can.PLAN_VISITS)
judges = may(Can.JUDGE_QUALITY)
admits = may(Can.ADMIT_PROVIDERS)
buys = may(Can.HANDLE_PURCHASE)
