"""The ledger's pages: who sees what, the whole way of a duty, refusals, both languages."""

import pytest
from django.test import Client
from django.urls import reverse

from chongyang.core.clock import now
from chongyang.core.running import list_running
from chongyang.duties.models import Addition, LightSet, Progress, Run
from chongyang.duties.rules.items import load_items
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can
from tests import factories
from tests.duties import people
from tests.duties.people import CIVIL, EACH, FINANCE, JINSHUI, NEW_2018, UNOWNED
from tests.web.duties_desk import client_of, give, page, pdf, post, report_words
from tests.web.test_seat import signed_in

pytestmark = pytest.mark.usefixtures("db", "password_alone")


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
        shown = shown.replace("&#x27;", "'")
        assert (item.english if language == "en" else item.what) in shown
        for goal in item.milestones:
            assert (goal.english if language == "en" else goal.what) in shown
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
