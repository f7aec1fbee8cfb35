"""Who is entitled without applying is found by the rules from the register, in columns, and kept as proposals
that people look at. A proposal gives nothing to anybody.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from chongyang.core import access, bulk, events
from chongyang.core.scopes import SYSTEM, Actor, system_scope
from chongyang.funding.enums import APPROVED, REFUSED, WITHDRAWN
from chongyang.funding.models import Application, Entitlement
from chongyang.funding.queries import registered
from chongyang.funding.rules import entitled as rules
from chongyang.funding.rules.entitled import ASIDE, CLOSED, LIVING, OPEN, TAKEN, Differences, Found, Standing
from chongyang.policy import queries as policy
from chongyang.policy.rules.engine.values import NotInForce
from chongyang.policy.rules.programmes import Programme
from chongyang.registry.queries.clusters import clusters_of
from chongyang.territory import queries as territory

COMPUTED = ("area", "day", "answer", "missing", "amount_fen", "parts", "inputs", "values", "digest", "said")
STANDING = ("id", "payee", "state", "digest", "said")
FILE_CHANGES = (
    *("registry.elder.registered", "registry.elder.updated", "registry.elder.status_changed"),
    *("registry.double.linked", "registry.double.unlinked"),
    *("groups.class.granted", "groups.class.ended", "groups.class.reopened"),
)
APPLICATION_STEPS = (
    *("funding.application.submitted", "funding.application.dropped", "funding.application.approved"),
    *("funding.application.refused", "funding.person.withdraw", "funding.person.turn_away"),
)
MOST_AT_ONCE = 2000
Only = Collection[UUID] | None
"""Everybody, or all files of a few people."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Of how many one run asked a programme, and what it wrote; the same again writes nothing. `settled` are
    those whose draft had an outcome.
    """

    asked: int = 0
    proposed: int = 0
    changed: int = 0
    closed: int = 0
    settled: int = 0

    @property
    def is_something(self) -> bool:
        return bool(self.proposed or self.changed or self.closed or self.settled)


def propose_entitled(*, now: datetime, only: Only = None, by: Actor = SYSTEM) -> dict[str, Counted]:
    """Ask every programme about everybody, or about a few, as of today; by programme what was written.

    In the system's scope. Idempotent: a second run changes nothing, and two at once wait for each other.
    """
    if only is not None:
        only = {file for files in clusters_of(only).values() for file in files}
    return {one.code: _propose(one, only, by, now) for one in rules.proposable()}


@transaction.atomic
def _propose(programme: Programme, only: Only, by: Actor, now: datetime) -> Counted:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"funding.entitled:{programme.code}"])
    rows = Entitlement.objects.filter(programme=programme.code, state__in=LIVING)
    rows = rows if only is None else rows.filter(payee__in=only)
    settled = _settle_taken(rows.filter(state=TAKEN), now)
    asked, found = _found(programme, only, now)
    standing = [Standing(*row) for row in rows.exclude(state=TAKEN).order_by("id").values_list(*STANDING)]
    made = rules.compare(standing, found)
    _write(programme, made, only, now)
    closed = len(made.ended) + len(made.again)
    counted = Counted(asked, len(made.fresh), len(made.changed), closed, settled)
    if counted.is_something:
        _tell(programme, counted, only, by, now)
    return counted


def _found(programme: Programme, only: Only, now: datetime) -> tuple[int, list[Found]]:
    """How many were asked about, and who is entitled and has nothing under way."""
    today = timezone.localdate(now)
    register = registered.read_register(programme, today, only)
    inputs = rules.inputs_of(programme, register, today)
    try:
        found = rules.find_entitled(programme, inputs, policy.values_for(today))
    except NotInForce:
        return len(register), []
    busy = registered.list_busy(programme, today, only).keys() | _taken(programme)
    return len(register), [one for one in found if one.payee not in busy]


def _taken(programme: Programme) -> set[UUID]:
    rows = Entitlement.objects.filter(programme=programme.code, state=TAKEN)
    return set(rows.order_by("id").values_list("payee", flat=True))


def _settle_taken(rows: Any, now: datetime) -> int:
    """What became of drafts: thrown away, the proposal waits again; refused or taken back, it is set aside;
    approved, it is closed; and who died or moved away needs none.
    """
    held = {key: (payee, made) for key, payee, made in rows.values_list("id", "payee", "application")}
    states = registered.states_of([made for _, made in held.values()])
    gone = registered.list_ends([payee for payee, _ in held.values()])
    ends: dict[tuple[str, str], list[UUID]] = {}
    for key, (payee, made) in held.items():
        if outcome := _outcome(states.get(made), gone.get(payee, "")):
            ends.setdefault(outcome, []).append(key)
    for (state, why), keys in ends.items():
        closed = {"closed_at": now} if state == CLOSED else {}
        fresh = {"application": None, "agreed_how": "", "agreed_by": None, "agreed_at": None}
        told = {"state": state, "why": why, **closed, **(fresh if state == OPEN else {})}
        Entitlement.objects.filter(id__in=keys).update(**told)
    return sum(map(len, ends.values()))


def _outcome(state: str | None, gone: str) -> tuple[str, str] | None:
    if state == APPROVED:
        return CLOSED, rules.AWARD
    if gone:
        return CLOSED, gone
    ended = {REFUSED: rules.REFUSED, WITHDRAWN: rules.WITHDRAWN}
    if state in ended:
        return ASIDE, ended[state]
    return (OPEN, "") if state is None else None


def _write(programme: Programme, made: Differences, only: Only, now: datetime) -> None:
    _close(programme, made.ended, only, now)
    Entitlement.objects.filter(id__in=made.again).update(state=CLOSED, why=rules.CHANGED, closed_at=now)
    changed = [Entitlement(id=key, computed_at=now, **_columns(one, now)) for key, one in made.changed]
    Entitlement.objects.bulk_update(changed, [*COMPUTED, "computed_at"], batch_size=MOST_AT_ONCE)
    bulk.create([_row(programme, one, now) for one in made.fresh])


def _row(programme: Programme, one: Found, now: datetime) -> Entitlement:
    who = "person" if programme.who == "elder" else "carer"
    told = {"payee": one.payee, who: one.payee, "proposed_at": now, "computed_at": now}
    return Entitlement(programme=programme.code, **told, **_columns(one, now))


def _columns(one: Found, now: datetime) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in COMPUTED if name != "day"}
    lists = {"missing": list(one.missing), "values": list(one.values)}
    return {**told, **lists, "day": timezone.localdate(now)}


def _close(programme: Programme, ended: Iterable[Standing], only: Only, now: datetime) -> None:
    """Each with its reason: an award, an application of her own, death, a move, a merge, or the condition."""
    payees = {row.payee: row.id for row in ended}
    if not payees:
        return
    why: Mapping[UUID, str] = registered.list_ends(payees) if programme.who == "elder" else {}
    why = registered.list_busy(programme, timezone.localdate(now), only) | dict(why)
    kinds: dict[str, list[UUID]] = {}
    for payee, key in payees.items():
        kinds.setdefault(why.get(payee, rules.NO_LONGER), []).append(key)
    for kind, keys in kinds.items():
        Entitlement.objects.filter(id__in=keys).update(state=CLOSED, why=kind, closed_at=now)


def _tell(programme: Programme, counted: Counted, only: Only, by: Actor, now: datetime) -> None:
    """One event a run; of a single person it names her file."""
    person = next(iter(only)) if only and len(only) == 1 and programme.who == "elder" else None
    events.record(
        "funding.entitlement.computed",
        by=by,
        now=now,
        area=territory.city_interval()[0],
        subject_type="funding.entitlement",
        person=person,
        payload={"programme": programme.code, **asdict(counted)},
    )


def follow_file(event: Any) -> None:
    """Handler: what the register says of a person has changed; her proposals follow at once."""
    if event.person:
        with access.enter(system_scope("entitled follow")):
            propose_entitled(now=event.at, only=[event.person])


def follow_application(event: Any) -> None:
    """Handler: an application was handed in, thrown away, or ended; so does what proposed it."""
    with access.enter(system_scope("entitled follow")):
        rows = Application.objects.filter(id=event.subject, organisation=None).order_by("id")
        payees = {row.person or row.carer for row in rows}
        made = Entitlement.objects.filter(application=event.subject).order_by("id")
        payees |= set(made.values_list("payee", flat=True))
        if payees:
            propose_entitled(now=event.at, only=[payee for payee in payees if payee])
