"""Exports: asked for with a purpose, approved by another, downloaded within days, marked in every row."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from chongyang.core import access, live, sealing
from chongyang.core.keys import new_key
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Interval, Scope, system_scope
from chongyang.core.words import N_
from chongyang.privacy import queries
from chongyang.privacy.models import Export
from chongyang.privacy.operations.common import next_number, queue, refuse
from chongyang.privacy.permissions import Can, demand, person_of
from chongyang.privacy.queries.exports import rows_of_day
from chongyang.privacy.rules import exports as rules
from chongyang.privacy.rules.rights import ZONE
from chongyang.registry import operations as registry
from chongyang.registry import queries as elders
from chongyang.registry.enums import LifeStatus, Sex
from chongyang.territory import queries as territory

PURPOSE_LACKS = N_("请选择导出的目的。")
DAY_FULL = N_("超过今天可导出的人数，请明天再导，或缩小地区。")
OUT_OF_REACH = N_("地区不在您的工作范围内。")
OVER = N_("下载期限已过，请重新申请。")
GREW = N_("现在的人数比申请时多，请重新申请。")
NOT_YOURS = N_("只有申请人可以下载。")
HEADS = ("姓名", "性别", "出生日期", "地区", "身份证号码", "电话", "住址", "状态")
LAST = 10**12
FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@transaction.atomic
def ask_export(*, within: Interval | None, purpose: str, scope: Scope, now: datetime) -> Export:
    """Ask for the masked list of an area. A small one is released at once, as the role allows.

    Raises NotAllowed, UnableToHandle, registry's TooManyToExport.
    """
    demand(scope, Can.EXPORT_ELDERS)
    account = person_of(scope)
    queue(f"export/{account}")
    area = _reached(scope, within or (0, LAST))
    faults = {} if purpose in set(rules.Purpose) else {"purpose": PURPOSE_LACKS}
    if area is None:
        faults["area"] = OUT_OF_REACH
    found, limits = elders.count_elders(scope, within), rules.limits_of(scope.role)
    refuse(faults | _over(found, limits, account, now))
    assert area
    row = Export.objects.create(
        id=new_key(),
        number=next_number("privacy_export_number"),
        account=account,
        role=scope.role,
        area=area[0],
        area_last=area[1],
        purpose=purpose,
        rows=found,
        needs_approval=found > limits.without_approval,
        asked_at=now,
    )
    cases.open_case(
        lifecycle=rules.EXPORT, area=row.area, by=scope.actor, now=now, case_id=row.id, how=purpose
    )
    if not row.needs_approval:
        case = cases.perform(case=queries.case_of(row), action="release", by=SYSTEM, now=now)
        _release(row, case.state, now)
    live.announce("exports", area=row.area)
    return row


def _reached(scope: Scope, within: Interval) -> Interval | None:
    """From the first to the last of what the scope reaches there; None where it reaches nothing."""
    pieces = [(max(first, within[0]), min(last, within[1])) for first, last in scope.intervals]
    held = sorted(piece for piece in pieces if piece[0] <= piece[1])
    return (held[0][0], held[-1][1]) if held else None


def _over(found: int, limits: rules.Limits, account: UUID, now: datetime) -> dict[str, str]:
    if found > limits.most:
        raise registry.TooManyToExport(found, limits.most)
    with access.enter(system_scope("exports")):
        return {"area": DAY_FULL} if rows_of_day(account, now) + found > limits.per_day else {}


def _release(row: Export, state: str, now: datetime, by: UUID | None = None) -> None:
    row.state, row.approved_at, row.approved_by = state, now, by
    row.valid_until = now + timedelta(days=rules.download_days())
    row.save()


@transaction.atomic
def approve_export(*, export: UUID, scope: Scope, now: datetime) -> Export:
    """Somebody else than who asked. Raises NotAllowed, NotFound, UnableToStep."""
    demand(scope, Can.APPROVE_EXPORTS)
    cases.hold(export)
    row = queries.access_export(scope, export)
    case = cases.perform(case=queries.case_of(row), action="approve", by=scope.actor, now=now)
    _release(row, case.state, now, person_of(scope))
    live.announce("exports", area=row.area)
    return row


@transaction.atomic
def refuse_export(*, export: UUID, reason: str, scope: Scope, now: datetime) -> Export:
    """With a reason, which who asked reads."""
    demand(scope, Can.APPROVE_EXPORTS)
    cases.hold(export)
    row = queries.access_export(scope, export)
    case = cases.perform(case=queries.case_of(row), action="refuse", by=scope.actor, now=now, reason=reason)
    row.state = case.state
    row.save(update_fields=["state"])
    live.announce("exports", area=row.area)
    return row


@transaction.atomic
def begin_taking(*, export: UUID, form: str, scope: Scope, now: datetime) -> Export:
    """Who asked takes the file, in time: the step and the event of an export, before the first row.

    Raises NotAllowed, NotFound, UnableToHandle, UnableToStep, TooManyToExport.
    """
    demand(scope, Can.EXPORT_ELDERS)
    row = queries.access_export(scope, export)
    refuse({} if row.account == person_of(scope) else {"export": NOT_YOURS})
    refuse({"export": OVER} if row.valid_until and row.valid_until <= now else {})
    found = elders.count_elders(scope, (row.area, row.area_last))
    refuse({"export": GREW} if found > rules.most_of(row.rows) else {})
    with access.enter(system_scope("own exports", actor=scope.actor)):
        cases.hold(export)
        row.refresh_from_db()
        case = cases.perform(
            case=queries.case_of(row), action="take", by=scope.actor, now=now, how=form, facts={"in_time"}
        )
        row.state, row.taken_at, row.times = case.state, now, row.times + 1
        row.save()
    within, most = (row.area, row.area_last), rules.limits_of(row.role).most
    registry.begin_export(scope=scope, within=within, by=scope.actor, now=now, most=most, number=row.number)
    return row


@transaction.atomic
def take_export(*, export: UUID, form: str, scope: Scope, now: datetime) -> tuple[str, bytes]:
    """(file name, bytes) as `csv` or `xlsx`: made now, within reach. Raises as `begin_taking`."""
    row = begin_taking(export=export, form=form, scope=scope, now=now)
    lines = list(_lines(scope, (row.area, row.area_last), rules.limits_of(row.role).most, row.number))
    note = note_of(row, scope, now)
    content = as_xlsx(lines, note) if form == "xlsx" else as_csv(lines, note)
    with access.enter(system_scope("own exports", actor=scope.actor)):
        Export.objects.filter(id=row.id).update(digest=sealing.digest(content).hex())
    return f"elders-{row.number:06d}.{'xlsx' if form == 'xlsx' else 'csv'}", content


def note_of(row: Export, scope: Scope, now: datetime) -> str:
    """The mark that everybody sees: running number, account, moment."""
    who = territory.names_of([row.account]).get(row.account, "")
    at = now.astimezone(ZONE)
    return f"导出编号 {row.number:06d} · {who}（{territory.username_of(row.account)}）· {at:%Y-%m-%d %H:%M}"


def _lines(scope: Scope, within: Interval, most: int, number: int) -> Iterator[list[str]]:
    """Masked rows; the mark that nobody sees stands behind each name."""
    mark = rules.mark_of(number)
    sexes, states = dict(Sex.choices()), dict(LifeStatus.choices())
    for one in elders.export_elders(scope, limit=most, within=within):
        yield [
            one.name + mark,
            sexes.get(one.sex, one.sex),
            one.born_on.isoformat(),
            str(one.area),
            one.identity_number,
            one.phone,
            one.address,
            states.get(one.life_status, one.life_status),
        ]


def _safe(value: str) -> str:
    """Nothing in a cell is a formula."""
    return "'" + value if value.startswith(FORMULA) else value


def as_csv(lines: Iterable[list[str]], note: str) -> bytes:
    """With the mark in the first line and the last, for spreadsheets that read Chinese by its sign."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([note])
    writer.writerow(HEADS)
    writer.writerows([[_safe(cell) for cell in line] for line in lines])
    writer.writerow([note])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(lines: Iterable[list[str]], note: str) -> bytes:
    """One sheet; the mark stands in its first row and on every printed page, above and below."""
    import xlsxwriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    options: dict[str, Any] = {"in_memory": True, "constant_memory": True}
    with xlsxwriter.Workbook(
        out, {**options, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet("名单")
        sheet.set_header(f"&L{note}&R&P / &N")
        sheet.set_footer(f"&C{note}")
        sheet.set_landscape()
        sheet.set_column(0, len(HEADS) - 1, 16)
        sheet.write_row(0, 0, [note])
        sheet.write_row(1, 0, HEADS, book.add_format({"bold": True}))
        for number, line in enumerate(lines, 2):
            sheet.write_row(number, 0, line)
    return out.getvalue()


def expire_exports(*, now: datetime, limit: int = 500) -> int:
    """What was not downloaded in time is over; in the system's scope."""
    with access.enter(system_scope("exports")):
        rows = Export.objects.filter(valid_until__lte=now).exclude(state__in=("expired", "refused"))
        late = list(rows.order_by("number")[:limit])
        for row in late:
            case = cases.perform(case=queries.case_of(row), action="expire", by=SYSTEM, now=now)
            row.state = case.state
            row.save(update_fields=["state"])
        return len(late)
