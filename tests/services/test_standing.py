"""Suspended, let in again, left: what is open is named; capacity, third parties and the yearly check."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import nobody, system_scope
from chongyang.services import operations, queries
from chongyang.services.models import ServiceProvider, YearlyCheck
from chongyang.services.operations import UnableToDo
from chongyang.services.rules import leaving
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.services import made, people
from tests.services.evaluated import PARTS
from tests.services.people import PDF, do
from tests.workforce.made import contractor

STREET = 410105001001
DAY = timedelta(days=1)
MONDAY = date(2019, 6, 3)


@pytest.fixture
def provider(db):
    return made.make_provider()


@pytest.fixture
def own(provider):
    from chongyang.territory.models import Organisation

    return contractor(Organisation.objects.get(id=provider.organisation))


@pytest.fixture
def open_work(monkeypatch):
    """A room above that names two orders."""
    monkeypatch.setattr(leaving, "_listers", {})
    numbers = ["D1", "D2"]
    leaving.keeps_open("orders", "订单", lambda organisation: list(numbers))
    return numbers


def offers():
    return queries.find_offers(nobody(), item="bath_help", area=STREET, on=timezone.localdate(now()))


def test_a_suspended_provider_is_offered_to_nobody_until_it_comes_back(provider):
    made.make_offer(provider)
    assert offers()
    with pytest.raises(UnableToDo):
        do(operations.suspend, people.county(), provider=provider.id, reason=" ")
    do(operations.suspend, people.county(), provider=provider.id, reason="证书过期未整改")
    assert not offers()
    with pytest.raises(UnableToDo):
        do(operations.suspend, people.county(), provider=provider.id, reason="再次")
    do(operations.resume, people.county(), provider=provider.id)
    assert offers()
    kinds = Event.objects.filter(subject=provider.id).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["services.provider.suspended", "services.provider.resumed"]


def test_neither_another_county_nor_the_provider_itself_suspends(provider, own):
    with pytest.raises(queries.NotFound):
        do(operations.suspend, people.outsider(), provider=provider.id, reason="原因")
    with pytest.raises(NotAllowed):
        do(operations.suspend, own, provider=provider.id, reason="原因")
    assert ServiceProvider.objects.get().state == "in_force"


def test_an_exit_names_what_is_open_and_ends_the_offers(provider, own, open_work):
    made.make_offer(provider)
    day = timezone.localdate(now()) + 30 * DAY
    with pytest.raises(UnableToDo):
        do(operations.leave, own, provider=provider.id, leaves_on=day - 60 * DAY, reason="业务调整")
    do(operations.leave, own, provider=provider.id, leaves_on=day, reason="业务调整")
    assert not offers()
    with pytest.raises(UnableToDo, match="订单 D1、D2"):
        do(operations.finish_leaving, people.county(), provider=provider.id)
    assert operations.finish_due(now=now() + 31 * DAY) == 0
    open_work.clear()
    do(operations.finish_leaving, people.county(), provider=provider.id)
    held = ServiceProvider.objects.get()
    assert held.state == "exited"
    assert held.offers.get().valid_to == held.leaves_on
    assert Event.objects.filter(kind="services.provider.exited").count() == 1
    assert queries.list_providers() == []


def test_an_exit_comes_by_itself_on_its_day_when_nothing_is_open(provider, own, open_work):
    open_work.clear()
    day = timezone.localdate(now()) + 3 * DAY
    do(operations.leave, own, provider=provider.id, leaves_on=day, reason="业务调整")
    assert operations.finish_due(now=now() + DAY) == 0
    assert operations.finish_due(now=now() + 4 * DAY) == 1
    row = do(operations.begin, own)
    assert row.state == "draft", "who left may apply again"


def test_another_provider_ends_nobodys_work(provider):
    day = timezone.localdate(now()) + 3 * DAY
    stranger = contractor(made.organisation())
    with pytest.raises((queries.NotFound, NotAllowed)):
        do(operations.leave, stranger, provider=provider.id, leaves_on=day, reason="业务调整")


def test_capacity_by_area_and_weekday(provider, own):
    do(operations.set_capacity, own, area="410105", minutes={1: 600, 2: 0})
    do(operations.set_capacity, own, area="410105001", minutes={1: 120})
    told = [queries.capacity_on(provider.organisation, STREET, MONDAY + n * DAY) for n in range(2)]
    assert told == [120, 0]
    assert queries.capacity_on(provider.organisation, 410105002001, MONDAY) == 600
    do(operations.set_capacity, own, area="410105", minutes={3: 60})
    assert queries.capacity_on(provider.organisation, 410105002001, MONDAY) == 0
    for area, minutes in (("9", {1: 60}), ("410105", {8: 60}), ("410105", {1: -1})):
        with pytest.raises(UnableToDo):
            do(operations.set_capacity, own, area=area, minutes=minutes)


def test_what_a_third_party_found_is_public_and_stands_once(provider):
    assessor = factories.scope_of(factories.make_account(Role.THIRD_PARTY_ASSESSOR, None, "410105"))
    told = {"provider": provider.id, "assessor": "测试评估中心", "evaluated_on": MONDAY}
    do(operations.add_evaluation, assessor, parts=PARTS, chunks=[PDF], name="报告.pdf", **told)
    [held] = queries.list_evaluations(provider.id)
    assert (held.points, held.file is not None) == (Decimal("86.5"), True)
    with pytest.raises(UnableToDo):
        do(operations.add_evaluation, assessor, parts=PARTS, **told)


def test_the_score_comes_from_above(provider):
    told = {"organisation": provider.organisation, "now": now()}
    system = system_scope("quality")
    operations.set_score(score=Decimal("91.5"), scope=system, by=system.actor, **told)
    assert ServiceProvider.objects.get().score == Decimal("91.5")
    with pytest.raises(UnableToDo):
        operations.set_score(score=Decimal(101), scope=system, by=system.actor, **told)


@pytest.fixture
def check(provider):
    provider.check_on = timezone.localdate(now()) + 10 * DAY
    provider.save()
    assert operations.open_due(now=now()) == 1
    assert operations.open_due(now=now()) == 0
    return YearlyCheck.objects.get()


def looked(check, own):
    do(operations.attach_to_check, own, check=check.id, kind="年度服务报告", chunks=[PDF], name="报告.pdf")
    do(operations.report, own, check=check.id, statement="服务八百人次，无投诉。")
    day = timezone.localdate(now())
    return do(operations.look, people.county(), check=check.id, visited_on=day, finding="与报告一致。")


def test_a_yearly_check_is_decided_by_another_and_the_next_lies_a_year_on(check, own, provider):
    looked(check, own)
    before = provider.check_on
    do(operations.let_pass, people.county(), check=check.id)
    held = YearlyCheck.objects.get()
    assert (held.result, held.decided_at is not None) == ("passed", True)
    assert ServiceProvider.objects.get().check_on.year == before.year + 1


def test_who_looked_does_not_decide(check, own):
    do(operations.report, own, check=check.id, statement="服务八百人次。")
    judge, day = people.county(), timezone.localdate(now())
    do(operations.look, judge, check=check.id, visited_on=day, finding="与报告一致。")
    with pytest.raises(UnableToStep):
        do(operations.let_pass, judge, check=check.id)


def test_mending_comes_back_to_who_looked_and_a_failure_suspends(check, own):
    looked(check, own)
    decider, day = people.county(), timezone.localdate(now())
    with pytest.raises(UnableToDo):
        do(operations.ask_to_mend, decider, check=check.id, reason="补证书", mend_until=day)
    do(operations.ask_to_mend, decider, check=check.id, reason="补证书", mend_until=day + 20 * DAY)
    with pytest.raises(UnableToDo):
        do(operations.report, own, check=check.id, statement=" ")
    do(operations.report, own, check=check.id, statement="证书已补。")
    do(operations.look, people.county(), check=check.id, visited_on=day, finding="仍缺。")
    do(operations.fail, people.county(), check=check.id, reason="证书仍不齐")
    assert ServiceProvider.objects.get().state == "suspended"


def test_a_report_that_does_not_come_is_looked_at_without_it(check, own):
    assert operations.overdue(now=now()) == 0
    assert operations.overdue(now=now() + 90 * DAY) == 1
    assert YearlyCheck.objects.get().state == "looking"
    with pytest.raises(UnableToDo):
        do(operations.report, own, check=check.id, statement="迟了。")


def test_another_provider_reads_no_check(check, own):
    with pytest.raises(queries.NotFound):
        queries.access_check(contractor(made.organisation()), check.id)
    assert queries.access_check(own, check.id) == check
