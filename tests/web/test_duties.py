"""The ledger's pages: who sees what, the whole way of a duty and of a letter, refusals, both languages."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.running import list_running
from chongyang.duties import operations
from chongyang.duties.models import Addition, Escalation, Letter, LightSet, Matter, Meeting, Progress, Run
from chongyang.duties.rules import days
from chongyang.duties.rules.items import load_items
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from chongyang.territory.rules.capabilities import Can, can
from tests import factories
from tests.duties import people
from tests.duties.people import CIVIL, EACH, FINANCE, JINSHUI, NEW_2018, PDF, UNOWNED
from tests.web.test_seat import signed_in

pytestmark = pytest.mark.usefixtures("db", "password_alone")


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def client_of(scope):
    return signed_in(Account.objects.get(id=scope.actor.account))


def give(item=NEW_2018, *keys, **words):
    return people.give(item, *keys, now=now(), **words)


def page(client, name, *args, status=200, **words):
    answer = client.get(reverse(name, args=args), words)
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def post(client, name, *args, **words):
    return client.post(reverse(name, args=args), words)


def quarter():
    return days.open_quarters(timezone.localdate(now()))[0]


def report_words(**words):
    told = {"period": str(quarter()), "done": "已建成", "percent": "100", "own_light": "green", "follows": ""}
    return {**told, **words}


def pdf():
    return SimpleUploadedFile("验收单.pdf", PDF, "application/pdf")


@pytest.mark.parametrize("role", list(Role))
def test_each_role_enters_what_it_may(role):
    client = signed_in(factories.make_account(role))
    wanted = 200 if can(role, Can.READ_DUTIES) else 403
    for name in (
        "duties",
        "duties_gaps",
        "duties_overdue",
        "duties_letters",
        "duties_meetings",
        "duties_mine",
    ):
        assert client.get(reverse(name)).status_code == wanted


def test_a_visitor_signs_in_first():
    assert Client().get("/duties/").status_code == 302


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_item_has_a_page_in_both_languages(language):
    client = client_of(people.office())
    client.cookies.load({"django_language": language})
    for item in load_items()[::12]:
        shown = page(client, "duties_item", item.key)
        assert (item.english if language == "en" else item.what) in shown.replace("&#x27;", "'")
    page(client, "duties_item", "2018-34:nothing", status=404)


def test_the_ledger_shows_items_under_their_clauses_with_the_light():
    (run,) = give()
    shown = page(client_of(people.office()), "duties")
    assert "大力推进居家社区养老服务设施建设" in shown
    assert reverse("duties_run", args=[run.id]) in shown
    assert "红灯" in shown
    assert "方案未写明" in shown


def test_the_ledger_is_folded_by_clause_until_filters_leave_few():
    """147 items one below the other are a long way on a telephone; each summary tells its lights."""
    give()
    client = client_of(people.office())
    shown = page(client, "duties", lang="x")
    assert shown.count('<details class="duty-clause') > 40
    assert 'duty-ledger" open' not in shown
    assert "项生效" not in shown
    first = shown.split('<details class="duty-clause')[1].split("</summary>")[0]
    assert "项任务" in first
    assert any("红灯" in one.split("</summary>")[0] for one in shown.split('<details class="duty-clause')[1:])
    assert "?lang=x&amp;open=all" in shown
    assert 'duty-all" open' in page(client, "duties", open="all")
    assert 'duty-all" open' in (found := page(client, "duties", light="red", owner=CIVIL))
    assert "2 项生效" in found


def test_filters_find_and_find_nothing():
    give()
    client = client_of(people.office())
    assert "2018年新增居家社区养老服务设施150个" in page(client, "duties", light="red", owner=CIVIL)
    assert "没有符合条件的任务" in page(client, "duties", light="yellow")
    assert "方案分解出的 32 项" in page(client, "duties", document="2014-25")
    page(client, "duties", period="2018Q9", status=404)
    assert page(client, "duties", period="2018Q4", light="blue", owner="x", state="y", document="z")


def test_an_earlier_period_knows_nothing_of_what_came_later():
    give()
    assert "未交办" in page(client_of(people.office()), "duties", period="2018Q4", owner=CIVIL)


def test_owner_colleague_and_outsider():
    give(EACH)
    run = Run.objects.get(organisation_key=JINSHUI)
    (city,) = give()
    owner, neighbour = client_of(people.liaison(JINSHUI)), client_of(people.liaison(people.ERQI))
    assert "季度报告" in page(owner, "duties_run", run.id)
    page(neighbour, "duties_run", run.id, status=404)
    page(neighbour, "duties_run", city.id, status=404)
    colleague = client_of(people.liaison(FINANCE))
    assert "保存季度报告" not in page(colleague, "duties_run", run.id)
    assert post(colleague, "duties_report", run.id, **report_words()).status_code == 403
    assert post(neighbour, "duties_report", run.id, **report_words()).status_code == 404
    leader = signed_in(factories.make_account(Role.DEPUTY_LEADER))
    assert "为什么是这个灯" in page(leader, "duties_run", run.id)
    assert Progress.objects.count() == 0


def test_assigning_from_the_page_of_an_item():
    client = client_of(people.office())
    assert "checked" in page(client, "duties_item", NEW_2018)
    post(client, "duties_assign", NEW_2018, organisations=CIVIL)
    assert Run.objects.get().organisation_key == CIVIL
    post(client, "duties_assign", UNOWNED, other=FINANCE)
    assert Run.objects.count() == 1
    answer = client.post(
        reverse("duties_assign", args=[UNOWNED]), {"other": FINANCE, "basis": "会议纪要"}, follow=True
    )
    assert "已交办" in answer.content.decode()
    assert Run.objects.get(item=UNOWNED).basis == "会议纪要"


def test_the_whole_way_of_a_duty_on_its_page():
    (run,) = give()
    owner = client_of(people.liaison())
    assert "反馈完成" in page(owner, "duties_run", run.id)
    refused = owner.post(reverse("duties_answer", args=[run.id]), follow=True)
    assert "附上佐证文件" in refused.content.decode()
    answer = owner.post(reverse("duties_report", args=[run.id]), report_words() | {"files": [pdf()]})
    assert answer.status_code == 302
    post(owner, "duties_answer", run.id)
    checker, closer = client_of(people.office()), client_of(people.government_office())
    assert "核查通过" in page(checker, "duties_run", run.id)
    post(checker, "duties_judge", run.id, "confirm")
    refused = checker.post(reverse("duties_judge", args=[run.id, "close"]), follow=True)
    assert "同一人不得办理同一事项的两个环节" in refused.content.decode()
    post(closer, "duties_judge", run.id, "close")
    again = closer.post(reverse("duties_judge", args=[run.id, "close"]), follow=True)
    assert "已经办理过" in again.content.decode()
    run.refresh_from_db()
    assert run.state == "closed"
    assert "已经销号" in page(closer, "duties_run", run.id)
    assert "保存季度报告" not in page(owner, "duties_run", run.id)


def test_a_refused_report_keeps_what_was_typed():
    (run,) = give()
    owner = client_of(people.liaison())
    answer = post(owner, "duties_report", run.id, **report_words(percent="120", problem="土地"))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "完成百分比是 0 到 100 的整数" in shown
    assert "已建成" in shown
    assert "土地" in shown


def test_a_late_second_report_is_refused_with_its_reason():
    (run,) = give()
    owner = client_of(people.liaison())
    assert post(owner, "duties_report", run.id, **report_words()).status_code == 302
    late = post(owner, "duties_report", run.id, **report_words(percent="40"))
    assert late.status_code == 422
    assert "请刷新后再写" in late.content.decode()
    assert Progress.objects.get().percent == 100


def test_a_file_is_opened_by_whoever_sees_the_duty_alone():
    give(EACH)
    run = Run.objects.get(organisation_key=JINSHUI)
    owner = client_of(people.liaison(JINSHUI))
    owner.post(reverse("duties_report", args=[run.id]), report_words() | {"files": [pdf()]})
    (key,) = Progress.objects.get().files
    answer = owner.get(reverse("duties_file", args=[key]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    page(client_of(people.liaison(people.ERQI)), "duties_file", key, status=404)
    page(owner, "duties_file", run.id, status=404)


def test_a_past_quarter_is_added_to():
    (run,) = give()
    scope = people.liaison()
    client = client_of(scope)
    Run.objects.update(assigned_on=people.day(2018, 8, 1))
    held = people.report(run, scope, people.Q3, people.AUTUMN)
    assert "补充说明" in page(client, "duties_run", run.id, period="2018Q3")
    post(client, "duties_add", held.id, words="另有三个验收", document="批复12号")
    assert Addition.objects.get().document == "批复12号"
    assert "批复12号" in page(client, "duties_run", run.id)


def test_the_office_changes_a_light_with_a_reason():
    (run,) = give()
    client = client_of(people.office())
    post(client, "duties_light", run.id, period="", light="yellow", reason="")
    assert LightSet.objects.count() == 0
    post(client, "duties_light", run.id, period="", light="yellow", reason="已有替代方案")
    shown = page(client, "duties_run", run.id)
    assert "已有替代方案" in shown
    assert "过了期限还没有销号" in shown


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


def test_my_duties_stand_by_their_light_and_closed_ones_folded():
    office = people.office()
    (kept,) = people.give(NEW_2018, CIVIL, scope=office, now=now())
    (done,) = people.give("2018-34:purchase.everywhere", CIVIL, scope=office, basis="甲", now=now())
    Run.objects.filter(id=done.id).update(state="closed", closed_at=now())
    shown = page(client_of(people.liaison()), "duties_mine")
    running, _, closed = shown.partition('<details class="duty-closed"')
    assert str(kept.id) in running
    assert str(done.id) in closed
    assert str(done.id) not in running


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


def test_the_page_of_a_clause_links_to_its_items():
    entry = next(one for one in list_running("2018-34/3.5.1") if one.url_name == "duties")
    assert entry.figure(now()) == "分解为 2 项"
    client = client_of(people.office())
    shown = client.get(reverse("plan_clause", args=["2018-34", "3.5.1"])).content.decode()
    assert "分解为 2 项" in shown
    assert reverse("duties") in shown


def test_the_ledger_asks_few_statements_however_many_duties(django_assert_max_num_queries):
    give(EACH)
    give()
    client = client_of(people.office())
    page(client, "duties")
    with django_assert_max_num_queries(40):
        page(client, "duties")
