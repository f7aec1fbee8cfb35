"""The desk of subsidies and awards: who opens which page, and its main ways by HTTP."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.funding import operations
from chongyang.funding.models import Application, Evidence, Notice, Objection
from chongyang.territory.models import Account
from tests.funding import people
from tests.funding.test_whole_way import after_notice, to_notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
do = people.do


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def browser(scope) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=scope.actor.account))
    return client


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def at(name, *keys):
    return reverse(name, args=keys)


def test_who_opens_which_page(db):
    """Owner, colleague in scope, outsider, and who only applies."""
    org = people.organisation()
    clerk, fellow = people.clerk(org), people.clerk(org)
    row = people.submitted(clerk)
    evidence = Evidence.objects.filter(application=row).first()
    desk = {"funding_case": row.id, "funding_evidence": evidence.id}
    own = {"funding_application": row.id, "funding_own_evidence": evidence.id}
    reviewer, outsider = browser(people.county()), browser(people.outsider())
    for name, key in desk.items():
        assert reviewer.get(at(name, key)).status_code == 200, name
        assert outsider.get(at(name, key)).status_code == 404, name
        assert browser(clerk).get(at(name, key)).status_code == 403, name
        assert Client().get(at(name, key)).status_code == 302, name
    for name, key in own.items():
        assert browser(clerk).get(at(name, key)).status_code == 200, name
        assert browser(fellow).get(at(name, key)).status_code == 200, name
        assert browser(people.clerk()).get(at(name, key)).status_code == 404, name
        assert reviewer.get(at(name, key)).status_code == 403, name
    assert reviewer.get(at("funding_letter", row.id)).status_code == 404
    assert "测试养老院" in text_of(reviewer.get(at("funding")))
    assert "测试养老院" not in text_of(outsider.get(at("funding") + "?show=open"))


def test_a_clerk_applies_in_the_browser(db):
    clerk, home = people.clerk(), people.place()
    page = browser(clerk)
    assert "养老机构新建" in text_of(page.get(at("funding_mine")))
    answer = page.post(at("funding_begin"), {"programme": "bed_construction"})
    row = Application.objects.get()
    assert answer.url == at("funding_application", row.id)
    form = {"day": "2019-06-01", "do": "save", "place": str(home.id), "version": "1"}
    page.post(answer.url, form)
    assert "计入" not in text_of(page.get(answer.url))
    form |= {
        "version": "2",
        "input-is_public": "no",
        "input-new_beds_filed": "10",
        "input-converted_beds_filed": "2",
        "objects": "A101-A112",
        "bank": "测试银行",
        "account": "6200000000000001234",
        "do": "submit",
    }
    refused = page.post(answer.url, form)
    assert refused.status_code == 422
    assert "A101-A112" in refused.content.decode()
    assert "还缺证明材料" in refused.content.decode()
    for kind in people.get_programme("bed_construction").evidence:
        file = SimpleUploadedFile("证明.pdf", people.PDF)
        page.post(at("funding_attach", row.id), {"kind": kind, "file": file})
    assert Evidence.objects.count() == 5
    row.refresh_from_db()
    done = page.post(answer.url, form | {"version": str(row.version)})
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.state == "acceptance"
    assert "正在办理" in text_of(page.get(answer.url))


def test_a_file_that_is_too_big_is_put_down(db, settings):
    settings.FILE_BYTES = 1024 * 1024
    clerk = people.clerk()
    row = people.draft(clerk)
    page = browser(clerk)
    file = SimpleUploadedFile("大.pdf", b"%PDF-1.7" + bytes(2 * 1024 * 1024))
    assert page.post(at("funding_attach", row.id), {"kind": "登记证书", "file": file}).status_code == 413
    assert not Evidence.objects.exists()
    wrong = SimpleUploadedFile("程序.pdf", b"MZ program")
    page.post(at("funding_attach", row.id), {"kind": "登记证书", "file": wrong})
    assert "只收 PDF" in text_of(page.get(at("funding_application", row.id)))


def test_a_given_file_runs_nothing(db):
    clerk = people.clerk()
    row = people.with_evidence(people.draft(clerk), clerk, ["登记证书"])
    evidence = Evidence.objects.get(application=row)
    answer = browser(clerk).get(at("funding_own_evidence", evidence.id))
    assert answer.content == people.PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_the_whole_way_in_browsers_and_the_letter(db):
    people.budgets("bed_construction")
    clerk = people.clerk()
    row = people.submitted(clerk)
    one = browser(people.county())
    assert "符合" in text_of(one.get(at("funding_case", row.id)))
    one.post(at("funding_case", row.id), {"do": "pass"})
    two = browser(people.county())
    found = {f"input-{name}": str(value) for name, value in people.BEDS.items()} | {"input-is_public": "no"}
    two.post(
        at("funding_case", row.id),
        {"do": "record", "visited_on": str(people.timezone.localdate(now())), **found},
    )
    three = browser(people.county_finance())
    page = three.get(at("funding_case", row.id))
    check = html.fromstring(page.content.decode()).xpath("//input[@name='check']/@value")[0]
    three.post(at("funding_case", row.id), {"do": "sign", "check": check})
    browser(people.city()).post(at("funding_case", row.id), {"do": "propose"})
    notice = Notice.objects.get()
    assert "102,000" in text_of(Client().get(at("funding_notices")))
    assert Client().post(at("funding_notice", notice.id), {"text": "不对"}).status_code == 302
    assert not Objection.objects.exists()
    with enter(system_scope("t")):
        operations.close_due_notices(now=now() + timedelta(days=40))
    browser(people.city()).post(at("funding_case", row.id), {"do": "propose"})
    last = browser(people.city_finance())
    assert "同意并安排付款" in text_of(last.get(at("funding_case", row.id)))
    last.post(at("funding_case", row.id), {"do": "approve"})
    row.refresh_from_db()
    assert row.state == "approved"
    letter = last.get(at("funding_letter", row.id))
    assert letter.content.startswith(b"%PDF")
    assert browser(clerk).get(at("funding_own_letter", row.id)).status_code == 200
    assert "已安排付款" in text_of(browser(clerk).get(at("funding_application", row.id)))


def test_a_refusal_is_a_sentence_on_the_page(db):
    reviewer = people.county()
    row = people.submitted(people.clerk())
    page = browser(reviewer)
    page.post(at("funding_case", row.id), {"do": "pass"})
    answer = page.post(at("funding_case", row.id), {"do": "sign", "check": "x"}, follow=True)
    assert "请先登记" in text_of(answer)
    assert "不能再办第二个环节" in text_of(answer)


def test_a_notice_is_objected_to_and_answered(db):
    row = to_notice(people.submitted(people.clerk()))
    notice = Notice.objects.get(application=row)
    neighbour = browser(people.scope(people.Role.FAMILY))
    assert neighbour.post(at("funding_notice", notice.id), {"text": " "}).status_code == 422
    neighbour.post(at("funding_notice", notice.id), {"text": "床位没有建成", "contact": "0371-60000000"})
    held = Objection.objects.get()
    page = browser(people.county())
    assert "床位没有建成" in text_of(page.get(at("funding_case", row.id)))
    page.post(at("funding_case", row.id), {"do": "answer", "objection": str(held.id), "reply": "已核实建成"})
    held.refresh_from_db()
    assert held.upheld is False
    after_notice(row)
    assert "公示已经结束" in text_of(neighbour.get(at("funding_notice", notice.id)))


@pytest.mark.parametrize(
    "rubbish",
    [
        {"do": "record", "visited_on": "不是日期"},
        {"do": "record", "visited_on": "2026-11-22", "input-is_public": "maybe"},
        {"do": "answer", "objection": "x"},
        {"do": "answer", "objection": "00000000-0000-0000-0000-000000000000"},
        {"do": "launch"},
        {"do": "approve", "reason": "x"},
        {"do": "pass", "reason": "长" * 5000},
    ],
)
def test_rubbish_is_answered(db, rubbish):
    row = people.submitted(people.clerk())
    answer = browser(people.county()).post(at("funding_case", row.id), rubbish)
    assert answer.status_code < 500


@pytest.mark.parametrize(
    "rubbish",
    [
        {"do": "save", "day": "9999-99-99"},
        {"do": "save", "version": "9" * 40},
        {"do": "save", "input-star": "9" * 400},
        {"do": "save", "account": "1" * 500},
        {"do": "submit", "place": "x", "objects": "，" * 900},
        {"do": "save", "objects": "A1-A999999"},
    ],
)
def test_rubbish_in_a_form_is_answered(db, rubbish):
    clerk = people.clerk()
    row = people.draft(clerk, "star_award", inputs={})
    answer = browser(clerk).post(at("funding_application", row.id), rubbish)
    assert answer.status_code in (302, 422)
