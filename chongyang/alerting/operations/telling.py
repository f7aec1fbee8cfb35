"""What one step does: find whom it means, write a delivery for each way to them, leave the messages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from chongyang.alerting import queries
from chongyang.alerting.enums import OUTSIDE, ChannelKind, Failure, StepKind, TargetKind
from chongyang.alerting.models import Delivery, Run, RunStep
from chongyang.alerting.rules.matters import Matter, all_matters
from chongyang.alerting.rules.steps import Raw
from chongyang.core import events, live, outbox
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM
from chongyang.registry.queries import mandates as registry_mandates
from chongyang.registry.queries import reaching as registry
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role

TOPIC = "alerting"
DESTINATION = "messaging."
"""What goes out of the house goes to `messaging.sms` and its like; the gateway delivers there."""


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody by one channel; with a failure, somebody who cannot be told."""

    kind: TargetKind
    channel: str
    key: UUID | None = None
    role: str = ""
    failure: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind.value}:{self.key or self.role or 'all'}:{self.channel or 'none'}"


def tell(run: Run, step: RunStep, now: datetime) -> None:
    """Do what the step says, under the lock of the run."""
    raw = run.version.steps[step.number - 1]
    kind = StepKind.of(raw["kind"])
    targets = _contact_of_turn(run, step, raw, now) if kind is StepKind.CONTACTS else _find(run, raw, now)
    _write(run, step, targets, now)
    if step.turn == 0:
        _record(run, step, kind, now)


def _find(run: Run, raw: Raw, now: datetime) -> list[Target]:
    """The targets of a step other than contacts."""
    match StepKind.of(raw["kind"]):
        case StepKind.PERSON:
            return _by_accounts([UUID(raw["account"])])
        case StepKind.TEAM:
            return _team(run, raw["role"], now, raw.get("organisation"))
        case StepKind.ROTA:
            return _by_accounts(queries.on_duty(raw["rota"], now)) or [_nobody(TargetKind.ACCOUNT)]
        case StepKind.SUPERVISOR:
            return _team(run, Role.SHIFT_LEAD.value, now)
        case StepKind.REPEAT:
            return _team(run, raw["hand_over"]["role"], now)
        case StepKind.CONCERNED:
            return _concerned(run, now)
        case _:
            return [Target(TargetKind.DESK, ChannelKind.DESK.value)]


def _concerned(run: Run, now: datetime) -> list[Target]:
    """Whom the matter itself is about: the holder of a mandate, somebody who is invited, an organisation."""
    matter = all_matters().get(run.version.chain.code)
    if matter and matter.concerned == "holder":
        holder = registry_mandates.holder_of(run.subject)
        return _by_accounts([holder]) if holder else [_nobody(TargetKind.ACCOUNT)]
    if matter and matter.concerned == "account":
        return _by_accounts([run.subject])
    if matter and matter.concerned in ("elder", "own_side") and run.person:
        return _own_side(run.person, now, also_others=matter.concerned == "own_side")
    if matter and matter.concerned == "invited":
        return [Target(TargetKind.INVITED, ChannelKind.SMS.value, run.subject)]
    if matter and matter.concerned == "organisation":
        return _by_accounts(_people_of(run, matter, now)) or [_nobody(TargetKind.ACCOUNT)]
    return [_nobody(TargetKind.ACCOUNT)]


def _own_side(person: UUID, now: datetime, *, also_others: bool) -> list[Target]:
    """The person herself by short message to the number of her file; with her, whoever may act for her."""
    found = (
        [Target(TargetKind.ELDER, ChannelKind.SMS.value, person)] if registry.has_own_phone(person) else []
    )
    if also_others:
        holders = registry_mandates.holders_for(person, now)
        found += _by_accounts(holders, only=queries.working_channels(holders))
    return found or [_nobody(TargetKind.ELDER, person, Failure.NO_CHANNEL)]


def _people_of(run: Run, matter: Matter, now: datetime) -> list[UUID]:
    """Who works for the organisation that the event named which began the run: those of the place, and where
    it has none there (a provider whose seat is elsewhere) those of its own.
    """
    began = Event.objects.filter(subject=run.subject, kind__in=matter.begins).order_by("seq").last()
    if began is None or began.organisation is None:
        return []
    own = territory.area_of_organisation(began.organisation)
    for area in (run.area, own or run.area):
        held = (
            territory.list_holders(role, area, now, organisation=began.organisation) for role in matter.roles
        )
        if found := list(dict.fromkeys(account for accounts in held for account in accounts)):
            return found
    return []


def _team(run: Run, role: str, now: datetime, organisation: str | None = None) -> list[Target]:
    """The desks of a role, and each of its people outside of them, within the area of the run."""
    within = UUID(organisation) if organisation else None
    holders = territory.list_holders(role, run.area, now, organisation=within)
    desk = Target(TargetKind.DESK, ChannelKind.DESK.value, role=role)
    return [desk, *_by_accounts(holders, only=queries.working_channels(holders))]


def _by_accounts(accounts: Sequence[UUID], only: dict[UUID, list[str]] | None = None) -> list[Target]:
    """Each account by all its working channels. Somebody named without any is a failure that is shown.

    With `only` (a team, which also has a desk) those without channels are left to the desk.
    """
    ways = queries.working_channels(accounts) if only is None else only
    found = [
        Target(TargetKind.ACCOUNT, kind, account) for account in accounts for kind in ways.get(account, [])
    ]
    if only is not None:
        return found
    silent = [account for account in accounts if not ways.get(account)]
    return [*found, *(_nobody(TargetKind.ACCOUNT, account, Failure.NO_CHANNEL) for account in silent)]


def _nobody(kind: TargetKind, key: UUID | None = None, why: Failure = Failure.NOBODY) -> Target:
    return Target(kind, "", key, failure=why.value)


def _contact_of_turn(run: Run, step: RunStep, raw: Raw, now: datetime) -> list[Target]:
    """The contact whose turn it is. The first turn lays out those of all the others, `each` seconds apart."""
    contacts = registry.contact_keys(run.person)[: raw.get("most") or None] if run.person else []
    if not contacts:
        return [_nobody(TargetKind.CONTACT, why=Failure.NO_CONTACT)]
    if step.turn == 0:
        _lay_turns(run, step, len(contacts), timedelta(seconds=raw.get("each", 0)), now)
    if step.turn >= len(contacts):
        return []
    return [
        Target(TargetKind.CONTACT, kind.value, contacts[step.turn])
        for kind in (ChannelKind.VOICE, ChannelKind.SMS)
    ]


def _lay_turns(run: Run, step: RunStep, count: int, each: timedelta, now: datetime) -> None:
    rows = [
        RunStep(
            run=run,
            number=step.number,
            round=step.round,
            turn=turn,
            based_at=step.based_at,
            due_at=now + each * turn,
            made_at=now,
            area=run.area,
            person=run.person,
        )
        for turn in range(1, count)
    ]
    RunStep.objects.bulk_create(rows, ignore_conflicts=True)


def _write(run: Run, step: RunStep, targets: Iterable[Target], now: datetime) -> None:
    rows = [_delivery(run, step, target, now) for target in targets]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    for row in _going_out(rows):
        outbox.send(
            destination=DESTINATION + row.channel,
            key=row.key,
            payload={"delivery": row.key},
            area=run.area,
            person=run.person,
            now=now,
        )
    live.announce(TOPIC, area=run.area, key=str(run.subject))


def _going_out(rows: Iterable[Delivery]) -> Iterator[Delivery]:
    outside = {kind.value for kind in OUTSIDE}
    return (row for row in rows if row.channel in outside)


def _delivery(run: Run, step: RunStep, target: Target, now: datetime) -> Delivery:
    """A word to the desks goes with the commit of this transaction, hence sent; it is reached when taken."""
    at_desk: dict[str, Any] = {"sent_at": Now()} if target.channel == ChannelKind.DESK else {}
    failed: dict[str, Any] = {"failed_at": now, "failure": target.failure} if target.failure else {}
    return Delivery(
        run=run,
        step=step,
        key=f"d:{run.id}:{step.number}.{step.round}.{step.turn}:{target.name}",
        target_kind=target.kind.value,
        target=target.key,
        role=target.role,
        channel=target.channel,
        queued_at=now,
        area=run.area,
        person=run.person,
        **at_desk,
        **failed,
    )


def _record(run: Run, step: RunStep, kind: StepKind, now: datetime) -> None:
    """The event by which whoever began the run hears of each step."""
    events.record(
        "alerting.step.taken",
        by=SYSTEM,
        now=now,
        area=run.area,
        subject_type=run.kind,
        subject=run.subject,
        person=run.person,
        payload={"run": str(run.id), "kind": kind.value, "number": step.number, "round": step.round},
    )
