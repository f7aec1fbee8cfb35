"""Destruction lists: proposed, approved by a second person, carried out, proved.

The chain of events stays whole: of an event the payload and its salt go, the digest stays (ADR 0005).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from chongyang.core import access, events, sealing
from chongyang.core.keys import new_key
from chongyang.core.operations import cases
from chongyang.core.scopes import Scope, system_scope
from chongyang.core.typeset import make_pdf, read_template
from chongyang.core.words import N_
from chongyang.privacy import queries
from chongyang.privacy.models import DestructionItem, DestructionList
from chongyang.privacy.operations.common import dated_number, refuse
from chongyang.privacy.operations.erasing import destroy
from chongyang.privacy.operations.ledger import write_ledger
from chongyang.privacy.permissions import Can, demand, person_of
from chongyang.privacy.queries.destruction import Candidate, count_by_model, find_over, rows_about
from chongyang.privacy.queries.holdings import models_of
from chongyang.privacy.queries.rights import held_persons
from chongyang.privacy.rules import retention
from chongyang.privacy.rules.data import settings
from chongyang.privacy.rules.rights import ZONE, Kind
from chongyang.registry import queries as registry
from chongyang.registry.rules import personal
from chongyang.territory import queries as territory

CERTIFICATE = read_template("chongyang.privacy", "certificate.typ")
REQUESTED = "request"
CLASS_LACKS = N_("请选择记录类别。")
NOTHING = N_("这一类没有到期的记录。")
HELD = N_("此人的记录正在暂缓销毁，不能列入清单。")
NOT_DELETION = N_("这件请求不是删除。")
LISTED = N_("这件请求已有销毁清单。")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a list would hold: rows to go, and what stays by law, with its basis."""

    record_class: str
    before: date | None
    items: list[Candidate]
    kept: dict[str, str]

    @property
    def counts(self) -> dict[str, int]:
        return count_by_model(self.items)


def look_over(*, record_class: str, scope: Scope, now: datetime) -> Proposal:
    """What would be proposed for a class now, without writing anything. Raises NotAllowed, UnableToHandle."""
    demand(scope, Can.KEEP_RECORDS)
    one = retention.classes().get(record_class)
    if one is None:
        refuse({"record_class": CLASS_LACKS})
        raise AssertionError  # refuse has raised
    today = now.astimezone(ZONE).date()
    with access.enter(system_scope("destruction", actor=scope.actor)):
        items = find_over(scope, one, today, retention.most_rows())
    return Proposal(record_class, retention.over_before(one, today), items, {})


@transaction.atomic
def propose_destruction(*, record_class: str, scope: Scope, now: datetime) -> DestructionList:
    """A list of what is over in one class, within scope. Raises NotAllowed, UnableToHandle."""
    found = look_over(record_class=record_class, scope=scope, now=now)
    refuse({} if found.items else {"record_class": NOTHING})
    return _write(found, _area_of(scope), scope, now)


def _area_of(scope: Scope) -> int:
    return next(iter(scope.intervals), territory.city_interval())[0]


@transaction.atomic
def propose_deletion(*, request: UUID, scope: Scope, now: datetime) -> DestructionList:
    """The list for a person's deletion: all that no law keeps; what one keeps is named with its basis.

    Raises NotAllowed, NotFound, UnableToHandle.
    """
    demand(scope, Can.KEEP_RECORDS)
    row = queries.access_request(scope, request)
    refuse({} if row.kind == Kind.DELETION else {"request": NOT_DELETION})
    with access.enter(system_scope("destruction", actor=scope.actor)):
        refuse({"request": LISTED} if DestructionList.objects.filter(request=request).exists() else {})
        persons = registry.get_cluster(row.person)
        refuse({"request": HELD} if held_persons(persons) else {})
        found = _of_person(persons)
    return _write(found, row.area, scope, now, request=request)


def _of_person(persons: list[UUID]) -> Proposal:
    classes, swept = retention.classes(), settings("retention")["swept"]
    items: list[Candidate] = []
    kept: dict[str, str] = {}
    for name, declared in models_of().items():
        one = classes.get(declared.retention)
        rows = list(rows_about(name, persons))
        if not rows or one is None:
            continue
        if one.law or (one.by != "desk" and name not in swept):
            kept[name] = f"{declared.label or name}：{len(rows)} 条，{one.basis}"
        else:
            items += rows
    return Proposal(REQUESTED, None, items, kept)


def _write(
    found: Proposal, area: int, scope: Scope, now: datetime, request: UUID | None = None
) -> DestructionList:
    row = DestructionList(
        id=new_key(),
        number=dated_number("privacy_destruction_number", "X", now),
        record_class=found.record_class,
        area=area,
        request=request,
        before=found.before,
        counts={"rows": found.counts, "kept": found.kept},
        digest=digest_of(found.items),
        proposed_at=now,
        proposed_by=person_of(scope),
    )
    with access.enter(system_scope("destruction", actor=scope.actor)):
        row.save(force_insert=True)
        DestructionItem.objects.bulk_create(
            [
                DestructionItem(
                    list=row,
                    model=item.model,
                    row=item.row,
                    person=item.person,
                    area=item.area,
                    then=item.then,
                )
                for item in found.items
            ],
            batch_size=1000,
        )
    cases.open_case(lifecycle=retention.DESTRUCTION, area=area, by=scope.actor, now=now, case_id=row.id)
    return row


def digest_of(items: Iterable[Candidate | DestructionItem]) -> str:
    """SM3 over every row's name in order: the certificate stands for exactly this list."""
    lines = sorted(f"{item.model}\t{item.row}\t{item.then}" for item in items)
    return sealing.digest("\n".join(lines).encode()).hex()


def _held(scope: Scope, key: UUID) -> DestructionList:
    demand(scope, Can.KEEP_RECORDS)
    cases.hold(key)
    return queries.access_list(scope, key)


def _perform(row: DestructionList, action: str, scope: Scope, now: datetime, **said: Any) -> DestructionList:
    case = cases.perform(case=queries.case_of(row), action=action, by=scope.actor, now=now, **said)
    row.state = case.state
    row.save()
    return row


@transaction.atomic
def approve_destruction(*, key: UUID, scope: Scope, now: datetime) -> DestructionList:
    """The second signature; whoever proposed is refused. Raises NotAllowed, NotFound, UnableToStep."""
    row = _held(scope, key)
    case = cases.perform(case=queries.case_of(row), action="approve", by=scope.actor, now=now)
    row.state, row.approved_at, row.approved_by = case.state, now, scope.actor.account
    row.save()
    return row


@transaction.atomic
def refuse_destruction(*, key: UUID, reason: str, scope: Scope, now: datetime) -> DestructionList:
    """Nothing of it is destroyed; its rows may stand on a later list."""
    return _perform(_held(scope, key), "refuse", scope, now, reason=reason)


@transaction.atomic
def carry_out(*, key: UUID, scope: Scope, now: datetime) -> DestructionList:
    """Destroy what the list names, all of it or nothing, and write the certificate.

    A row whose person is on hold by now stays, and so does one that the database refuses; both are counted.
    Raises NotAllowed, NotFound, UnableToStep.
    """
    row = _held(scope, key)
    case = cases.perform(case=queries.case_of(row), action="carry_out", by=scope.actor, now=now)
    with access.enter(system_scope("destruction", actor=scope.actor)):
        counts = destroy_items(row, now, held=held_persons())
        traces = erase_traces(row)
    row.state, row.carried_at = case.state, now
    row.certificate = {"counts": counts, "traces": traces, "digest": row.digest}
    row.save()
    events.record(
        "privacy.records.destroyed",
        by=scope.actor,
        now=now,
        area=row.area,
        subject_type="privacy.destruction",
        subject=row.id,
        payload={"number": row.number, "counts": counts, "traces": traces, "digest": row.digest},
    )
    transaction.on_commit(write_ledger, robust=True)  # a disk that is full undoes no destruction
    return row


def destroy_items(row: DestructionList, now: datetime, *, held: set[UUID]) -> dict[str, dict[str, int]]:
    """What became of each row of the list, counted by model; those of persons on hold stay."""
    counts: dict[str, dict[str, int]] = {}
    for item in DestructionItem.objects.filter(list=row).order_by("model", "row").iterator(chunk_size=500):
        item.result = "held" if item.person in held else destroy(item, now)
        item.save(update_fields=["result", "digest"])
        counted = counts.setdefault(item.model, {})
        counted[item.result] = counted.get(item.result, 0) + 1
    return counts


def erase_traces(row: DestructionList) -> dict[str, int]:
    """Former values, typed reasons and payloads of what went; the run role itself cannot touch them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, rows FROM privacy_erase_traces(%s)", [row.id])
        return {kind: int(count) for kind, count in cursor.fetchall()}


def make_certificate(*, key: UUID, scope: Scope, now: datetime) -> tuple[str, bytes]:
    """(file name, PDF) of a list that was carried out. Raises NotAllowed, NotFound."""
    row = queries.access_list(scope, key)
    if row.state != "done":
        raise queries.NotFound(str(key))
    names = territory.names_of(one for one in (row.proposed_by, row.approved_by) if one)
    declared = personal.load_declared()
    one = retention.classes().get(row.record_class)
    told = {
        "number": row.number,
        "digest": row.digest,
        "facts": [
            ["记录类别", one.label if one else "应本人请求删除"],
            ["依据", one.basis if one else "个人信息保护法第四十七条"],
            ["到期日之前", row.before.isoformat() if row.before else "不适用"],
            ["提出", _signed(names, row.proposed_by, row.proposed_at)],
            ["批准并执行", _signed(names, row.approved_by, row.carried_at)],
        ],
        "rows": [
            [
                declared[name].label if name in declared and declared[name].label else name,
                str(counted.get("erased", 0)),
                str(counted.get("dropped", 0)),
                str(sum(counted.get(state, 0) for state in ("held", "kept", "gone"))),
            ]
            for name, counted in sorted(row.certificate["counts"].items())
        ],
        "kept": list(row.counts.get("kept", {}).values()),
    }
    return f"{row.number}.pdf", make_pdf(CERTIFICATE, told, at=row.carried_at)


def _signed(names: dict[UUID, str], who: UUID | None, at: datetime | None) -> str:
    moment = f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}" if at else ""
    return f"{names.get(who, '') if who else ''} {moment}"
