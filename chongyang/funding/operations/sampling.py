"""Paid cases drawn by chance and called or visited; a result that does not fit opens a signal."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import access, events
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding import permissions
from chongyang.funding.models import Application, Award
from chongyang.funding.models.signals import Sample, SampleLine
from chongyang.funding.operations.errors import UnableToHandle
from chongyang.funding.operations.signalling import raise_signal
from chongyang.funding.queries import signals as reads
from chongyang.funding.queries.rights import too_near
from chongyang.funding.rules.samples import draw
from chongyang.treasury.enums import OrderState
from chongyang.treasury.models import PaymentOrder

NOTHING = N_("这段时间没有已到账的付款。")
BAD_DAYS = N_("请填写开始和结束日期，结束必须晚于开始，最长五年。")
BAD_NUMBER = N_("每层抽取 1 到 500 件；种子是一个整数。")
NOT_HERE = N_("这个区域不在您的管理范围内。")
DONE = N_("这件抽查已经登记结果。")
NO_NOTE = N_("请写明抽查的情况（不超过一千字）。")
BAD_RESULT = N_("请选择抽查方式和结果。")
HELD = N_("您办理过这件申请或付款的环节，抽查须由其他人做。")
MOST_EACH, MOST, DAYS, LARGEST = 500, 1000, 5 * 366, 2**62
RESULTS, WAYS = ("good", "bad", "unreachable"), ("call", "visit")
CITY = 10**8


@transaction.atomic
def draw_sample(
    *, area: int, from_on: date, to_on: date, each: int, seed: int, scope: Scope, by: Actor, now: datetime
) -> Sample:
    """Draw up to `each` paid cases of every county and programme that was paid in the days within an area (a
    county's first code, or the city's). The seed is kept: whoever doubts it draws again. Raises
    UnableToHandle.
    """
    permissions.demand_handle(scope)
    if not 0 < (to_on - from_on).days <= DAYS:
        raise UnableToHandle({"from_on": BAD_DAYS})
    if not 0 < each <= MOST_EACH or not -LARGEST < seed < LARGEST:
        raise UnableToHandle({"each": BAD_NUMBER})
    last = area + (CITY if area % CITY == 0 else 10**6) - 1
    if area < 10**11 or last >= 10**12 or not (scope.covers(area) and scope.covers(last)):
        raise UnableToHandle({"area": NOT_HERE})
    with access.enter(system_scope("sample", actor=by)):
        sample = Sample(area=area, from_on=from_on, to_on=to_on, each=each, seed=seed)
        sample.drawn_by, sample.drawn_at = by.account, now
        lines = _drawn(sample, last)
        if not lines:
            raise UnableToHandle({"from_on": NOTHING})
        sample.save(force_insert=True)
        SampleLine.objects.bulk_create(lines)
        events.record(
            "funding.sample.drawn",
            by=by,
            now=now,
            area=area,
            subject_type="funding.sample",
            subject=sample.id,
            payload={"seed": seed, "each": each, "count": len(lines)},
        )
    return sample


def _drawn(sample: Sample, last: int) -> list[SampleLine]:
    paid = PaymentOrder.objects.filter(
        state=OrderState.PAID.value,
        area__range=(sample.area, last),
        paid_on__gte=sample.from_on,
        paid_on__lt=sample.to_on,
        reference_kind__in=("funding.application", "funding.award"),
    )
    rows = [((row[0], row[1]), row[2]) for row in paid.values_list("area", "programme", "id")]
    chosen = [key for _, key in draw(rows, each=sample.each, seed=sample.seed)]
    orders = {row.id: row for row in PaymentOrder.objects.filter(id__in=chosen)}
    cases = _cases(list(orders.values()))
    return [_line(sample, orders[key], cases[key]) for key in chosen if key in cases]


def _cases(orders: list[PaymentOrder]) -> dict[UUID, Application]:
    """The case behind each payment."""
    references = [row.reference for row in orders]
    held = {row.id: row for row in Application.objects.filter(id__in=references)}
    awards = Award.objects.filter(id__in=references).select_related("application")
    held |= {row.id: row.application for row in awards}
    return {row.id: held[row.reference] for row in orders if row.reference in held}


def _line(sample: Sample, order: PaymentOrder, case: Application) -> SampleLine:
    return SampleLine(
        sample=sample,
        application=case,
        order=order.id,
        programme=order.programme,
        area=case.area,
        person=case.person,
        organisation=case.organisation,
    )


@transaction.atomic
def tell_result(
    *, line: UUID, result: str, way: str, note: str, scope: Scope, by: Actor, now: datetime
) -> SampleLine:
    """What the call or the visit found; a bad one opens a signal that holds what is not yet paid. Not by who
    held a stage of the case or its payment. Raises UnableToHandle, NotFound.
    """
    doer = permissions.account_of(by)
    reads.access_sample_line(scope, line)
    if result not in RESULTS or way not in WAYS:
        raise UnableToHandle({"result": BAD_RESULT})
    if not 0 < len(note.strip()) <= MOST:
        raise UnableToHandle({"note": NO_NOTE})
    with access.enter(system_scope("sample", actor=by)):
        row = SampleLine.objects.select_for_update(of=("self",)).select_related("application").get(id=line)
        if row.result != "waiting":
            raise UnableToHandle({"result": DONE})
        if PaymentOrder.objects.filter(id=row.order, held_by__contains=[doer]).exists():
            raise UnableToHandle({"by": HELD})
        if why := too_near(row.application, doer, now):
            raise UnableToHandle({"by": why})
        row.result, row.way, row.note, row.done_by, row.done_at = result, way, note.strip(), doer, now
        row.save()
        if result == "bad":
            finding = {"sample": str(row.id), "way": way}
            raise_signal(rule="bad_sample", application=row.application_id, finding=finding, by=by, now=now)
    return row
