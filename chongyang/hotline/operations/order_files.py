"""A file of orders from 12345: right rows are written, wrong ones told, a repetition changes nothing."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from chongyang.core.scopes import Scope, interval_of
from chongyang.hotline.models import Order
from chongyang.hotline.operations.orders import write_order
from chongyang.hotline.operations.papers import UnableToHandle
from chongyang.hotline.rules import order_files as rules
from chongyang.hotline.rules.order_files import Fault, Line
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


@dataclass(slots=True)
class OrderReport:
    """What became of the rows of a file."""

    rows: int = 0
    added: int = 0
    known: int = 0
    faults: list[Fault] = field(default_factory=list)
    is_trial: bool = False


@transaction.atomic
def import_orders(*, data: bytes, scope: Scope, now: datetime, dry_run: bool = False) -> OrderReport:
    """Read, check and write; with `dry_run` everything is tried and nothing kept."""
    demand(scope, Can.ANSWER_CALLS)
    lines, faults = rules.read_lines(data)
    report = OrderReport(rows=len(lines) + len(faults), faults=faults, is_trial=dry_run)
    numbers = [line.form.other_number for line in lines]
    held = Order.objects.filter(direction="in", other_number__in=numbers)
    known = set(held.values_list("other_number", flat=True))
    with transaction.atomic():
        for line in lines:
            _import(line, known, report, scope, now)
        if dry_run:
            transaction.set_rollback(True)
    report.faults.sort(key=lambda fault: fault.number)
    return report


def _import(line: Line, known: set[str], report: OrderReport, scope: Scope, now: datetime) -> None:
    if line.form.other_number in known:
        report.known += 1
        return
    area = interval_of(line.area)[0] if line.area else None
    if area and not scope.covers(area):
        report.faults.append(Fault(line.number, line.form.other_number, *rules.BAD_AREA))
        return
    try:
        with transaction.atomic():
            write_order(
                form=line.form, direction="in", scope=scope, now=now, received_at=line.received_at, area=area
            )
    except UnableToHandle as error:
        what = next(iter(error.faults.values()))
        report.faults.append(Fault(line.number, line.form.other_number, what, rules.CURE))
    else:
        report.added += 1
