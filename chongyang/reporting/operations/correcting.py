"""A locked figure is corrected: proposed by one with a reason and a dated document, confirmed by another.

What it was stays; the sums above follow with the same reason and document.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.texts import is_line
from chongyang.core.words import N_
from chongyang.indicators.operations.reported import UnableToKeepValue, correct_value
from chongyang.indicators.rules.periods import Period
from chongyang.reporting import permissions, queries
from chongyang.reporting.enums import LOCKED, Channel, CorrectionState
from chongyang.reporting.models import Correction, Return
from chongyang.reporting.operations.errors import UnableToReport
from chongyang.reporting.operations.filling import entries_by_item, items_of, write
from chongyang.reporting.operations.locking import reported, tell_city
from chongyang.reporting.operations.steps import tell
from chongyang.reporting.rules import ways
from chongyang.reporting.rules.cells import NOT_ASKED, Figures, WrongCell, read_figures
from chongyang.reporting.rules.summing import is_whole
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed

NOT_LOCKED = N_("这张表还没有锁定，请直接修改或由上级退回。")
OF_SUM = N_("汇总数随下级更正，请在下级的表里提出。")
SAME = N_("更正后的数字和现在的一样。")
WORDS_LACK = N_("请写明更正的理由和依据文件。")
DAY_WRONG = N_("文件日期不能晚于今天，也不能早于本期。")
OPEN_ALREADY = N_("这一项已有一个待确认的更正。")
SAME_PERSON = N_("提出更正的人不能自己确认。")
DECIDED = N_("这个更正已经办结。")


@transaction.atomic
def propose_correction(
    *,
    report: UUID,
    item: str,
    numerator: Any,
    denominator: Any = None,
    reason: str,
    document: str,
    dated_on: date | None,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> Correction:
    """Say that a locked figure was wrong. Raises NotFound, NotAllowed, UnableToReport by field."""
    row = queries.access_return(scope, report)
    stages = ways.chain_of(row.way, row.level).stages
    if not any(scope.role in stage.roles for stage in stages):
        raise NotAllowed("this place has its own people")
    figures = _figures(row, item, numerator, denominator)
    said = _said(row, reason, document, dated_on, now)
    with access.enter(system_scope("correction", actor=by)):
        former = entries_by_item(row).get(item)
        if former is None or Figures(former.numerator, former.denominator) == figures:
            raise UnableToReport({f"{item}.numerator": SAME})
        made = Correction(
            report=row,
            item=item,
            former_numerator=former.numerator,
            former_denominator=former.denominator,
            numerator=figures.numerator,
            denominator=figures.denominator,
            proposed_by=permissions.account_of(by),
            proposed_at=now,
            area=row.area,
            organisation=row.organisation,
            **said,
        )
        _save(made)
        tell("correction_proposed", row, by, now, item=item)
    return made


def _save(made: Correction) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        if "reporting_correction_open_once" not in str(error):
            raise
        raise UnableToReport({"item": OPEN_ALREADY}) from None


def _figures(row: Return, item: str, numerator: Any, denominator: Any) -> Figures:
    if row.state != LOCKED:
        raise UnableToReport({"state": NOT_LOCKED})
    if queries.adds_up(row):
        raise UnableToReport({"state": OF_SUM})
    try:
        if item not in items_of(row):
            raise WrongCell(NOT_ASKED)
        figures = read_figures(items_of(row)[item], numerator, denominator)
    except WrongCell as wrong:
        raise UnableToReport({f"{item}.{wrong.part}": wrong}) from None
    if figures is None:
        raise UnableToReport({f"{item}.numerator": SAME})
    return figures


def _said(row: Return, reason: str, document: str, dated_on: date | None, now: datetime) -> dict[str, Any]:
    why, paper = " ".join(reason.split())[:200], " ".join(document.split())[:120]
    if not (why and paper and is_line(why + paper)):
        raise UnableToReport({"reason": WORDS_LACK})
    if dated_on is None or not row.first_on <= dated_on <= timezone.localdate(now):
        raise UnableToReport({"dated_on": DAY_WRONG})
    return {"reason": why, "document": paper, "dated_on": dated_on}


@transaction.atomic
def decide_correction(
    *, correction: UUID, agrees: bool, scope: Scope, by: Actor, now: datetime
) -> Correction:
    """The office confirms, or not; another person than who proposed. Raises NotFound, UnableToReport."""
    if scope.role != Role.LEADING_GROUP_OFFICE:
        raise NotAllowed("the office of the leading group confirms corrections")
    queries.access_correction(scope, correction)
    with access.enter(system_scope("correction", actor=by)):
        row = Correction.objects.select_for_update(of=("self",)).select_related("report").get(id=correction)
        if row.state != CorrectionState.PROPOSED:
            raise UnableToReport({"state": DECIDED})
        if row.proposed_by == permissions.account_of(by):
            raise UnableToReport({"state": SAME_PERSON})
        state = CorrectionState.CONFIRMED if agrees else CorrectionState.REFUSED
        row.state, row.decided_by, row.decided_at = state.value, by.account, now
        row.save()
        if agrees:
            _apply(row, by, now)
        tell("correction_decided", row.report, by, now, item=row.item, outcome=state.value)
    return row


def _apply(row: Correction, by: Actor, now: datetime) -> None:
    report = Return.objects.select_for_update(of=("self",)).get(id=row.report_id)
    _put(report, row, Figures(row.numerator, row.denominator), 0, by, now)
    above = queries.return_above(report)
    while above is not None:
        if not above.locked_at:
            break
        found = queries.sums_of(above)[row.item]
        if found.figures:
            _put(above, row, found.figures, len(found.missing), by, now)
        report, above = above, queries.return_above(above)
    if report.level == "unit":
        tell_city(report, by, now)


def _put(report: Return, row: Correction, figures: Figures, missing: int, by: Actor, now: datetime) -> None:
    """The cell, and the value where one was told of this place."""
    item, place = items_of(report)[row.item], queries.place_of(report)
    write(report, item, figures, by, now, channel=Channel.CORRECTION, missing=missing)
    if place.level not in item.indicator.levels or not is_whole(item, place.level, missing):
        return
    try:
        correct_value(
            told=reported(item, place, figures),
            period=Period.read(report.period),
            reason=row.reason,
            document=row.document,
            by=by,
            now=now,
        )
    except UnableToKeepValue as refused:
        raise UnableToReport({"state": refused.reason}) from None
