"""The desk of claims: side by side, a field's words, contests, told deaths; owner, colleague, outsider."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from chongyang.claims.models import Contest, StopProposal
from chongyang.claims.operations import settling
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import WITHOUT_PERSONS, Can, can
from tests import factories
from tests.claims.words import tell
from tests.web.test_street import office, signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
OWN, OTHER = "410105001", "410102002"
LISTS = ("claims", "claims_deaths", "claims_contests")


@pytest.fixture
def elder(db):
    made = factories.make_elder(area=410105001000)
    tell(made, name="陈秀芝", nation="回族", area=410102002000)
    tell(made, source="health", phone="13912345678", conditions=["diabetes"], record="h")
    tell(made, source="health", record="old", nation="满族", until=now().date())
    settle(made)
    return made


def settle(elder):
    settling.settle(person=elder.id, scope=system_scope("test"), by=SYSTEM, now=now())


@pytest.fixture
def clerk(db):
    return signed_in(factories.make_account(Role.STREET_CLERK, office(OWN)))


@pytest.fixture
def colleague(db):
    return signed_in(factories.make_account(Role.COMMUNITY_OFFICER, office(OWN)))


@pytest.fixture
def outsider(db):
    return signed_in(factories.make_account(Role.STREET_CLERK, office(OTHER)))


@pytest.fixture
def steward(db):
    return signed_in(factories.make_account(Role.DATA_STEWARD))


def opened(client, elder):
    client.post(reverse("claims_open"), {"person": str(elder.id), "purpose": "correction"})
    return client


def page(client, name, *args):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return text_of(answer)


def died(elder):
    tell(elder, record="dead", life_status="dead", died_on="2026-11-12")
    settle(elder)
    return StopProposal.objects.get()


@pytest.mark.parametrize("role", list(Role))
def test_each_role_enters_what_it_may(db, role):
    client = signed_in(factories.make_account(role))
    may = can(role, Can.OPEN_FILES) and role not in WITHOUT_PERSONS
    for name in LISTS:
        assert client.get(reverse(name)).status_code == (200 if may else 403), name


def test_disagreements_stand_covered_in_the_list_of_their_area(clerk, colleague, outsider, elder):
    for client in (clerk, colleague):
        shown = page(client, "claims")
        assert "陈**" in shown or "陈*" in shown
        assert "陈秀" not in shown
        assert "姓名" in shown
    assert "陈" not in page(outsider, "claims")
    assert "没有说法不一的人" in page(outsider, "claims")


def test_the_file_is_asked_for_a_purpose_and_the_reading_is_an_event(clerk, elder):
    assert "查看的目的" in page(clerk, "claims_elder", elder.id)
    assert not Event.objects.filter(kind="registry.file.read").exists()
    shown = page(opened(clerk, elder), "claims_elder", elder.id)
    for words in ("陈秀芝", "陈秀兰", "公安", "卫生健康", "经办录入", "不一致", "按来源的先后"):
        assert words in shown
    assert "13912345678" not in shown
    read = Event.objects.get(kind="registry.file.read")
    assert (read.purpose, read.payload["fields"]) == ("correction", ["claims"])


def test_an_outsider_finds_no_file_no_field_and_no_matter(outsider, elder, clerk):
    stop = died(elder)
    contested(clerk, elder)
    contest = Contest.objects.get()
    client = opened(outsider, elder)
    for name, args in (
        ("claims_elder", [elder.id]),
        ("claims_field", [elder.id, "name"]),
        ("claims_death", [stop.id]),
        ("claims_contest", [contest.id]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404, name
    for name, args in (("claims_settle", [elder.id]), ("claims_death", [stop.id])):
        assert client.post(reverse(name, args=args), {"action": "confirm"}).status_code == 404, name
    assert Elder.objects.get(id=elder.id).life_status == "alive"


def test_a_field_shows_every_word_and_its_history(clerk, elder):
    shown = page(opened(clerk, elder), "claims_field", elder.id, "nation")
    for words in ("回族", "汉族", "满族", "以前的说法", "自动关联"):
        assert words in shown
    assert opened(clerk, elder).get(reverse("claims_field", args=[elder.id, "nothing"])).status_code == 404


def test_a_covered_word_is_opened_alone_with_an_event(clerk, elder):
    text = opened(clerk, elder).get(reverse("claims_field", args=[elder.id, "phone"])).content.decode()
    assert "13912345678" not in text
    url = re.search(r'hx-post="([^"]*reveal[^"]*)"', text)[1]
    answer = clerk.post(url)
    assert "13912345678" in answer.content.decode()
    assert Event.objects.get(kind="registry.field.revealed").payload["fields"] == ["phone"]


def contested(client, elder, **more):
    text = opened(client, elder).get(reverse("claims_field", args=[elder.id, "name"])).content.decode()
    word = re.search(r'name="word" value="(police[^"]*)"', text)[1]
    said = {"word": word, "reason": "written_wrong", "note": "看过户口本", "proposed": "陈秀兰", **more}
    return client.post(reverse("claims_field", args=[elder.id, "name"]), said)


def test_a_clerk_contests_and_a_steward_corrects(clerk, steward, elder):
    assert contested(clerk, elder).status_code == 302
    shown = page(clerk, "claims_elder", elder.id)
    assert "有异议" in shown
    contest = Contest.objects.get()
    assert "姓名" in page(steward, "claims_contests")
    assert "看过户口本" in page(steward, "claims_contest", contest.id)
    url = reverse("claims_contest", args=[contest.id])
    wrong = steward.post(url, {"action": "correct", "answer": "", "value": ""})
    assert wrong.status_code == 422
    assert "请写明给提出人的答复" in text_of(wrong)
    assert clerk.post(url, {"action": "uphold", "answer": "不"}).status_code == 403
    told = {"action": "correct", "answer": "已核对", "value": "陈秀兰", "source": "police"}
    assert steward.post(url, told).status_code == 302
    assert Elder.objects.get(id=elder.id).name == "陈秀兰"
    shown = page(clerk, "claims_elder", elder.id)
    assert "已核对" in shown
    assert "有异议" not in shown
    assert "已核对" not in page(steward, "claims_contests")


def test_a_contest_without_its_evidence_keeps_what_was_typed(clerk, elder):
    answer = contested(clerk, elder, note="")
    assert answer.status_code == 422
    assert "请写明依据" in text_of(answer)
    assert 'id="note-error"' in answer.content.decode()
    assert 'value="陈秀兰"' in answer.content.decode()
    assert not Contest.objects.exists()


def test_what_lacks_in_a_contest_stands_beside_its_field(clerk, steward, elder):
    none = contested(clerk, elder, word="", reason="", note="")
    assert none.status_code == 422
    for key in ("word", "reason", "note"):
        assert f'id="{key}-error"' in none.content.decode()
    assert "请选择哪个部门说得不对" in text_of(none)
    contested(clerk, elder)
    url = reverse("claims_contest", args=[Contest.objects.get().id])
    refused = steward.post(url, {"action": "correct", "answer": "", "value": ""})
    assert 'id="answer-error"' in refused.content.decode()


def test_a_told_death_waits_for_a_clerk(clerk, elder):
    stop = died(elder)
    assert "有部门报告这位老人已去世" in page(opened(clerk, elder), "claims_elder", elder.id)
    shown = page(clerk, "claims_death", stop.id)
    for words in ("公安户籍信息", "日常关爱电话", "设备和远程监护", "委托", "紧急求助和上门派单"):
        assert words in shown
    url = reverse("claims_death", args=[stop.id])
    assert clerk.post(url, {"action": "reject", "reason": "", "note": ""}).status_code == 422
    assert clerk.post(url, {"action": "nonsense"}).status_code == 422
    assert clerk.post(url, {"action": "confirm", "on": "昨天"}).status_code == 422
    assert Elder.objects.get(id=elder.id).life_status == "alive"
    confirm_in_two(clerk, url)
    assert Elder.objects.get(id=elder.id).life_status == "dead"
    assert "确认有误" in page(clerk, "claims_death", stop.id)
    said = {"action": "put_right", "reason": "wrong_person", "note": "见到本人", "evidence": "family"}
    assert clerk.post(url, said).status_code == 302
    assert Elder.objects.get(id=elder.id).life_status == "alive"


def confirm_in_two(client, url, on=""):
    """The first click shows, the second confirms: what the shown form holds is sent back as it stands."""
    shown = client.post(url, {"action": "confirm", "on": on})
    assert shown.status_code == 200
    day = re.search(r'name="looked" value="([0-9-]+)"', shown.content.decode())[1]
    assert client.post(url, {"action": "confirm", "on": day, "looked": day}).status_code == 302


def test_a_death_is_confirmed_only_after_the_day_and_what_stops_were_shown(clerk, elder):
    url = reverse("claims_death", args=[died(elder).id])
    day = StopProposal.objects.get().died_on
    for told in ({"on": str(day)}, {"on": str(day), "looked": "2020-01-01"}, {"looked": "x"}):
        shown = clerk.post(url, {"action": "confirm", **told})
        assert shown.status_code == 200
        assert "请看清日期和会停止的服务" in text_of(shown)
        assert Elder.objects.get(id=elder.id).life_status == "alive"
    assert "以您填写的为准" in text_of(clerk.post(url, {"action": "confirm", "on": "2026-01-02"}))
    ahead = clerk.post(url, {"action": "confirm", "on": "2999-01-01"})
    assert ahead.status_code == 422
    assert 'id="on-error"' in ahead.content.decode()
    assert 'value="2999-01-01"' in ahead.content.decode()


def test_what_is_refused_about_a_death_stands_beside_its_field_with_what_was_typed(clerk, elder):
    url = reverse("claims_death", args=[died(elder).id])
    answer = clerk.post(url, {"action": "reject", "reason": "", "note": "见到本人"})
    assert answer.status_code == 422
    assert 'id="reject-reason-error"' in answer.content.decode()
    assert "见到本人</textarea>" in answer.content.decode()


def test_a_told_death_is_red_after_a_day(clerk, elder):
    stop = died(elder)
    assert "已超过一天" not in page(clerk, "claims_deaths")
    StopProposal.objects.filter(id=stop.id).update(proposed_at=now() - timedelta(hours=25))
    assert "已超过一天" in page(clerk, "claims_deaths")
    assert "1 条去世线索已超过一天" in page(clerk, "claims")


def test_a_steward_reads_a_told_death_and_does_not_decide(steward, elder):
    stop = died(elder)
    assert "确认去世，停止各项服务" not in page(steward, "claims_death", stop.id)
    url = reverse("claims_death", args=[stop.id])
    assert steward.post(url, {"action": "confirm"}).status_code == 403


def test_empty_desks_say_what_would_stand_there(clerk):
    assert "没有待确认的去世线索" in page(clerk, "claims_deaths")
    assert "没有待答复的异议" in page(clerk, "claims_contests")
    lone = factories.make_elder(area=410105001000)
    assert "现用" in page(opened(clerk, lone), "claims_elder", lone.id)


def test_the_decided_list_says_that_nothing_was_decided_yet(clerk, elder):
    assert "没有待确认的去世线索" in page(clerk, "claims_deaths")
    shown = text_of(clerk.get(reverse("claims_deaths"), {"show": "decided"}))
    assert "还没有办理过的去世线索" in shown
    assert "没有待确认的去世线索" not in shown


def test_a_death_in_the_list_says_which_day_is_which(clerk, elder):
    died(elder)
    shown = page(clerk, "claims_deaths")
    assert "2026年11月12日去世" in shown
    assert re.search("公安报告于 今天", shown)


def test_a_confirmed_death_does_not_say_that_services_go_on(clerk, elder):
    url = reverse("claims_death", args=[died(elder).id])
    assert "确认之前，各项服务照常" in text_of(clerk.get(url))
    clerk.post(url, {"action": "confirm", "on": "2026-11-12", "looked": "2026-11-12"})
    assert "确认之前，各项服务照常" not in text_of(clerk.get(url))
    assert "确认后停止的" in text_of(clerk.get(url))
