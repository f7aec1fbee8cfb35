"""A return is handed in, passed on, or sent back with remarks at its cells."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import access
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.texts import is_line
from chongyang.core.words import N_
from chongyang.indicators.operations.reported import count_denominator
from chongyang.indicators.rules.periods import Period
from chongyang.reporting import queries
from chongyang.reporting.enums import ACCEPTED, FILLABLE, LOCKED
from chongyang.reporting.models import Remark, Return
from chongyang.reporting.operations.errors import Fault, UnableToReport
from chongyang.reporting.operations.filling import entries_by_item, items_of
from chongyang.reporting.operations.locking import lock
from chongyang.reporting.operations.steps import facts_of, held, step, tell
from chongyang.reporting.rules import ways
from chongyang.reporting.rules.cells import WrongCell, check_share

EMPTY = N_("还没有填。没有就填 0。")
STALE = N_("下级的数字已经变化，请重新汇总。")
NOTE_LACKS = N_("还有单位没有报：请说明原因，缺报不按 0 计。")
NOTHING = N_("这张表不在可以办理的环节。")
ABOVE_GONE = N_("上级汇总表已经上报，请先由上级退回。")
NOT_LINE = N_("说明只写一行文字，不超过 300 字。")
MOST_TEXT = 300


@transaction.atomic
def submit(*, report: UUID, scope: Scope, by: Actor, now: datetime, note: str = "") -> Return:
    """Hand it in: every line has a figure, sums are those of now, what is missing below has a reason.

    Raises NotFound, UnableToStep, UnableToReport with a sentence for each cell.
    """
    row, told = held(report, scope), _line(note, "note")
    with access.enter(system_scope("submission", actor=by)):
        cases.hold(row.id)
        if row.state not in FILLABLE or not Case.objects.filter(id=row.id).exists():
            raise UnableToReport({"state": NOTHING if row.state not in FILLABLE else EMPTY})
        faults = _faults_of_sums(row, told) if queries.adds_up(row) else _faults_of_cells(row)
        if faults:
            raise UnableToReport(faults)
        row.note, row.submitted_at = told, row.submitted_at or now
        step(row, "submit", by, now, facts=facts_of(scope, row, ways.COMPLETE))
        Remark.objects.filter(report=row, settled_at=None).update(settled_at=now)
        tell("submitted", row, by, now)
    return row


@transaction.atomic
def pass_on(*, report: UUID, scope: Scope, by: Actor, now: datetime) -> Return:
    """The stage says yes; the last one locks the figures. Raises NotFound, UnableToStep, UnableToReport."""
    row = held(report, scope)
    stage = queries.stage_of(row)
    if stage is None or row.state in FILLABLE:
        raise UnableToReport({"state": NOTHING})
    with access.enter(system_scope("passing", actor=by)):
        target = ways.chain_of(row.way, row.level).after(stage)
        if target == LOCKED:
            row.locked_at = now
        step(row, f"pass_{stage.name}", by, now, facts=facts_of(scope, row))
        if target == LOCKED:
            lock(row, by, now)
        tell("passed", row, by, now, stage=stage.name)
    return row


@transaction.atomic
def send_back(
    *,
    report: UUID,
    scope: Scope,
    by: Actor,
    now: datetime,
    reason: str,
    remarks: Mapping[str, str] | None = None,
) -> Return:
    """Back to whoever filled it in, with a reason and remarks at cells; the stage that sent it back may be
    taken again by the same person. Raises NotFound, UnableToStep, UnableToReport.
    """
    row = held(report, scope)
    stage = _returning(row)
    texts = _remarks(row, reason, remarks or {})
    with access.enter(system_scope("return", actor=by)):
        _check_above(row)
        facts = _facts_of_return(scope, row, stage)
        row.times_returned += 1
        step(row, f"return_{stage.name}", by, now, facts=facts, reason=texts[""])
        Remark.objects.bulk_create(
            Remark(
                report=row,
                item=item,
                text=text,
                made_by=by.account,
                made_at=now,
                area=row.area,
                organisation=row.organisation,
            )
            for item, text in texts.items()
            if text
        )
        tell("sent_back", row, by, now, stage=stage.name, remarks=len(texts))
    return row


def _returning(row: Return) -> ways.Stage:
    """The stage that may send it back; what the county accepted of a street comes back by the county."""
    stage = queries.stage_of(row)
    if row.state == ACCEPTED:
        return ways.chain_of(row.way, row.level).stages[-1]
    if stage is None or row.state in FILLABLE:
        raise UnableToReport({"state": NOTHING})
    return stage


def _facts_of_return(scope: Scope, row: Return, stage: ways.Stage) -> set[str]:
    return {ways.IN_LINE} if queries.is_stage_mine(scope, row, stage) else set()


def _check_above(row: Return) -> None:
    """What was added up and handed in above comes back from there first."""
    above = queries.return_above(row) if row.state == ACCEPTED else None
    if above and above.state not in FILLABLE:
        raise UnableToReport({"state": ABOVE_GONE})


def _remarks(row: Return, reason: str, remarks: Mapping[str, str]) -> dict[str, str]:
    known = items_of(row)
    if unknown := next((item for item in remarks if item not in known), ""):
        raise UnableToReport({unknown: NOTHING})
    return {"": _line(reason, "reason")} | {item: _line(text, item) for item, text in remarks.items()}


def _line(text: str, name: str) -> str:
    told = " ".join(text.split())
    if len(told) > MOST_TEXT or not is_line(told):
        raise UnableToReport({name: NOT_LINE})
    return told


def _faults_of_cells(row: Return) -> dict[str, Fault]:
    """Empty cells, and parts above the whole that the program counts."""
    standing, faults = entries_by_item(row), dict[str, Fault]()
    period, place = Period.read(row.period), queries.place_of(row)
    for key, item in items_of(row).items():
        entry = standing.get(key)
        if entry is None:
            faults[f"{key}.numerator"] = EMPTY
        elif item.is_share and item.counted:
            try:
                check_share(item, entry.numerator, count_denominator(item.indicator, place, period))
            except WrongCell as wrong:
                faults[f"{key}.numerator"] = wrong
    return faults


def _faults_of_sums(row: Return, note: str) -> dict[str, Fault]:
    standing, sums = entries_by_item(row), queries.sums_of(row)
    faults: dict[str, Fault] = {}
    for key, found in sums.items():
        entry = standing.get(key)
        held_now = (entry.numerator, entry.denominator, entry.missing) if entry else None
        told = found.figures
        if held_now != ((told.numerator, told.denominator, len(found.missing)) if told else None):
            faults[key] = STALE
    if not faults and not note and any(found.missing for found in sums.values()):
        faults["note"] = NOTE_LACKS
    return faults
