"""The ledger's pages: letters, what is overdue, meetings and gaps."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.duties import operations
from chongyang.duties.models import Escalation, Letter, Matter, Meeting
from tests.duties import people
from tests.duties.people import CIVIL, JINSHUI, NEW_2018
from tests.web.duties_desk import client_of, give, page, pdf, post

pytestmark = pytest.mark.usefixtures("db", "password_alone")


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def test_a_letter_by_two_of_one_office_answered_and_closed():
    (run,) = give()
    writer, signer = client_of(people.office()), client_of(people.office())
    form = page(writer, "duties_draft", run=str(run.id))
    assert "过了期限还没有销号" in form
    told = {
        "run": str(run.id),
        "subject": "关于设施建设的督办函",
        "body": "请抓紧落实。",
        "reply_by": (timezone.localdate(now()) + timedelta(days=10)).isoformat(),
    }
    post(writer, "duties_write", **told)
    letter = Letter.objects.get()
    assert "请本机关另一人签发" in page(writer, "duties_letter", letter.id)
    page(writer, "duties_paper", letter.id, "pdf", status=404)
    refused = writer.post(reverse("duties_act", args=[letter.id, "sign"]), follow=True)
    assert "两个环节" in refused.content.decode()
    post(signer, "duties_act", letter.id, "sign")
    letter.refresh_from_db()
    assert letter.number == 1
    owner = client_of(people.liaison())
    assert letter.name in page(owner, "duties_mine")
    assert post(owner, "duties_reply", letter.id, reply=" ").status_code == 422
    owner.post(reverse("duties_reply", args=[letter.id]), {"reply": "已倒排工期", "files": [pdf()]})
    closer = client_of(people.government_office())
    assert "已倒排工期" in page(closer, "duties_letter", letter.id)
    post(closer, "duties_act", letter.id, "close")
    letter.refresh_from_db()
    assert letter.state == "closed"
    for form, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = owner.get(reverse("duties_paper", args=[letter.id, form]))
        assert answer.content.startswith(start)
    page(owner, "duties_paper", letter.id, "exe", status=404)


def test_a_letter_to_oneself_comes_back_with_its_reason():
    (run,) = give("2018-34:lead.work_plan")
    client = client_of(people.office())
    told = {"run": str(run.id), "subject": "甲", "body": "乙", "reply_by": "2099-01-01"}
    answer = post(client, "duties_write", **told)
    assert answer.status_code == 422
    assert "不能给自己单位发督办函" in answer.content.decode()
    assert 'value="甲"' in answer.content.decode()


def test_a_draft_is_not_there_for_who_gets_it():
    (run,) = give()
    letter = people.draft(run, people.office(), now())
    owner = client_of(people.liaison())
    page(owner, "duties_letter", letter.id, status=404)
    assert letter.subject not in page(owner, "duties_letters")
    assert page(owner, "duties_draft", run=str(run.id), status=404)


def test_what_the_machine_proposes_a_person_issues():
    give()
    operations.remind_duties(now=now() + timedelta(days=60))
    row = Escalation.objects.order_by("id")[0]
    client = client_of(people.office())
    assert "约谈" in page(client, "duties_overdue")
    assert post(client_of(people.liaison()), "duties_escalate", row.id, "issue").status_code == 403
    post(client, "duties_escalate", row.id, "issue")
    row.refresh_from_db()
    assert row.state == "issued"


def test_what_is_overdue_stands_in_three_lists_by_the_page(monkeypatch):
    monkeypatch.setattr("chongyang.web.duties.open_ends.ON_OVERDUE", 2)
    office = people.office()
    for item in (NEW_2018, "2018-34:purchase.everywhere", "2018-34:medical.hospice_pilot"):
        people.give(item, CIVIL, scope=office, basis="甲")
    operations.remind_duties(now=now())
    client = client_of(people.liaison())
    first = page(client, "duties_overdue")
    assert first.count('href="/duties/runs/') == 2
    assert '?show=late"' in first
    assert "?page=2" in first
    second = page(client, "duties_overdue", page="2")
    assert second.count('href="/duties/runs/') == 1
    late = page(client, "duties_overdue", show="late", page="1")
    assert "?show=late&amp;page=2" in late
    assert page(client, "duties_overdue", show="issued").count('href="/duties/runs/') == 0
    assert "还没有发出过" in page(client, "duties_overdue", show="issued")
    rubbish = page(client, "duties_overdue", show="垃圾", page="x" * 30)
    assert rubbish.count('href="/duties/runs/') == 2
    one = Escalation.objects.order_by("id")[0]
    answer = post(client_of(office), "duties_escalate", one.id, "issue", page="2")
    assert answer.url == "/duties/overdue/?show=proposed&page=2"
    assert page(client, "duties_overdue", show="issued").count('href="/duties/runs/') == 1


def test_the_next_page_of_letters_keeps_the_state_that_was_chosen(monkeypatch):
    monkeypatch.setattr("chongyang.web.duties.doing.paged.__defaults__", (1,))
    (run,) = give()
    office = people.office()
    for _ in range(2):
        people.draft(run, office, now())
    assert "?state=draft&amp;page=2" in page(client_of(office), "duties_letters", state="draft")


def test_a_meeting_from_the_problem_to_its_solution():
    (run,) = give()
    owner, office = client_of(people.liaison()), client_of(people.office())
    post(owner, "duties_bring_up", run=str(run.id), words="土地没有落实")
    matter = Matter.objects.get()
    post(office, "duties_plan", held_on="2026-11-20", title="第一次会议", place="三楼", chaired_by="组长")
    meeting = Meeting.objects.get()
    assert "列入议程" in page(office, "duties_meetings")
    post(office, "duties_matter", matter.id, "take-up", meeting=str(meeting.id))
    assert "议定" in page(office, "duties_meeting", meeting.id)
    told = {"decision": "由国土部门解决", "organisation": JINSHUI, "solve_by": "2099-01-01"}
    post(office, "duties_matter", matter.id, "decide", back=str(meeting.id), **told)
    post(office, "duties_end", meeting.id, attended="七家")
    assert "由国土部门解决" in page(client_of(people.liaison(JINSHUI)), "duties_mine")
    post(office, "duties_matter", matter.id, "solve", outcome="已划拨")
    matter.refresh_from_db()
    assert matter.state == "solved"
    for form, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        assert office.get(reverse("duties_minutes", args=[meeting.id, form])).content.startswith(start)


def test_gaps_say_what_nobody_owns():
    shown = page(client_of(people.office()), "duties_gaps")
    assert "没有写明由谁负责" in shown
    assert "巩义竹林长寿山“八区”建设" in shown
    assert "规划中按人均用地不少于0.1平方米设置养老服务设施" not in shown
    open_day = page(client_of(people.office()), "duties_gaps", show="milestone")
    assert "规划中按人均用地不少于0.1平方米设置养老服务设施" in open_day
    give()
    assert "市民政局" in page(client_of(people.office()), "duties_gaps", show="liaison")
    assert page(client_of(people.office()), "duties_gaps", show="垃圾", page="9" * 9) != shown
