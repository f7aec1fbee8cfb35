"""The desk of assessment and remarks: who opens which page, and its main ways by HTTP."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from chongyang.supervision import operations
from chongyang.supervision.models import Appeal, Correction, Judgement, Note, Publication, Remark, Run, Score
from chongyang.supervision.rules import tables
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from tests.duties.people import PDF
from tests.supervision import people
from tests.supervision.test_remarks import accepted, answered, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
do, NOW, LATER = people.do, people.NOW, people.LATER


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    """The pages live in the same January as the rows."""
    at(monkeypatch, NOW + timedelta(hours=1))


def at(monkeypatch, moment):
    for module in ("supervision.doing", "supervision.sheets", "supervision.remarks"):
        monkeypatch.setattr(f"chongyang.web.{module}.clock_now", lambda: moment)


def browser(scope) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=scope.actor.account))
    return client


def text_of(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def sheet(held, subject="jinshui"):
    return reverse("supervision_sheet", args=[held.run.id, subject])


def test_who_opens_which_page(db):
    """Owner, colleague in scope, outsider, a stranger."""
    held = people.announced(people.office())
    run = reverse("supervision_run", args=[held.run.id])
    county, outsider = browser(people.county()), browser(people.county("410102"))
    colleague = browser(people.scope(Role.COUNTY_REVIEWER, "city.civil-affairs", "410105"))
    for page in (county, colleague):
        assert "金水区" in text_of(page.get(run))
        assert "中原区" not in text_of(page.get(run))
        assert page.get(sheet(held)).status_code == 200
        assert page.get(sheet(held, "zhongyuan")).status_code == 404
    assert outsider.get(sheet(held)).status_code == 404
    clerk = browser(people.scope(Role.STREET_CLERK, "city.civil-affairs", "410105001"))
    for path in (run, sheet(held), reverse("supervision"), reverse("supervision_scheme", args=[2018])):
        assert clerk.get(path).status_code == 403, path
        assert Client().get(path).status_code == 302, path
        assert browser(people.leader()).get(path).status_code == 200, path
    assert county.post(reverse("supervision_begin")).status_code == 403
    assert county.get(reverse("supervision_remarks")).status_code == 403


def test_the_scheme_shows_weights_clauses_and_that_nobody_confirmed_them(db):
    page = text_of(browser(people.office()).get(reverse("supervision_scheme", args=[2018])))
    for words in ("2018-34/2.3.p7", "权重未经确认", "养老床位", "牵头目标完成", "5 个工作日"):
        assert words in page
    assert browser(people.office()).get(reverse("supervision_scheme", args=[1999])).status_code == 404


def test_the_whole_way_in_browsers(db, monkeypatch):
    people.put_value("beds.per_thousand", "jinshui", "30")
    maker, judges = browser(people.office()), [people.officer(), people.officer()]
    answer = maker.post(reverse("supervision_begin"), {"year": "2018", "listing": "counties"})
    held = people.fresh(Run.objects.get().id)
    assert answer.url == reverse("supervision_run", args=[held.run.id])
    page = text_of(maker.get(sheet(held)))
    assert "11.25 / 15" in page
    assert "75.0%" in page
    form = {"points-leadership": "80", "reason-leadership": "听取汇报。", "evidence-leadership": "1号"}
    browser(judges[0]).post(reverse("supervision_judge", args=[held.run.id, "jinshui"]), form)
    assert Judgement.objects.get().points == 80
    for judge in judges:
        do(operations.judge, judge, run=held.run.id, marks=people.marks_for(held))
    maker.post(reverse("supervision_step", args=[held.run.id, "announce"]))
    county = browser(people.county())
    said = {"item": "beds", "text": "漏计两处。", "evidence": "函1号"}
    county.post(reverse("supervision_appeal", args=[held.run.id, "jinshui"]), said)
    row = Appeal.objects.get()
    decider = browser(people.officer())
    assert "漏计两处" in text_of(decider.get(sheet(held)))
    decide = reverse("supervision_decide", args=[held.run.id, "jinshui", row.id])
    decider.post(decide, {"upheld": "yes", "points": "14", "reply": "补计。"})
    assert "14 / 15" in text_of(county.get(sheet(held)))
    at(monkeypatch, LATER)
    maker.post(reverse("supervision_step", args=[held.run.id, "settle"]))
    browser(people.office()).post(reverse("supervision_step", args=[held.run.id, "confirm"]))
    assert Run.objects.get().state == tables.LOCKED
    maker.post(reverse("supervision_step", args=[held.run.id, "propose"]))
    held_back = Publication.objects.get()
    assert "2018-C1" in text_of(maker.get(reverse("supervision_publications")))
    browser(people.office()).post(reverse("supervision_publish", args=[held_back.id, "approve"]))
    assert "2018-C1" in text_of(Client().get(reverse("results")))


def test_files_come_with_marks_and_appeals_and_open_for_the_right_readers(db, settings, tmp_path):
    settings.FILES = tmp_path / "files"
    held, judge = people.begin(people.office()), browser(people.officer())
    upload = SimpleUploadedFile("现场.pdf", PDF, "application/pdf")
    words = {"points-leadership": "80", "reason-leadership": "好。", "evidence-leadership": "1号"}
    path = reverse("supervision_judge", args=[held.run.id, "jinshui"])
    judge.post(path, {**words, "files-leadership": upload})
    assert "现场.pdf" in text_of(judge.get(sheet(held)))
    (mark,) = Judgement.objects.get().files
    for judges in (people.officer(), people.officer()):
        do(operations.judge, judges, run=held.run.id, marks=people.marks_for(held))
    do(operations.announce, people.office(), run=held.run.id)
    county, outsider = browser(people.county()), browser(people.county("410102"))
    said = {"item": "beds", "text": "漏计两处。", "evidence": "函1号"}
    path = reverse("supervision_appeal", args=[held.run.id, "jinshui"])
    refused = county.post(path, {**said, "files": SimpleUploadedFile("a.pdf", b"MZ")})
    assert "只收 PDF" in text_of(refused, 422)
    assert "漏计两处。" in refused.content.decode()
    assert 'value="函1号"' in refused.content.decode()
    county.post(path, {**said, "files": SimpleUploadedFile("台账.pdf", PDF)})
    more = reverse("supervision_attach", args=[held.run.id, "jinshui", Appeal.objects.get().id])
    county.post(more, {"files": SimpleUploadedFile("补充.pdf", PDF)})
    assert "请先选择文件" in text_of(county.post(more, follow=True))
    assert outsider.post(more, {"files": SimpleUploadedFile("补充.pdf", PDF)}).status_code == 404
    first, _ = Appeal.objects.get().files
    shown = text_of(county.get(sheet(held)))
    assert "台账.pdf" in shown
    assert "补充.pdf" in shown
    assert "现场.pdf" not in shown
    file = {key: reverse("supervision_evidence", args=[held.run.id, "jinshui", key]) for key in (mark, first)}
    assert county.get(file[first]).content == judge.get(file[first]).content == PDF
    assert judge.get(file[mark]).content == PDF
    assert [county.get(file[mark]).status_code, outsider.get(file[first]).status_code] == [404, 404]
    assert Client().get(file[first]).status_code == 302


def test_a_refusal_is_told_in_words_on_the_page(db):
    maker = people.office()
    held = people.begin(maker)
    page = browser(maker)
    answer = page.post(reverse("supervision_step", args=[held.run.id, "announce"]), follow=True)
    assert "不足 2 人评分" in text_of(answer)
    bad = {"points-leadership": "abc", "reason-leadership": "好", "evidence-leadership": "1号"}
    judge = reverse("supervision_judge", args=[held.run.id, "jinshui"])
    again = browser(people.officer()).post(judge, bad)
    assert "0 到 100" in text_of(again, 422)
    assert 'value="abc"' in again.content.decode()
    assert page.post(reverse("supervision_step", args=[held.run.id, "nothing"])).status_code == 404
    again = page.post(reverse("supervision_begin"), {"year": "２０１８", "listing": "x"}, follow=True)
    assert "没有这一年" in text_of(again)


def test_a_correction_takes_two_browsers_and_the_export_has_it(db, monkeypatch):
    held = people.locked(people.office())
    at(monkeypatch, LATER)
    one, two = browser(people.office()), browser(people.office())
    told = {"item": "leadership", "points": "1", "reason": "复核。", "document": "3号"}
    one.post(reverse("supervision_correct", args=[held.run.id, "jinshui"]), told)
    row = Correction.objects.get()
    confirm = reverse("supervision_confirm", args=[held.run.id, "jinshui", row.id])
    assert "另一人" in text_of(one.post(confirm, follow=True))
    two.post(confirm)
    assert Score.objects.get(subject="jinshui", item="leadership").points == 1
    note = {"kind": "account", "clause": "2018-34/4.6", "text": "建议约谈。"}
    two.post(reverse("supervision_note", args=[held.run.id, "jinshui"]), note)
    assert Note.objects.count() == 1
    told = two.get(reverse("supervision_export", args=[held.run.id, "json"])).json()
    assert (told["corrections"][0]["document"], told["notes"][0]["text"]) == ("3号", "建议约谈。")
    book = two.get(reverse("supervision_export", args=[held.run.id, "xlsx"]))
    assert book.content.startswith(b"PK")
    assert two.get(reverse("supervision_export", args=[held.run.id, "exe"])).status_code == 404
    assert (
        browser(people.county()).get(reverse("supervision_export", args=[held.run.id, "json"])).status_code
        == 403
    )


def test_a_remark_is_moderated_answered_and_approved_in_browsers(db):
    row = write("向阳站的王小明态度不好，希望改进服务。").remark
    office, liaison = browser(people.office()), browser(people.department("city.civil-affairs"))
    step = {
        name: reverse("supervision_remark_step", args=[row.id, name])
        for name in ("accept", "answer", "approve")
    }
    assert "王小明" in text_of(office.get(reverse("supervision_remarks")))
    assert "王小明" not in text_of(liaison.get(reverse("supervision_remarks")))
    assert liaison.get(reverse("supervision_remark", args=[row.id])).status_code == 404
    office.post(step["accept"], {"cover": "王小明", "unit": "city.civil-affairs"})
    shown = text_of(liaison.get(reverse("supervision_remark", args=[row.id])))
    assert "＊＊＊" in shown
    assert "王小明" not in shown
    liaison.post(step["answer"], {"text": "已对工作人员进行教育。"})
    browser(people.department("city.civil-affairs")).post(step["approve"])
    assert Remark.objects.get().state == tables.SHOWN
    for name in ("refuse", "hide", "route", "send_back"):
        path = reverse("supervision_remark_step", args=[row.id, name])
        assert office.post(path, {"refusal": "personal"}).status_code == 302
    assert office.post(reverse("supervision_remark_step", args=[row.id, "eat"])).status_code == 404


def test_late_and_next_pages_of_remarks(db, monkeypatch):
    row = accepted()
    at(monkeypatch, row.due_at + timedelta(days=1))
    monkeypatch.setattr("chongyang.web.supervision.remarks.PAGE", 1)
    answered(people.department("city.civil-affairs"))
    other = write().remark
    write()
    page = browser(people.office())
    first = html.fromstring(page.get(reverse("supervision_remarks") + "?show=received").content.decode())
    (following,) = first.xpath("//a[contains(@href, 'after=')]/@href")
    second = page.get(reverse("supervision_remarks") + following)
    assert reverse("supervision_remark", args=[other.id]) not in second.content.decode()
    assert "逾期" in text_of(page.get(reverse("supervision_remarks") + "?show=late"))
    assert page.get(reverse("supervision_remarks") + "?show=late&after=rubbish").status_code == 200


def test_a_script_in_a_remark_is_text(db):
    row = write("<script>alert(1)</script> 请改进登记服务。").remark
    do(operations.accept_remark, people.office(), NOW + timedelta(minutes=2), key=row.id)
    for page in (
        browser(people.office()).get(reverse("supervision_remark", args=[row.id])),
        Client().get(reverse("results_remark", args=[row.number])),
        Client().get(reverse("results_remarks")),
    ):
        assert b"<script>alert" not in page.content
        assert b"&lt;script&gt;alert" in page.content


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "出台政府购买"), ("en", "Every county issues")])
def test_a_target_without_a_value_is_named_in_the_readers_language(db, language, words):
    client = browser(people.office())
    held = people.announced(people.office())
    client.cookies.load({"django_language": language})
    assert words in text_of(client.get(sheet(held)))
