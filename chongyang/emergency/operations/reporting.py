"""Reports by people: a worker calls for help herself, a neighbour tells what she saw."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import identifiers
from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope, system_scope
from chongyang.core.words import N_
from chongyang.emergency.models import Incident, Sighting
from chongyang.emergency.operations import steps
from chongyang.emergency.operations.receiving import receive
from chongyang.emergency.rules.kinds import WORKER_KIND, Reporter, SeenKind, Source, worker_key
from chongyang.providers import queries as providers
from chongyang.registry import queries as registry
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import Can

LONGEST_SEEN = 500
Position = tuple[float, float]


class UnableToReport(Exception):
    """The report cannot be kept as it is; `faults` names each field with a Chinese sentence."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What somebody saw, of whom, how to reach her again. `key` tells a repetition from a second report."""

    kind: str
    reporter: str
    seen: str
    key: UUID = field(default_factory=new_key)
    person: UUID | None = None
    area: int = 0
    whom: str = field(default="", repr=False)
    reporter_name: str = field(default="", repr=False)
    reporter_phone: str = field(default="", repr=False)


@transaction.atomic
def press_own_sos(
    *, scope: Scope, now: datetime, position: Position | None = None, key: UUID | None = None
) -> Incident:
    """A worker is in danger herself: an incident of her own, at her position where the phone tells it.

    While one is open for her, a second press joins it.
    """
    demand(scope, Can.RESPOND)
    account = scope.actor.account
    if account is None:
        raise UnableToReport({"account": N_("只有本人登录后才能求救")})
    with enter(system_scope("own sos", actor=scope.actor)):
        own = providers.responder_of(account)
    longitude, latitude = position or ((own.longitude, own.latitude) if own else (None, None))
    return receive(
        kind=WORKER_KIND,
        source=Source.WORKER.value,
        subject_key=worker_key(account),
        area=own.area if own else territory.city_interval()[0],
        reference=key,
        said_at=now,
        received_at=now,
        by=scope.actor,
        longitude=longitude,
        latitude=latitude,
        caller_number=own.phone.plain if own else "",
    )


@transaction.atomic
def report_seen(*, report: Seen, scope: Scope, now: datetime, door: str) -> Incident:
    """What a neighbour or a community worker saw becomes an incident, or joins the one that is open.

    A seat that keys it in has taken it by that. Raises UnableToReport; NotFound for a person out of reach.
    """
    demand(scope, Can.REPORT_NEED)
    number = _checked(report)
    person = registry.access_elder(scope, report.person) if report.person else None
    incident = receive(
        kind=report.kind,
        source=Source.NEIGHBOUR.value,
        subject_key=f"seen:{report.key}",
        area=person.area if person else _area(report, scope),
        person=person.id if person else None,
        reference=report.key,
        said_at=now,
        received_at=now,
        by=scope.actor,
        caller_number=number,
    )
    with enter(system_scope("report seen", actor=scope.actor)):
        _keep(report, number, incident, scope, now, door)
        if incident.state == "open" and may(scope, Can.ANSWER_CALLS):
            _take(incident, report.key, scope, now)
    return incident


def _checked(report: Seen) -> str:
    """The reporter's number; raises UnableToReport naming each field that is wrong."""
    faults: dict[str, str] = {}
    if report.kind not in set(SeenKind):
        faults["kind"] = N_("请从列出的选项中选择。")
    if report.reporter not in set(Reporter):
        faults["reporter"] = N_("请从列出的选项中选择。")
    if not report.seen.strip() or len(report.seen) > LONGEST_SEEN:
        faults["seen"] = N_("请写明看到了什么，最多 500 字。")
    if report.person is None and not report.whom.strip():
        faults["whom"] = N_("请选择老人，或写明是谁、住在哪里。")
    number, wrong = _number(report.reporter_phone)
    if faults := faults | wrong:
        raise UnableToReport(faults)
    return number


def _number(raw: str) -> tuple[str, dict[str, str]]:
    """The number as it is dialled; a report without one is a report all the same."""
    try:
        return (identifiers.read_phone(raw).number if raw.strip() else ""), {}
    except identifiers.InvalidIdentifier as error:
        return "", {"reporter_phone": error.reason}


def _area(report: Seen, scope: Scope) -> int:
    """Where it was seen: what the report says, if the scope reaches it, else the scope's own first area."""
    if report.area:
        if not scope.covers(report.area):
            raise UnableToReport({"area": N_("这个地区不在您的管辖范围内。")})
        return report.area
    own = scope.intervals[0] if scope.intervals else territory.city_interval()
    return own[0]


def _keep(report: Seen, number: str, incident: Incident, scope: Scope, now: datetime, door: str) -> None:
    """The report's own row; the same report sent twice is one."""
    if Sighting.objects.filter(id=report.key).exists():
        return
    row = Sighting(
        id=report.key,
        incident=incident,
        reporter=report.reporter,
        seen=report.seen.strip(),
        door=door,
        account=scope.actor.account,
        at=now,
        area=incident.area,
        person=incident.file,
    )
    row.whom, row.reporter_name = report.whom.strip() or None, report.reporter_name.strip() or None
    row.reporter_phone = number or None
    row.save(force_insert=True)


def _take(incident: Incident, report: UUID, scope: Scope, now: datetime) -> None:
    """Who wrote it down at the seat has it."""
    incident.taken_by = scope.actor.account
    incident.save(update_fields=["taken_by"])
    evidence = steps.as_evidence(report=report)
    steps.take("acknowledge", incident, by=scope.actor, now=now, how="desk", evidence=evidence)
