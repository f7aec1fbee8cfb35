"""How many clicks whole tasks take, counted in a browser; `docs/explanation/clicks.md` repeats them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chongyang.alerting import operations as alerting
from chongyang.core.clock import now
from chongyang.emergency import operations as emergency
from chongyang.hotline.models import CareCall
from chongyang.hotline.rules.care_calls import today
from chongyang.registry.operations import mandates
from chongyang.registry.rules.mandates import MandateForm
from chongyang.telecare.models import Device
from chongyang.territory.enums import Role
from tests import factories
from tests.alerting.ways import make_channel
from tests.emergency.races import as_system
from tests.emergency.test_way_of_an_alarm import press
from tests.groups.people import TODAY, account_of
from tests.hotline.care import adopt
from tests.hotline.ringing import ring, tell
from tests.registration.test_changes import ask
from tests.treasury.test_recoveries import owing
from tests.web.test_monitoring import say
from tests.web.test_street import office


class Hand:
    """A hand over the page: each press of a button, link or box is one, and each choice from a list."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def press(self, name, role="button", **words):
        self.clicks += 1
        self.page.get_by_role(role, name=name, **words).first.click()

    def choose(self, label, place):
        self.clicks += 1
        self.page.get_by_label(label).first.select_option(index=place)


def sees(hand, words):
    expect(hand.page.get_by_text(words).first).to_be_visible()


@pytest.fixture
def people(site):
    """An elder with a blood pressure beyond its limit, and those who work at the desks."""

    def made():
        alerting.load_chains(now=now())
        elder = factories.make_elder()
        told = {"person": elder.id, "area": elder.area, "state": "in_use"}
        Device.objects.create(serial="BP", kind="blood_pressure", **told)
        for minute in (20, 10):
            say("BP", now() - timedelta(minutes=minute), systolic=190, diastolic=90)
        return {
            "elder": elder,
            "clerk": factories.make_account(Role.STREET_CLERK, office("410105001")),
            "lead": factories.make_account(Role.SHIFT_LEAD),
            "seat": factories.make_operator(),
            "reviewer": factories.make_account(Role.CITY_REVIEWER),
        }

    return as_system(made)


def test_monitoring_an_alert_from_the_list_to_its_end(open_as, people):
    hand = Hand(open_as(people["clerk"], "/monitoring/"))
    hand.press("接手")
    sees(hand, "已接手")
    hand.choose("处理结果", 1)
    hand.press("办结")
    sees(hand, "已办结")
    assert hand.clicks == 3


def test_monitoring_from_an_alert_to_her_charts(open_as, people):
    hand = Hand(open_as(people["clerk"], "/monitoring/"))
    hand.press(re.compile("^查看"))
    expect(hand.page.locator("svg.chart, figure svg").first).to_be_visible()
    assert hand.clicks == 1


def test_alerting_a_week_of_duty_from_the_desk_to_the_activated_rota(open_as, people):
    lead = people["lead"]

    def made():
        make_channel(lead, is_working=True, verified_at=now())
        scope = factories.scope_of(lead)
        alerting.make_rota(code="night", name="夜间值班", area=scope.intervals[0][0], scope=scope, now=now())

    as_system(made)
    hand = Hand(open_as(lead, "/alerting/"))
    hand.press("夜间值班", role="link")
    hand.press("按周排班", role="link")
    hand.page.get_by_label("从哪天起").fill(str(timezone.localdate(now())))
    for line in (1, 2, 3):
        hand.clicks += 1
        hand.page.locator(f"[name=account-{line}]").select_option(str(lead.id))
    hand.press("预览空档")
    sees(hand, "每时每刻都有人值班")
    hand.press(re.compile("保存 84 个班次"))
    hand.press("启用排班")
    sees(hand, "使用中")
    assert hand.clicks == 8


def test_hotline_a_care_call_and_the_next(open_as, people):
    def made():
        adopt()
        elder = people["elder"]
        CareCall.objects.create(
            on=today(now()),
            person=elder.id,
            area=elder.area,
            rule=CareCall._meta.get_field("rule").related_model.objects.get(),
            language="zh",
            next_at=now(),
            window_to=now() + timedelta(hours=2),
        )

    as_system(made)
    hand = Hand(open_as(people["seat"], "/hotline/care/"))
    hand.press(re.compile("打下一个电话"))
    hand.press(re.compile("^平安"))
    sees(hand, "现在没有要打的电话")
    assert hand.clicks == 2


def test_shift_the_calls_behind_a_figure(open_as, people):
    def made():
        call = ring(ago=30)
        tell(call.provider_call, "answer", now() - timedelta(seconds=20))
        tell(call.provider_call, "hang_up", now() - timedelta(seconds=5))

    as_system(made)
    hand = Hand(open_as(people["lead"], "/shift/"))
    hand.press("服务水平", role="link")
    hand.press("按时段", role="link")
    hand.clicks += 1
    hand.page.locator("main tbody th a").first.click()
    sees(hand, "来电")
    assert hand.clicks == 3


def test_ledger_from_the_figures_to_the_slowest_and_its_report(open_as, people):
    as_system(lambda: press(people["elder"]))
    seat = as_system(lambda: factories.scope_of(people["seat"]))
    incident = as_system(lambda: press(people["elder"]))
    as_system(lambda: emergency.acknowledge(incident=incident.id, scope=seat, now=now()))
    hand = Hand(open_as(people["reviewer"], "/ledger/"))
    hand.press("逐起登记", role="link")
    hand.choose("次序", 1)
    hand.press("查看")
    hand.press(incident.number, role="link")
    sees(hand, incident.number)
    assert hand.clicks == 4


def test_family_from_the_home_of_the_desk_to_her_mothers_devices(open_as, people):
    daughter = as_system(lambda: factories.make_account(Role.FAMILY))
    given = mandate_of(people["elder"], daughter)
    as_system(given)
    hand = Hand(open_as(daughter, "/family/"))
    hand.clicks += 1
    hand.page.locator("main h2 a").first.click()
    sees(hand, "家中的设备")
    assert hand.clicks == 1


def test_registration_a_telephone_change_from_the_desk_to_the_file(open_as, people):
    daughter = as_system(lambda: factories.make_account(Role.FAMILY))
    as_system(mandate_of(people["elder"], daughter))
    ask(as_system(lambda: factories.scope_of(daughter)), people["elder"], phone="13803719999")
    hand = Hand(open_as(people["clerk"], "/registration/"))
    hand.clicks += 1
    hand.page.locator("main a[href*='/registration/changes/0']").first.click()
    hand.press(re.compile("同意"))
    sees(hand, "档案已更新")
    assert hand.clicks == 2


def test_groups_a_class_proposed_by_the_street_and_granted_by_its_office(open_as, people):
    elder = people["elder"]
    hand = Hand(open_as(people["clerk"], f"/groups/elder/{elder.id}/"))
    hand.choose("打开档案的目的", 1)
    hand.press(re.compile("^打开"))
    hand.press("提出认定", role="link")
    hand.choose("类别", 1)
    hand.press("保存")
    sees(hand, "待认定")
    assert hand.clicks == 5
    office = Hand(open_as(as_system(account_of), "/groups/"))
    office.press("待认定", role="link")
    office.press(re.compile("^办理"), role="link")
    office.page.get_by_label("决定、证件或报告编号").fill("金民救〔2026〕1号")
    office.page.get_by_label("从哪一天起").fill(str(TODAY))
    office.press("认定", exact=True)
    sees(office, "已认定")
    assert office.clicks == 3


def mandate_of(elder, account):
    def given():
        scope = factories.scope_of(factories.make_account(Role.STREET_CLERK, office("410105001")))
        form = MandateForm(
            basis="elder",
            allows=("read_file", "hear_incidents"),
            channel="paper",
            text_version="2026-1",
            relation="daughter",
            last_day=(now() + timedelta(days=90)).date(),
        )
        told = {"scope": scope, "by": scope.actor, "now": now()}
        mandates.give_mandate(elder=elder, username=account.username, form=form, **told)

    return given


def test_an_instalment_comes_back(open_as, site):
    def made():
        owing()
        people = (factories.make_account(Role.COUNTY_FINANCE, None, "410105") for _ in range(2))
        return tuple(people)

    first, second = as_system(made)
    teller = Hand(open_as(first, "/treasury/recoveries/"))
    teller.page.locator("summary", has_text="登记到账").click()
    teller.clicks += 1
    teller.page.get_by_label("银行流水号").fill("B-20261122-1")
    teller.press("登记，请另一人确认")
    sees(teller, "到账已登记，请另一人确认。")
    other = Hand(open_as(second, "/treasury/recoveries/"))
    other.press("确认入账")
    sees(other, "已确认入账。")
    sees(other, "没有应追回的款项")
    assert teller.clicks + other.clicks == 3
