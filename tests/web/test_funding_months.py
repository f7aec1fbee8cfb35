"""The desk of months, awards, signals and samples: three people and a month, who enters, rubbish."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.funding import operations
from chongyang.funding.models import AwardFact, AwardStop, MonthRun, SampleLine, Signal
from chongyang.funding.operations import month_approvals
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can
from chongyang.treasury.models import PaymentOrder
from tests import factories
from tests.funding import awards, people
from tests.funding.awards import COUNTY, JUNE, Three
from tests.web.test_street import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
PAGES = ("funding_months", "funding_awards", "funding_signals", "funding_samples")
NUL = "a\x00b"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def client(role=Role.COUNTY_REVIEWER, *codes):
    return signed_in(factories.make_account(role, None, *(codes or ("410105",))))


def text(who, name, *args, **query):
    return who.get(reverse(name, args=args), query).content.decode()


@pytest.mark.parametrize("role", [Role.COUNTY_REVIEWER, Role.COUNTY_FINANCE, Role.OPERATOR, Role.FAMILY])
def test_each_role_enters_what_it_may(db, role):
    who = signed_in(factories.make_account(role))
    wanted = 200 if can(role, Can.HANDLE_FUNDING) else 403
    assert {who.get(reverse(page)).status_code for page in PAGES} == {wanted}


def test_three_people_bring_a_month_to_its_payments(db):
    people.budgets("carer_post_allowance")
    made, one = awards.award(), client()
    told = {"county": COUNTY, "programme": "carer_post_allowance", "month": "2019-06"}
    where = one.post(reverse("funding_months"), told)["Location"]
    run = MonthRun.objects.get()
    assert where == reverse("funding_month", args=[run.id])
    assert "怎样算出来" in text(one, "funding_month", run.id)
    address = reverse("funding_month", args=[run.id])
    one.post(address, {"do": "check"})
    assert MonthRun.objects.get().state == "computed"
    client().post(address, {"do": "check"})
    client(Role.COUNTY_FINANCE).post(address, {"do": "approve"})
    assert MonthRun.objects.get().state == "approved"
    assert PaymentOrder.objects.get(person=made.payee).amount_fen == 10_000
    assert "2019-06" in text(one, "funding_award", made.id)


def test_a_large_month_shows_how_far_it_is_and_then_loads_anew(db, monkeypatch):
    settings = replace(month_approvals.load(), at_once=0)
    monkeypatch.setattr(month_approvals, "load", lambda: settings)
    people.budgets("carer_post_allowance")
    awards.award()
    three, finance = Three(), client(Role.COUNTY_FINANCE)
    run = three.check(three.compute(JUNE))
    address = reverse("funding_month", args=[run.id])
    finance.post(address, {"do": "approve"})
    page = finance.get(address).content.decode()
    assert "正在安排付款" in page
    assert 'value="approve"' not in page
    part = finance.get(reverse("funding_month_state", args=[run.id]))
    assert ("正在安排付款" in part.content.decode(), "HX-Refresh" in part) == (True, False)
    operations.order_approved(now=now())
    assert "HX-Refresh" in finance.get(reverse("funding_month_state", args=[run.id]))
    assert "正在安排付款" not in finance.get(address).content.decode()
    stranger = client(Role.COUNTY_REVIEWER, "410102")
    assert stranger.get(reverse("funding_month_state", args=[run.id])).status_code == 404


def test_a_fact_and_a_stop_by_two_people(db):
    made, one, two = awards.award(), client(), client()
    address = reverse("funding_award", args=[made.id])
    fact = {"do": "fact", "name": "is_at_post", "value": "no", "from_on": "2019-07-01", "source": "核查"}
    one.post(address, fact)
    stop = AwardStop.objects.get(award=made)
    assert "离岗" in text(two, "funding_award", made.id)
    assert "停发待确认" in text(two, "funding_awards", show="stopping")
    two.post(address, {"do": "confirm", "stop": stop.id})
    made.refresh_from_db()
    assert made.valid_to == date(2019, 7, 1)


def test_a_fact_is_typed_as_people_say_it_in_yuan_and_in_yes_or_no(db):
    made, who = awards.elder_award(), client()
    address = reverse("funding_award", args=[made.id])
    told = {"do": "fact", "from_on": "2019-07-01", "source": "县文件"}
    for name, typed, kept in (
        ("document_amount_fen", "1,350.50", 135_050),
        ("is_assessed", "否", False),
        ("is_at_home", "是", True),
    ):
        who.post(address, {**told, "name": name, "value": typed})
        fact = AwardFact.objects.get(award=made, name=name, source="县文件")
        assert fact.value == kept
    assert "¥1,350.50" in text(who, "funding_award", made.id)
    page = who.post(address, {**told, "name": "document_amount_fen", "value": "很多"}, follow=True)
    assert AwardFact.objects.filter(source="县文件").count() == 3
    assert "alert" in page.content.decode()


def test_a_signal_is_answered_and_the_applicant_objects(db):
    clerk = people.clerk()
    row = people.submitted(clerk, at=people.place(beds=11).id)
    operations.raise_signals(now=row.submitted_at)
    signal, desk = Signal.objects.get(), client()
    assert "申请的床位多于备案床位" in text(desk, "funding_signals")
    assert "计入床位 12 · 备案床位 11" in text(desk, "funding_signals")
    assert "风险提示" in text(desk, "funding_case", row.id)
    desk.post(reverse("funding_signals"), {"do": "founded", "signal": signal.id, "text": "只有11张"})
    mine = signed_in(_account(clerk))
    assert "只有11张" in text(mine, "funding_application", row.id)
    mine.post(reverse("funding_appeal", args=[signal.id]), {"text": "已变更备案"})
    desk.post(reverse("funding_signals"), {"do": "cleared", "signal": signal.id, "text": "核对"})
    assert Signal.objects.get().state == "appealed"
    client().post(reverse("funding_signals"), {"do": "cleared", "signal": signal.id, "text": "核对"})
    assert Signal.objects.get().state == "unfounded"


def _account(scope: Scope):
    from chongyang.territory.models import Account

    return Account.objects.get(id=scope.actor.account)


def test_a_sample_is_drawn_and_answered(db):
    people.budgets("carer_post_allowance")
    awards.award()
    Three().run(JUNE)
    PaymentOrder.objects.update(state="paid", paid_on=date(2019, 8, 5))
    who, address = client(), reverse("funding_samples")
    days = {"from_on": "2019-08-01", "to_on": "2019-09-01"}
    who.post(address, {"do": "draw", "area": COUNTY, "each": "3", "seed": "7", **days})
    line = SampleLine.objects.get()
    told = {"do": "result", "line": line.id, "result": "bad", "way": "call", "note": "不在岗"}
    who.post(address, told)
    assert SampleLine.objects.get().result == "bad"
    assert Signal.objects.get().rule == "bad_sample"
    assert "不在岗" in text(who, "funding_samples", show="done")


def test_an_outsider_finds_nothing(db):
    made = awards.award()
    run = Three().compute(JUNE)
    stranger = client(Role.COUNTY_REVIEWER, "410102")
    for name, key in (("funding_award", made.id), ("funding_month", run.id)):
        assert stranger.get(reverse(name, args=[key])).status_code == 404
        assert stranger.post(reverse(name, args=[key]), {"do": "check"}).status_code == 404
    assert str(run.id) not in text(stranger, "funding_months")
    assert str(made.id) not in text(stranger, "funding_awards")
    other = signed_in(factories.make_account(Role.INSTITUTION_CLERK, people.organisation()))
    assert other.post(reverse("funding_appeal", args=[new_key()]), {"text": "a"}).status_code == 404


def test_rubbish_is_refused_with_a_sentence(db):
    made, who = awards.award(), client()
    run = Three().compute(JUNE)
    rubbish = [
        "",
        NUL,
        "9" * 400,
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        "2019-13-45",
        "-1",
    ]
    names = ("county", "programme", "month", "name", "value", "from_on", "source", "reason", "signal", "text")
    more = ("stop", "line", "result", "way", "note", "area", "to_on", "each", "seed")
    addresses = [reverse(page) for page in PAGES]
    addresses += [reverse("funding_month", args=[run.id]), reverse("funding_award", args=[made.id])]
    actions = ("", "check", "refuse", "fact", "stop", "confirm", "founded", "upheld", "draw", "result", NUL)
    for address in addresses:
        for word in rubbish:
            told = dict.fromkeys((*names, *more), word)
            for action in actions[rubbish.index(word) % 2 :: 2]:
                assert who.post(address, {**told, "do": action}).status_code < 500, (address, word, action)
            assert who.get(address, {"show": word, "after": word}).status_code < 500
    assert MonthRun.objects.get().state in ("computed", "checked")
