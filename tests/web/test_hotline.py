"""The desk of papers: each list, one paper, each step in few clicks; owner, colleague, outsider; files."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client

from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.hotline import operations as hotline
from chongyang.hotline.models import (
    ArticleVersion,
    CareCall,
    CareRule,
    Complaint,
    Extension,
    FollowUp,
    Gap,
    Order,
)
from chongyang.hotline.rules.orders import OrderForm
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from tests.factories import PASSWORD, make_account, make_elder

pytestmark = pytest.mark.usefixtures("password_alone")
LISTS = ("care", "orders", "follow-ups", "complaints", "knowledge")
ORDER = {
    "direction": "in",
    "other_number": "ZZ-1",
    "kind": "help",
    "title": "请求上门查看",
    "content": "邻居多日未见",
}


def client_of(account):
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def seat(db):
    return client_of(make_account(Role.OPERATOR))


@pytest.fixture
def lead(db):
    return client_of(make_account(Role.SHIFT_LEAD))


@pytest.fixture
def clerk(db):
    return client_of(make_account(Role.STREET_CLERK, None, "410105001"))


@pytest.fixture
def outsider(db):
    return client_of(make_account(Role.STREET_CLERK, None, "410102"))


def post(client, path, **words):
    return client.post(f"/hotline/{path}", words, follow=True)


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("path", LISTS)
def test_every_list_opens_empty_and_says_so(seat, path):
    answer = seat.get(f"/hotline/{path}/")
    assert answer.status_code == 200
    assert 'class="empty' in text_of(answer) or path == "knowledge"


@pytest.mark.parametrize("role", [Role.PLANNER, Role.FAMILY, Role.SYSTEM_ADMIN, Role.VOLUNTEER])
def test_other_roles_are_refused(db, role):
    assert client_of(make_account(role)).get("/hotline/orders/").status_code == 403


def test_a_county_reviewer_handles_papers_but_calls_nobody(db):
    client = client_of(make_account(Role.COUNTY_REVIEWER, None, "410105"))
    assert client.get("/hotline/", follow=True).redirect_chain[-1][0] == "/hotline/orders/"
    assert client.get("/hotline/care/").status_code == 403


def test_an_order_from_receipt_to_close(seat):
    post(seat, "orders/new/", **ORDER)
    order = Order.objects.get()
    here = f"orders/{order.id}/"
    assert "邻居多日未见" in text_of(seat.get(f"/hotline/{here}"))
    assert "邻居多日未见" not in text_of(seat.get("/hotline/orders/"))
    post(seat, here + "accept/")
    assert "刚才的操作已经记下" in text_of(post(seat, here + "accept/"))
    post(seat, here + "answer/", answer="已上门，平安")
    post(seat, here + "close/", satisfaction="4")
    order.refresh_from_db()
    assert (order.state, order.satisfaction) == ("closed", "4")


def test_a_faulty_form_keeps_what_was_typed(seat):
    page = text_of(post(seat, "orders/new/", **{**ORDER, "other_number": ""}))
    assert "请填写对方的工单编号" in page
    assert "邻居多日未见" in page


def test_an_extension_waits_for_another_person(lead, seat):
    post(seat, "orders/new/", **ORDER)
    here = f"orders/{Order.objects.get().id}/"
    post(seat, here + "accept/")
    post(seat, here + "ask_extension/", workdays="2", reason="老人外出")
    assert "等待另一个人审核" in text_of(seat.get(f"/hotline/{here}"))
    assert seat.post(f"/hotline/{here}grant/").status_code == 403
    post(lead, here + "grant/")
    assert Extension.objects.get().is_granted


def test_out_of_reach_is_not_there(seat, outsider, clerk):
    elder = make_elder()
    moment = now()
    order = hotline.write_order(
        form=hotline_form(), direction="in", scope=system(), now=moment, person=elder.id
    )
    follow_up = hotline.open_follow_up(
        about="incident", subject=order.id, person=elder.id, area=elder.area, by=SYSTEM, now=moment
    )
    for path in (f"orders/{order.id}/", f"follow-ups/{follow_up.id}/", f"person/{elder.id}/phone/"):
        assert outsider.get(f"/hotline/{path}").status_code in (404, 405)
        assert outsider.post(f"/hotline/{path}").status_code in (404, 405)
    for client in (seat, clerk):
        assert client.get(f"/hotline/orders/{order.id}/").status_code == 200
        assert client.get(f"/hotline/follow-ups/{follow_up.id}/").status_code == 200
    assert outsider.post(f"/hotline/orders/{order.id}/accept/").status_code == 404


def hotline_form():
    words = {name: value for name, value in ORDER.items() if name != "direction"}
    return OrderForm(**words)


def system():
    return system_scope("test")


def test_a_follow_up_in_two_clicks(seat):
    elder = make_elder(name="王桂兰")
    row = hotline.open_follow_up(
        about="incident", subject=elder.id, person=elder.id, area=elder.area, by=SYSTEM, now=now()
    )
    here = f"follow-ups/{row.id}/"
    listed = text_of(seat.get("/hotline/follow-ups/"))
    assert "王*兰" in listed
    assert "王桂兰" not in listed
    post(seat, here + "not_reached/", number="1", result="busy")
    post(seat, here + "not_reached/", number="1", result="busy")
    assert FollowUp.objects.get().tries == 1
    assert "请记录老人现在是否安全" in text_of(post(seat, here + "complete/"))
    post(seat, here + "complete/", is_safe="yes", satisfaction="3")
    assert FollowUp.objects.get().state == "done"


def test_late_ones_are_marked_for_everybody(lead):
    elder = make_elder()
    hotline.open_follow_up(
        about="incident",
        subject=elder.id,
        person=elder.id,
        area=elder.area,
        by=SYSTEM,
        now=now() - timedelta(hours=30),
    )
    page = text_of(lead.get("/hotline/follow-ups/"))
    assert "已逾期" in page
    assert "逾期 1" in page


def test_a_complaint_is_taken_down_and_assigned(lead):
    post(lead, "complaints/new/", came_by="call", against="carer", content="没有来", level="street")
    row = Complaint.objects.get()
    worker = make_account(Role.STREET_CLERK)
    post(lead, f"complaints/{row.id}/assign/", username="nobody")
    post(lead, f"complaints/{row.id}/assign/", username=worker.username)
    row.refresh_from_db()
    assert row.investigator == worker.id


def day(clerk):
    """A street's rule and its list of now, so that the calls are due."""
    post(
        clerk,
        "care/rules/adopt/",
        template="living-alone",
        name="独居老人",
        living_forms=["alone"],
        age_from="70",
        weekdays=[str(n) for n in range(1, 8)],
        window_from="00:00",
        window_to="23:59",
        area="410105001",
    )
    hotline.make_day(now=now())


def test_the_next_call_is_one_click_and_the_outcome_another(clerk, seat):
    first, second = make_elder(), make_elder()
    day(clerk)
    assert CareRule.objects.get().until == 410105001999
    page = text_of(post(seat, "care/take/"))
    row = CareCall.objects.get(state="calling")
    assert {first.id, second.id} >= {row.person}
    assert str(elder_of(row).phone.plain) not in page
    answer = post(seat, f"care/{row.id}/outcome/", number="1", outcome="well", next="1")
    assert answer.redirect_chain[-1][0] != f"/hotline/care/{row.id}/"
    row.refresh_from_db()
    assert row.state == "done"
    assert CareCall.objects.filter(state="calling").count() == 1


def elder_of(row):
    return Elder.objects.get(id=row.person)


def test_a_call_is_open_to_who_took_it_alone(clerk, seat, outsider):
    make_elder()
    day(clerk)
    post(seat, "care/take/")
    row = CareCall.objects.get()
    assert outsider.get(f"/hotline/care/{row.id}/").status_code == 404
    assert clerk.get(f"/hotline/care/{row.id}/").status_code == 302
    assert outsider.post(f"/hotline/care/{row.id}/outcome/").status_code == 404


def test_nobody_left(seat):
    assert "现在没有要打的电话" in text_of(post(seat, "care/take/"))


def test_the_number_is_shown_on_wish_with_an_event(seat):
    elder = make_elder()
    answer = seat.post(f"/hotline/person/{elder.id}/phone/")
    assert elder.phone.plain in text_of(answer)
    assert Event.objects.filter(kind="registry.field.revealed", person=elder.id).exists()


def test_knowledge_is_written_by_one_and_approved_by_another(seat, lead):
    words = {
        "category": "policy",
        "question": "公交卡怎么办",
        "answer": "到服务窗口",
        "sources": "2018-34/3.4.1\n某通知",
    }
    post(seat, "knowledge/write/", **words)
    version = ArticleVersion.objects.get(question="公交卡怎么办")
    assert version.sources[0] == {"clause": "2018-34/3.4.1"}
    assert version.sources[1]["confirmed"] is False
    post(lead, f"knowledge/version/{version.id}/approve/")
    found = seat.post("/hotline/knowledge/", {"text": "gongjiaoka"}, headers={"HX-Request": "true"})
    assert "公交卡怎么办" in text_of(found)
    article = text_of(seat.get(f"/hotline/knowledge/article/{version.article.key}/"))
    assert "/plan/2018-34/3.4.1" in article
    assert "未核实" in article
    post(seat, f"knowledge/article/{version.article.key}/use/")
    post(seat, "knowledge/gap/", text="天书")
    assert Gap.objects.get().words == "天书"


def test_the_side_panel_is_a_fragment(seat):
    page = text_of(seat.get("/hotline/knowledge/panel/"))
    assert "<html" not in page
    assert 'id="found"' in page


def sheet(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEADS = ["工单编号", "类别", "标题", "内容", "电话", "转办时间"]
GOOD = ["ZZ-1", "求助", "上门查看", "多日未见", "13800001234", "2026-11-20 09:30"]


def upload(client, data, name="orders.csv", trial=""):
    file = io.BytesIO(data)
    file.name = name
    return text_of(
        client.post("/hotline/orders/import/", {"file": file, **({"trial": "on"} if trial else {})})
    )


def test_a_file_with_broken_rows(seat):
    rows = [
        HEADS,
        GOOD,
        GOOD,
        ["", "求助", "x", "y", "", ""],
        ["ZZ-2", "胡说", "x", "y", "", ""],
        ["ZZ-3", "咨询", "x", "y", "123", ""],
        ["ZZ-4", "咨询", "x", "y", "", "昨天"],
    ]
    page = upload(seat, sheet(*rows), "orders.xlsx")
    assert "共 6 行：新增 1，早已登记 0，有误 5" in page
    assert Order.objects.get().caller_phone.plain == "13800001234"
    assert "新增 0，早已登记 1" in upload(seat, sheet(*rows), "orders.xlsx")
    assert Order.objects.count() == 1


def test_a_trial_keeps_nothing_and_gb18030_is_read(seat):
    text = "\n".join(",".join(row) for row in (HEADS, GOOD))
    assert "新增 1" in upload(seat, text.encode("gb18030"), trial="on")
    assert not Order.objects.exists()


@pytest.mark.parametrize("data", [b"\x00\x01", b"PK\x03\x04nonsense", b"a,b\n1,2\n", "\ud7ff".encode()])
def test_files_that_are_none(seat, data):
    assert "有误 1" in upload(seat, data)


def test_the_export_is_for_the_lead_and_no_formula_runs(seat, lead):
    post(seat, "orders/new/", **{**ORDER, "content": "=1+1"})
    assert seat.get("/hotline/orders/export.csv").status_code == 403
    assert "'=1+1" in text_of(lead.get("/hotline/orders/export.csv"))


def test_a_visitor_signs_in_first(db):
    assert PASSWORD
    assert Client().get("/hotline/care/").status_code == 302
