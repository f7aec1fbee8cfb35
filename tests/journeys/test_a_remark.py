"""A remark on a clause: anybody writes it, one looks at it, one answers, another approves, all read."""

import pytest
from playwright.sync_api import expect

from chongyang.supervision.models import Remark, Vote
from chongyang.supervision.operations import remarks
from chongyang.supervision.rules import tables
from chongyang.supervision.rules.remarking import Limits, limits
from chongyang.territory.models import Account
from tests.emergency.races import as_system
from tests.supervision import people

pytestmark = pytest.mark.browser
CLAUSE = "/plan/2018-34/3.4.1"
TEXT = "登记点周末不上班，王小明陪不了老人。电话 13803711234。"
SHOWN = "登记点周末不上班，＊＊＊陪不了老人。"
ANSWER = "自下月起周六上午开放登记。"


@pytest.fixture
def cast(site, monkeypatch):
    """Who looks, who answers and who approves; a browser writes faster than a hand."""
    told = {name: getattr(limits(), name) for name in Limits.__dataclass_fields__}
    quick = Limits(**{**told, "form_seconds": 0})
    monkeypatch.setattr(remarks, "limits", lambda: quick)

    def made():
        scopes = {
            "office": people.office(),
            "writer": people.department("city.civil-affairs"),
            "second": people.department("city.civil-affairs"),
        }
        return {name: Account.objects.get(id=scope.actor.account) for name, scope in scopes.items()}

    return as_system(made)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def fits(page):
    assert page.locator("html").evaluate("page => page.scrollWidth <= window.innerWidth")


def test_a_remark_is_written_looked_at_answered_approved_and_shown(browse, open_as, cast):
    public = browse(CLAUSE, phone=True)
    public.get_by_role("link", name="对这一条的意见和答复").click()
    public.get_by_label("意见", exact=True).fill(TEXT)
    fits(public)
    press(public, "提交")
    expect(public.get_by_text("正在审看").first).to_be_visible()
    expect(public.locator("main")).not_to_contain_text("登记点周末")
    row = as_system(Remark.objects.get)
    assert row.state == tables.RECEIVED
    assert "138" not in row.text.plain

    office = open_as(cast["office"], "/supervision/remarks/")
    office.get_by_role("link", name="登记点周末不上班").click()
    office.get_by_label("要遮盖的字词（姓名、住址等），一行一个").fill("王小明")
    press(office, "公开并转办")
    expect(office.get_by_text("已公开，并转给单位答复。").first).to_be_visible()
    public.reload()
    expect(public.locator("main")).to_contain_text(SHOWN)
    expect(public.locator("main")).not_to_contain_text("王小明")
    expect(public.locator("main")).to_contain_text("正在办理答复")

    writer = open_as(cast["writer"], "/supervision/remarks/", phone=True)
    writer.get_by_role("link", name="登记点周末不上班").click()
    writer.get_by_label("答复内容（公开，请不要写个人姓名）").fill(ANSWER)
    press(writer, "交给另一人审定")
    expect(writer.get_by_text("答复已写好，请另一位经办人审定。").first).to_be_visible()
    fits(writer)
    public.reload()
    expect(public.locator("main")).not_to_contain_text(ANSWER)

    second = open_as(cast["second"], f"/supervision/remarks/{row.id}/")
    press(second, "审定并公开答复")
    expect(second.get_by_text("答复已公开。").first).to_be_visible()
    public.reload()
    expect(public.locator("main")).to_contain_text(ANSWER)
    press(public, "有用 0")
    expect(public.get_by_text("谢谢，已计入。").first).to_be_visible()
    assert as_system(lambda: Vote.objects.get().votes) == 1
    visitor = browse(CLAUSE)
    visitor.get_by_role("link", name="对这一条的意见和答复").click()
    expect(visitor.locator("main")).to_contain_text(ANSWER)
    fits(visitor)
