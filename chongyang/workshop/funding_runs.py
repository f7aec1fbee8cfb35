"""What runs on in the demo's subsidies: awards, months, stops, a paid batch, a sample, signals, proposals.

Elders of one community get care at home through all stages by as many demo accounts as the law asks, a month
is paid by the invented bank, and the register proposes who has not applied. Repeatable: what stands stays.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, interval_of, system_scope
from chongyang.funding import operations
from chongyang.funding.models import Application, Award, Entitlement, SampleLine, Signal
from chongyang.funding.rules.awards import add_months, first_of
from chongyang.groups.models import Membership
from chongyang.groups.operations.force import bring_files_up
from chongyang.registry import operations as registry
from chongyang.registry.enums import Source
from chongyang.registry.models import Elder, Mandate
from chongyang.registry.rules.mandates import Allow
from chongyang.treasury import operations as treasury
from chongyang.treasury.models import PayeeAccount
from chongyang.workshop.accounts import COMMUNITY, JINSHUI, STREET
from chongyang.workshop.demo_steps import by_demo, quietly, with_evidence
from chongyang.workshop.payments import answer_of

PROGRAMME = "home_care_purchase"
COUNTY = int(JINSHUI) * 10**6
STANDARD_FEN, AWARDS, MONTHS, SHARED = 30_000, 6, 4, 3
KIND, FEW = "minimum_living", 6
PAID_AHEAD = timedelta(days=90)
HOME_CARE = {
    "is_of_group": True,
    "is_at_home": True,
    "is_assessed": True,
    "document_amount_fen": STANDARD_FEN,
}
APPLIES, COMPUTES, CHECKS, APPROVES = "street_clerk2", "city_reviewer", "city_reviewer2", "county_finance"
STAGES = (
    *(("pass_on", "community_officer"), ("pass_on", "street_clerk"), ("pass_on", "third_party_assessor")),
    ("propose", "county_reviewer"),
)
DECIDES, ANSWERS, SAMPLES = "county_reviewer2", "city_reviewer3", "county_reviewer3"
MAKER, CHECKER, RELEASER, RECONCILER = (
    "county_finance2",
    "county_finance3",
    "county_sign_off",
    "county_finance4",
)


def make_runs(now: datetime) -> dict[str, int]:
    """How many of each stand now; nothing is made twice."""
    with enter(system_scope("demo runs")):
        stands = Award.objects.filter(programme=PROGRAMME).exists()
    if not stands:
        approved = [key for place, key in enumerate(_elders()) if quietly(partial(_award, place, key, now))]
        steps = (_months, _stops, _pay, _sample, _signals) if approved else ()
        for step in steps:
            quietly(partial(step, now))
    quietly(partial(_proposals, now))
    with enter(system_scope("demo runs")):
        return {
            "awards": Award.objects.count(),
            "samples": SampleLine.objects.count(),
            "signals": Signal.objects.count(),
            "proposals": Entitlement.objects.count(),
        }


def _elders() -> list[UUID]:
    """Of the officer's community, none of them with an account of her own or an application."""
    with enter(system_scope("demo runs")):
        known = set(Mandate.objects.values_list("person", flat=True))
        asked = Application.objects.filter(person__isnull=False).order_by("id")
        known |= {row.person for row in asked if row.person}
        rows = Elder.objects.filter(area__range=interval_of(COMMUNITY), life_status="alive", same_as=None)
        return list(rows.exclude(id__in=known).order_by("id").values_list("id", flat=True)[:AWARDS])


def _award(place: int, elder: UUID, now: datetime) -> None:
    """From the draft to the decision, a different person in each stage; the last few share one account."""
    at = now - timedelta(days=60)
    number = 6217000000000000001 + min(place, AWARDS - SHARED)
    form = operations.ApplicationForm(inputs=HOME_CARE, day=_first(now), bank="演示银行", account=str(number))
    row = by_demo(operations.begin, APPLIES, at, programme=PROGRAMME, person=elder, form=form)
    with_evidence(row, APPLIES, at)
    by_demo(operations.submit, APPLIES, at, application=row.id)
    for hours, (step, who) in enumerate(STAGES, start=1):
        by_demo(getattr(operations, step), who, at + timedelta(hours=hours), application=row.id)
    with enter(system_scope("demo runs")):
        operations.close_due_notices(now=at + timedelta(days=30))
    by_demo(operations.approve, DECIDES, at + timedelta(days=31), application=row.id)


def _first(now: datetime) -> date:
    """The first month that the awards are due for: of this year, whose budget pays it."""
    today = timezone.localdate(now)
    return max(add_months(first_of(today), -MONTHS), date(today.year, 1, 1))


def _months(now: datetime) -> None:
    """Last month is approved with its back-pay, this month waits for its check."""
    this = first_of(timezone.localdate(now))
    told = {"programme": PROGRAMME, "county": COUNTY}
    month = max(add_months(this, -1), _first(now))
    run = by_demo(operations.compute_month, COMPUTES, now, month=month, **told)
    by_demo(operations.check_month, CHECKS, now, run=run.id)
    by_demo(operations.approve_month, APPROVES, now, run=run.id)
    by_demo(operations.compute_month, COMPUTES, now, month=this, **told)


def _awards() -> list[UUID]:
    with enter(system_scope("demo runs")):
        rows = Award.objects.filter(programme=PROGRAMME).order_by("id")
        return list(rows.values_list("id", flat=True))


def _stops(now: datetime) -> None:
    """One moved into a home and her stop waits; one was stopped by two."""
    moved, stopped = _awards()[-2:]
    today = timezone.localdate(now)
    fact = {"name": "is_at_home", "value": False, "from_on": today, "source": "走访记录（演示）"}
    by_demo(operations.tell_fact, "street_clerk", now, award=moved, **fact)
    told = {"reason": "本人书面表示不再需要（演示）", "from_on": today}
    row = by_demo(operations.propose_stop, SAMPLES, now, award=stopped, **told)
    by_demo(operations.decide_stop, ANSWERS, now, stop=row.id, confirm=True)


def _pay(now: datetime) -> None:
    """A batch of the programme goes through four persons and the invented bank."""
    with enter(system_scope("demo runs")):
        payees = Award.objects.filter(programme=PROGRAMME).values("payee")
        rows = PayeeAccount.objects.filter(person__in=payees, confirmed_by=None).order_by("id")
        accounts = list(rows.values_list("id", flat=True))
    for account in accounts:
        by_demo(treasury.confirm_account, CHECKER, now, account=account)
    told = {"area": COUNTY, "until": timezone.localdate(now) + PAID_AHEAD, "programme": PROGRAMME}
    batch = by_demo(treasury.make_batch, MAKER, now, **told)
    steps: Iterable[tuple[Any, str]] = (
        (treasury.submit_batch, MAKER),
        (treasury.approve_batch, CHECKER),
        (treasury.release_batch, RELEASER),
    )
    for step, who in steps:
        by_demo(step, who, now, batch=batch.id)
    with enter(system_scope("demo runs")):
        batch.refresh_from_db()
        content = answer_of(batch, failing=2)
    told = {"batch": batch.id, "format": "plain_csv", "content": content}
    by_demo(treasury.take_return, CHECKER, now, **told)
    by_demo(treasury.reconcile_batch, RECONCILER, now, batch=batch.id)


def _sample(now: datetime) -> None:
    """A drawn list: one case is right, one is not and opens a signal, the others wait."""
    today = timezone.localdate(now)
    days = {"from_on": today - timedelta(days=90), "to_on": today + timedelta(days=1)}
    drawn = by_demo(operations.draw_sample, SAMPLES, now, area=COUNTY, each=5, seed=42, **days)
    with enter(system_scope("demo runs")):
        lines = list(SampleLine.objects.filter(sample=drawn).order_by("id").values_list("id", flat=True))
    results = (
        ("good", "call", "本人接听，服务和次数属实。（演示）"),
        ("bad", "visit", "上门两次无人居住。（演示）"),
    )
    for line, (result, way, note) in zip(lines, results, strict=False):
        told = {"result": result, "way": way, "note": note}
        by_demo(operations.tell_result, SAMPLES, now, line=line, **told)


def _signals(now: datetime) -> None:
    """What the rules find in the demo; one was looked into and cleared."""
    with enter(system_scope("demo runs")):
        operations.raise_signals(now=now)
        shared = Signal.objects.filter(rule="account_of_many", state="open").order_by("id").first()
    if shared:
        told = {"founded": False, "answer": "三位老人同住，共用一个账户，已核对户口。（演示）"}
        by_demo(operations.answer_signal, ANSWERS, now, signal=shared.id, **told)


def _proposals(now: datetime) -> None:
    """Who is entitled and has not applied: one was taken up, one set aside, one is told to the family."""
    with enter(system_scope("demo runs")):
        stands = Entitlement.objects.exists()
        if not stands:
            _add_entitled(now)
        operations.propose_entitled(now=now)
        rows = Entitlement.objects.filter(state="open", area__range=interval_of(STREET), person__isnull=False)
        first = list(rows.order_by("id")[:3])
        if stands or len(first) < 3:
            return
        _stand_for(first[2], now)
    by_demo(operations.take_up, APPLIES, now, entitlement=first[0].id)
    reason = "已由子女接到外地同住，暂不办理。（演示）"
    by_demo(operations.set_aside, APPLIES, now, entitlement=first[1].id, reason=reason)


def _add_entitled(now: datetime) -> None:
    """A small city may have nobody of the classes in the demo's street: then a few get one."""
    within = {"area__range": interval_of(STREET)}
    have = Membership.objects.filter(kind=KIND, **within).count()
    asked = Application.objects.filter(person__isnull=False).values("person")
    rows = Elder.objects.filter(life_status="alive", same_as=None, **within).exclude(id__in=asked)
    rows = rows.exclude(id__in=Membership.objects.filter(kind=KIND).values("person"))
    elders = list(rows.order_by("-id")[: max(0, FEW - have)])
    day = date(timezone.localdate(now).year, 1, 1)
    told = {"kind": KIND, "authority": "civil_affairs", "evidence": "decision", "valid_from": day}
    for elder in elders:
        Membership.objects.create(person=elder.id, area=elder.area, granted_at=now, **told)
    bring_files_up([elder.id for elder in elders], source=Source.CIVIL_AFFAIRS, by=SYSTEM, now=now)


def _stand_for(row: Entitlement, now: datetime) -> None:
    """The demo's family acts for somebody of whom the register says that she is entitled."""
    form = registry.MandateForm(
        basis="elder",
        allows=tuple(allow.value for allow in Allow),
        channel="paper",
        text_version="demo",
        relation="daughter",
        last_day=timezone.localdate(now) + timedelta(days=90),
    )
    elder, scope = Elder.objects.get(id=row.payee), system_scope("demo runs")
    registry.give_mandate(elder=elder, username="family", form=form, scope=scope, by=SYSTEM, now=now)
