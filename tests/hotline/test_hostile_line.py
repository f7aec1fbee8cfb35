"""A clumsy seat and a file that wants to hurt: what is over is over, and a file is told what is wrong."""

import io
import zipfile
from datetime import datetime, timedelta

import openpyxl
import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.hotline import operations as hotline
from chongyang.hotline.models import Call, Order
from chongyang.hotline.rules import order_files
from chongyang.hotline.rules.care_calls import faults_of_outcome
from tests import factories
from tests.hotline import care
from tests.hotline.ringing import ring, tell
from tests.hotline.test_orders import ZONE, seat

pytestmark = pytest.mark.usefixtures("db")
HEADS = ("工单编号", "类别", "标题", "内容", "转办时间", "地址")


def does(scope, operation, **words):
    with enter(scope):
        return operation(scope=scope, now=now(), **words)


def signed_on(scope):
    with enter(scope):
        hotline.set_seat(doing="ready", scope=scope, now=now())
    return scope


def test_a_call_that_is_over_is_passed_on_to_nobody(db):
    """Its talk, its audit and its wrap-up stay with who had it."""
    one, two = signed_on(seat()), signed_on(seat())
    call = does(one, hotline.answer_call, call=ring().id)
    does(one, hotline.hang_up, call=call.id)
    with pytest.raises(hotline.UnableToTalk):
        does(one, hotline.transfer_call, call=call.id, to=two.actor.account)
    with pytest.raises(hotline.UnableToTalk):
        does(one, hotline.bring_in, call=call.id, third="120")
    assert Call.objects.get().account == one.actor.account


def test_two_clicks_dial_once(db):
    scope = seat()
    missed = ring(ago=30)
    tell(missed.provider_call, "hang_up")
    first, second = (does(scope, hotline.call_out, reason="call_back", answers=missed.id) for _ in range(2))
    assert first.id == second.id


def sheet(*rows):
    book = openpyxl.Workbook()
    for row in (HEADS, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def swapped(data, name, text):
    """The same workbook with one part exchanged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, text if part == name else old.read(part))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
WHOLE = sheet(("A-1", "求助", "题", "内容"))
BROKEN = {
    "torn sheet": swapped(WHOLE, SHEET, "<worksheet><sheetData><row><c r='A1'"),
    "no xml": swapped(WHOLE, SHEET, b"\x00\xff" * 50),

    "torn book": swapped(WHOLE, "xl/workbook.xml", "<x"),
    "other book": swapped(WHOLE, "xl/workbook.xml", "<x/>"),
    "odd cells": swapped(
        WHOLE, SHEET,
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="s"><v>99999</v></c><c r="B1" t="d"><v>x</v></c></row></sheetData></worksheet>',
    ),
    "cut": WHOLE[: len(WHOLE) // 2],
    "bare": b"PK\x03\x04",
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_workbook_is_told_and_raises_nothing(what):
    lines, faults = order_files.read_lines(BROKEN[what])
    assert lines == []
    assert faults


def test_a_workbook_that_swells_is_refused_before_it_is_read():
    bomb = swapped(WHOLE, SHEET, b"<worksheet>" + b" " * (300 * 1024 * 1024) + b"</worksheet>")
    assert len(bomb) < order_files.BYTES_LIMIT
    lines, faults = order_files.read_lines(bomb)
    assert (lines, [fault.what for fault in faults]) == ([], [order_files.TOO_MUCH[0]])


def test_an_order_of_another_age_is_kept_and_not_believed():
    scope = seat()
    moments = ("0001-01-01 00:00", "9999-12-31 23:59", "2026-02-30 10:00")
    rows = [(f"A-{place}", "求助", "题", "内容", moment) for place, moment in enumerate(moments)]
    text = "\n".join(",".join(row) for row in [HEADS[:5], *rows])
    report = does(scope, hotline.import_orders, data=text.encode("gb18030"))
    assert [fault.number for fault in report.faults] == [4]
    assert all((now() - row.received_at).days == 0 for row in Order.objects.all())


def test_formulas_in_a_file_are_words():
    text = "工单编号,类别,标题,内容\n=1+1,求助,=cmd|'/c calc'!A0,内容"
    does(seat(), hotline.import_orders, data=text.encode())
    written = order_files.write_csv([[row.other_number, row.title] for row in Order.objects.all()])
    assert ",=" not in written
    assert "\n=" not in written


def test_a_pause_of_a_care_call_has_an_end_that_can_be_seen():
    on = datetime(2026, 11, 23, tzinfo=ZONE).date()
    assert faults_of_outcome("away", on + timedelta(days=200_000), "", "", on)


def test_a_call_that_was_left_yesterday_is_not_todays(db):
    """A try of yesterday and one of today are no silence twice on one day."""
    care.adopt()
    factories.make_elder()
    desk = care.seat()
    care.morning()
    left = care.take(desk)
    day = timedelta(days=1)
    care.morning(care.MORNING + day)
    again = care.take(desk, care.NINE + day)
    assert again.id != left.id
    assert again.on == left.on + day
