"""What the data checks find, and agreements with departments, in check_scope."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from chongyang.core.models import IntegrityExcuse, IntegrityFinding
from chongyang.core.scopes import Scope
from chongyang.exchange import queries as exchange
from chongyang.exchange.models import Agreement
from chongyang.registry.models import Elder
from chongyang.territory import operations as territory
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from chongyang.territory.rules.capabilities import Can, can
from chongyang.workshop.scopes.asking import FEW, all_of, counted, may, one_by_one
from chongyang.workshop.scopes.rule import Resource
from chongyang.workshop.scopes.sample import Sample

NAME = "registry.born_in_future"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def add_rows(sample: Sample, now: datetime) -> None:
    """A finding, accepted as right, about every elder; an agreement for every place in which one lives."""
    department = Organisation.objects.order_by("key").values_list("id", flat=True)[0]
    for elder in list(sample.rows[Elder]):
        told = {"name": NAME, "row": elder.id, "area": elder.area, "person": elder.id}
        IntegrityFinding.objects.create(since=now, **told)
        sample.add(IntegrityExcuse(reason="check", until=date(2199, 1, 1), given_at=now, **told))
        sample.add(_agreement(elder, department, now))


def _agreement(elder: Elder, department: Any, now: datetime) -> Agreement:
    day = now.date()
    return Agreement(
        code=elder.id.hex,
        name="check",
        organisation=department,
        area=elder.area,
        intervals=[[elder.area, elder.area]],
        purposes=[["check", "check"]],
        basis="statutory",
        law="check",
        answer_kind="yes_no",
        hour_limit=1,
        day_limit=1,
        contact="check",
        signed_by="check",
        signed_on=day,
        valid_from=day,
        valid_to=day + timedelta(days=1),
        proposed_at=now + timedelta(days=36500),
        proposed_by=elder.id,
    )


def _reads(role: Role) -> bool:
    return can(role, Can.READ_AGREEMENTS)


def _found(scope: Scope) -> list[Any]:
    """Each finding is told by the exception that stands beside it."""
    return [line.excuse for line in territory.list_lines(scope, NAME, now=NOW, limit=FEW) if line.excuse]


def _count(scope: Scope) -> int:
    return sum(one.value for one in territory.list_found(scope, now=NOW) if one.check.name == NAME)


def _agreements(scope: Scope) -> list[Any]:
    return [held.agreement for held in exchange.list_agreements(scope, NOW)]


RESOURCES = (
    Resource(
        "findings",
        IntegrityExcuse,
        may(Can.CHECK_INTEGRITY),
        {"list": all_of(_found)},
        {"count": counted(_count)},
    ),
    Resource(
        "agreements",
        Agreement,
        _reads,
        {
            "list": all_of(_agreements),
            "detail": one_by_one(partial(exchange.access_agreement, now=NOW)),
        },
    ),
)
