"""A red duty: the office writes, a second person signs, the unit replies and reports, it is closed."""

import pytest
from playwright.sync_api import expect

from chongyang.core.clock import now
from chongyang.duties.models import Letter, Run
from chongyang.territory.models import Account
from tests.duties import people
from tests.emergency.races import as_system
from tests.journeys.conftest import DESK

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(site, settings, tmp_path):
    """Everybody with an account and a name, and one duty whose day has passed."""
    settings.FILES = tmp_path / "files"

    def made():
        scopes = {
            "giver": people.office(),
            "signer": people.office(),
            "closer": people.government_office(),
            "unit": people.liaison(),
        }
        people.give(people.NEW_2018, now=now(), scope=scopes["giver"])
        for name, scope in scopes.items():
            Account.objects.filter(id=scope.actor.account).update(display_name=f"经办{name}")
        return {name: Account.objects.get(id=scope.actor.account) for name, scope in scopes.items()}

    return as_system(made)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_a_red_duty_gets_a_letter_and_is_closed(open_as, cast, tmp_path):
    giver = open_as(cast["giver"], "/duties/?light=red")
    giver.get_by_role("link", name="2018年新增居家社区养老服务设施150个").click()
    expect(giver.locator(".duty-reason")).to_contain_text("过了期限还没有销号")
    giver.get_by_role("link", name="拟督办函").click()
    expect(giver.locator("#body")).to_have_value(
        "下列任务由你单位承办。按台账规则，目前情况为：过了期限还没有销号；有节点到期没有完成。\n"
        "请查找原因，明确措施和完成时间，抓紧落实。"
    )
    press(giver, "送签发")
    expect(giver.get_by_text("请本机关另一人签发").first).to_be_visible()

    letter, run = as_system(lambda: (Letter.objects.get().id, Run.objects.get().id))
    signer = open_as(cast["signer"], f"/duties/letters/{letter}/")
    press(signer, "签发")
    expect(signer.get_by_role("link", name="PDF")).to_be_visible()
    number = as_system(lambda: Letter.objects.get().name)

    unit = open_as(cast["unit"], "/duties/mine/", phone=True)
    unit.get_by_role("link", name=number).click()
    unit.get_by_label("办理情况").fill("已倒排工期，本月完成。")
    press(unit, "回复")
    expect(unit.get_by_text("已回复").first).to_be_visible()
    finish(unit, run, tmp_path)

    signer.goto(f"/duties/runs/{run}/")
    press(signer, "核查通过")
    expect(signer.get_by_text("待销号").first).to_be_visible()
    closer = open_as(cast["closer"], f"/duties/letters/{letter}/")
    press(closer, "办结")
    expect(closer.get_by_text("已办结").first).to_be_visible()
    closer.goto(f"/duties/runs/{run}/")
    press(closer, "销号")
    expect(closer.locator(".duty-reason")).to_contain_text("已经销号")
    assert as_system(lambda: (Run.objects.get().state, Letter.objects.get().state)) == ("closed", "closed")
    assert closer.viewport_size == DESK


def finish(unit, run, tmp_path):
    """The report of the quarter with its evidence, then the word that all is done."""
    paper = tmp_path / "验收单.pdf"
    paper.write_bytes(people.PDF)
    unit.goto(f"/duties/runs/{run}/")
    unit.get_by_label("做了什么").fill("一百五十个设施全部验收。")
    unit.get_by_label("完成百分比").fill("100")
    unit.get_by_label("佐证文件").first.set_input_files(str(paper))
    press(unit, "保存季度报告")
    expect(unit.get_by_text("季度报告已保存").first).to_be_visible()
    press(unit, "反馈完成")
    expect(unit.get_by_text("待核查").first).to_be_visible()
    assert unit.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
