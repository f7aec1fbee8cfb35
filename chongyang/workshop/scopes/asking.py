"""How a query of a room becomes a door of the matrix: who is refused finds nothing."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from chongyang.alerting import queries as alerting
from chongyang.core.access import OutOfReach
from chongyang.core.scopes import Scope
from chongyang.emergency import queries as emergency
from chongyang.exchange import queries as exchange
from chongyang.funding import queries as funding
from chongyang.hotline import queries as hotline
from chongyang.privacy import queries as privacy
from chongyang.registration import queries as registration
from chongyang.registry import queries as registry
from chongyang.scenarios import queries as scenarios
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.capabilities import WITHOUT_PERSONS, Can, can
from chongyang.treasury import queries as treasury
from chongyang.visits import queries as visits
from chongyang.workshop.scopes.rule import Door, Rule, reads_persons

FEW = 100_000
Doors = dict[str, Door]
Page = Callable[..., Any]
ROOMS = (
    *(alerting, emergency, exchange, funding, hotline),
    *(privacy, registration, registry, scenarios, treasury, visits),
)
REFUSED = (NotAllowed, OutOfReach, *(room.NotFound for room in ROOMS))


def all_of(get: Callable[[Scope], Any]) -> Door:
    """A query that answers many rows."""

    def door(scope: Scope, _: list[Any]) -> Iterable[Any]:
        try:
            return list(get(scope)[:FEW])
        except REFUSED:
            return []

    return door


def listed(get: Page, **words: Any) -> Door:
    """A query that answers a page, asked for one that holds far more rows than the sample."""
    return all_of(partial(get, limit=FEW, **words))


def one_by_one(get: Callable[[Scope, Any], Any], key: str = "pk") -> Door:
    """A query of one row, asked by the key of every row there is; it answers nothing, or refuses."""

    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        for row in rows:
            try:
                found = get(scope, getattr(row, key))
            except REFUSED:
                continue
            if found is not None:
                yield row

    return door


def list_and_detail(
    get_page: Callable[..., Any], get_one: Callable[[Scope, Any], Any], **words: Any
) -> Doors:
    """The two doors that most papers have."""
    return {"list": listed(get_page, **words), "detail": one_by_one(get_one)}


def of_each(get: Callable[[Scope, Any], Iterable[Any]]) -> Door:
    """A query of what belongs to one, asked for every row there is."""

    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        for row in rows:
            try:
                yield from get(scope, row)
            except REFUSED:
                continue

    return door


def counted(get: Callable[[Scope], Any]) -> Callable[[Scope], int]:
    """A query that counts, or whose rows are counted; none for who is refused."""

    def count(scope: Scope) -> int:
        try:
            found = get(scope)
        except REFUSED:
            return 0
        return found if isinstance(found, int) else int(found.count())

    return count


def may(*capabilities: Can) -> Rule:
    """Who has one of these, and may know persons."""
    return lambda role: role not in WITHOUT_PERSONS and any(can(role, one) for one in capabilities)


def may_read(*capabilities: Can) -> Rule:
    """Who has one of these, and may read files at all."""
    return lambda role: reads_persons(role) and any(can(role, one) for one in capabilities)
