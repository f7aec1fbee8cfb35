"""A quarter of one form: filled in, returned with a remark, mended, accepted, locked; and the plan moves."""

import pytest
from playwright.sync_api import expect

from chongyang.core.clock import now
from chongyang.reporting.models import Return
from chongyang.territory.models import Account
from tests.emergency.races import as_system
from tests.reporting import people

pytestmark = pytest.mark.browser
CLAUSE = "/plan/2018-34/3.1.3"
WORDS = "只印发了一个细则，请核对。"


@pytest.fixture
def cast(site, settings, tmp_path):
    """Whoever has a stage of the quarter, with an account."""
    settings.FILES = tmp_path / "files"

    def made():
        people.opened()
        scopes = {
            "maker": people.county_liaison(),
            "signer": people.sign_off(),
            "lead": people.lead("city.finance"),
            "office": people.office(),
        }
        return {name: Account.objects.get(id=scope.actor.account) for name, scope in scopes.items()}

    return as_system(made)


def state() -> str:
    return as_system(lambda: people.report("purchase").state)


def test_a_county_fills_a_quarter_is_returned_mends_it_and_the_plan_moves(open_as, cast):
    page = f"/reporting/returns/{as_system(lambda: people.report('purchase').id)}/"
    maker = open_as(cast["maker"], "/reporting/")
    maker.get_by_role("link", name="财政条线报表").click()
    field = maker.get_by_label("出台政府购买养老服务实施细则的县（市、区）")
    field.fill("三")
    maker.get_by_role("button", name="保存并上报").click()
    expect(maker.locator(".cell")).to_contain_text("须为数字")
    field.fill("3")
    maker.get_by_role("button", name="保存并上报").click()
    expect(maker.locator(".lead")).to_contain_text("待县级签批")

    signer = open_as(cast["signer"], page)
    signer.get_by_label("批注（退回时）").fill(WORDS)
    signer.get_by_label("退回理由（只在退回时填）").fill("与文件不符")
    signer.get_by_role("button", name="退回修改").click()
    expect(signer.locator(".lead")).to_contain_text("退回修改")
    assert state() == "returned"

    maker.reload()
    expect(maker.locator(".cell")).to_contain_text(WORDS)
    field.fill("1")
    maker.get_by_role("button", name="保存并上报").click()
    expect(maker.locator(".lead")).to_contain_text("待县级签批")
    signer.goto(page)
    signer.get_by_role("button", name="通过").click()
    expect(signer.locator(".lead")).to_contain_text("待市级牵头单位审核")
    lead = open_as(cast["lead"], page, phone=True)
    lead.get_by_role("button", name="通过").click()
    expect(lead.locator(".lead")).to_contain_text("待领导小组办公室锁定")

    office = open_as(cast["office"], CLAUSE)
    expect(office.locator("main")).not_to_contain_text("6.3%")
    office.goto(page)
    office.get_by_role("button", name="接受并锁定").click()
    expect(office.locator(".lead")).to_contain_text("已锁定")
    office.goto(CLAUSE)
    expect(office.locator("main")).to_contain_text("6.3%")
    assert as_system(lambda: Return.objects.get(form="purchase", place="jinshui").locked_at) <= now()
