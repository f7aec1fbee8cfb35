"""Pages of designations: who opens which, the main ways by HTTP, the public register and the layout."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from chongyang.core.clock import now
from chongyang.designations import handlers, operations
from chongyang.designations.models import (
    Application,
    Evaluation,
    Evidence,
    Notice,
    Objection,
    Review,
    TitleHeld,
)
from chongyang.designations.rules.titles import load_titles
from chongyang.territory.models import Account
from tests.designations import titled
from tests.designations.test_library_holders import listed
from tests.funding import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
do = people.do


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def browser(scope) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=scope.actor.account))
    return client


def text_of(answer, status=200) -> str:
    assert answer.status_code == status, answer.status_code
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def at(name, *keys):
    return reverse(f"designations{name}", args=keys)


def test_who_opens_which_page(db):
    """Owner, colleague in scope, outsider, who only applies, and a visitor."""
    own = people.organisation()
    clerk, fellow = people.clerk(own), people.clerk(own)
    place = people.place(organisation=own.id)
    row = titled.submitted(clerk, "smart_institution", kind="institution", provider=place.id)
    evidence = Evidence.objects.get()
    desk = {"_case": row.id, "_evidence": evidence.id}
    mine = {"_application": row.id, "_own_evidence": evidence.id}
    for name, key in desk.items():
        assert browser(people.county()).get(at(name, key)).status_code == 200, name
        assert browser(people.outsider()).get(at(name, key)).status_code == 404, name
        assert browser(clerk).get(at(name, key)).status_code == 403, name
        assert Client().get(at(name, key)).status_code == 302, name
    for name, key in mine.items():
        assert browser(clerk).get(at(name, key)).status_code == 200, name
        assert browser(fellow).get(at(name, key)).status_code == 200, name
        assert browser(people.clerk()).get(at(name, key)).status_code == 404, name
    assert "测试养老院" in text_of(browser(people.county()).get(at("")))
    assert "测试养老院" not in text_of(browser(people.outsider()).get(at("") + "?show=open"))


@pytest.mark.parametrize("name", ["_register", "_titles", "_notices", "_layout"])
def test_everybody_reads_the_register_the_titles_the_notices_and_the_layout(db, name):
    visitor = Client()
    assert text_of(visitor.get(at(name)))
    visitor.cookies["django_language"] = "en"
    english = visitor.get(at(name))
    assert english.status_code == 200
    assert 'lang="en"' in english.content.decode()


def test_each_title_has_a_page(db):
    for title in load_titles():
        assert title.label in text_of(Client().get(at("_title", title.key)))
    assert Client().get(at("_title", "nothing")).status_code == 404


def test_a_clerk_applies_in_the_browser(db):
    clerk = people.street()
    page = browser(clerk)
    assert "智慧化养老街道" in text_of(page.get(at("_mine")))
    address = at("_begin", "smart_street")
    assert "经八路街道" in text_of(page.get(address))
    refused = page.post(address, {"holder": "street:410102001000"})
    assert refused.status_code == 422
    assert "辖区" in refused.content.decode()
    answer = page.post(address, {"holder": f"street:{titled.STREET}"})
    row = Application.objects.get()
    assert answer.url == at("_application", row.id)
    assert page.get(answer.url).status_code == 200
    form = {"version": "1", "statement": "平台已运行一年", "do": "submit"}
    form |= {f"self-{key}": points for key, points in titled.full("smart_street").items()}
    lacking = page.post(answer.url, form)
    assert lacking.status_code == 422
    assert "还缺材料" in lacking.content.decode()
    assert "平台已运行一年" in lacking.content.decode()
    page.post(at("_attach", row.id), {"kind": "申报书", "file": SimpleUploadedFile("申报书.pdf", people.PDF)})
    row.refresh_from_db()
    done = page.post(answer.url, form | {"version": str(row.version)})
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.state == "acceptance"
    assert "县级受理" in text_of(page.get(answer.url))


def test_the_whole_way_in_browsers(db):
    clerk = people.street()
    row = titled.submitted(clerk)
    case = at("_case", row.id)
    browser(people.county()).post(case, {"do": "pass"})
    points = {f"points-{key}": told for key, told in titled.full("smart_street", 90).items()}
    assessor = browser(people.assessor())
    assert "登记评分" in text_of(assessor.get(case))
    assessor.post(case, {"do": "score", "visited_on": str(timezone.localdate(now())), **points})
    signer = browser(people.county())
    assert "共同签字" in text_of(signer.get(case))
    signer.post(case, {"do": "sign", "evaluation": str(Evaluation.objects.get().id)})
    browser(people.city()).post(case, {"do": "propose"})
    notice = Notice.objects.get()
    public = at("_notice", notice.id)
    assert "90.0" in text_of(Client().get(public))
    assert Client().post(public, {"text": "不对"}).status_code == 302
    assert not Objection.objects.exists()
    neighbour = browser(people.outsider())
    assert neighbour.post(public, {"text": ""}).status_code == 422
    assert neighbour.post(public, {"text": "夜里没人接"}).status_code == 302
    other = browser(titled.other_office())
    assert "夜里没人接" in text_of(other.get(case))
    answered = {"do": "answer", "objection": str(Objection.objects.get().id), "reply": "已核实，有人值守"}
    other.post(case, answered)
    operations.close_due_notices(now=now() + timedelta(days=40))
    last = browser(titled.leading_office())
    assert "认定并授牌" in text_of(last.get(case))
    last.post(case, {"do": "give"})
    held = TitleHeld.objects.get()
    assert held.plaque in text_of(browser(clerk).get(at("_application", row.id)))
    assert "经八路街道" in text_of(Client().get(at("_register")))
    assert "有效" in text_of(Client().get(at("_plaque", held.plaque)))
    assert Client().get(at("_held", held.id)).url == at("_plaque", held.plaque)
    paper = Client().get(at("_certificate", held.plaque))
    assert paper.content.startswith(b"%PDF")
    assert Client().get(at("_plaque", "ZHJD-1999-001")).status_code == 404


def test_a_refused_step_is_a_sentence_on_the_page(db):
    row = titled.accepted(titled.submitted())
    assessor = browser(people.assessor())
    told = {"do": "score", "visited_on": "x", "note": "西侧门锁着", "points-platform": "7"}
    answer = assessor.post(at("_case", row.id), told)
    assert "请填写日期" in text_of(answer, 422)
    assert "西侧门锁着" in text_of(answer, 422)
    assert "不能再办第二个环节" in text_of(_twice(row))


def _twice(row):
    county = people.county()
    other = titled.submitted(people.street("410105002"), kind="street", area=410105002000)
    titled.accepted(other, county)
    return browser(county).get(at("_case", other.id))


def test_the_quota_is_told_and_wants_a_reason(db):
    titled.given()
    row = titled.at_decision(titled.submitted(people.street("410105002"), kind="street", area=410105002000))
    office = browser(titled.leading_office())
    page = office.get(at("_case", row.id))
    assert "名额已满" in text_of(page)
    refused = office.post(at("_case", row.id), {"do": "give", "plaque": "ZHJD-2018-077", "reason": "同意"})
    assert "超出须写明理由" in text_of(refused, 422)
    assert 'value="ZHJD-2018-077"' in refused.content.decode()
    assert "同意</textarea>" in refused.content.decode()
    office.post(at("_case", row.id), {"do": "give", "over_quota": "会议纪要1号"})
    assert "会议纪要1号" in text_of(Client().get(at("_plaque", TitleHeld.objects.latest("given_at").plaque)))


def test_a_review_in_browsers_until_the_title_is_withdrawn(db):
    clerk = people.street()
    held = titled.given(titled.submitted(clerk))
    city = browser(people.city())
    assert text_of(city.get(at("_reviews")))
    told = city.post(at("_reviews"), {"held": str(held.id)})
    assert "还没有到" in text_of(told, 422)
    city.post(at("_reviews"), {"held": str(held.id), "why": "群众反映"})
    row = Review.objects.get()
    address = at("_review", row.id)
    points = {f"points-{key}": told for key, told in titled.full("smart_street", 20).items()}
    looked = {"do": "report", "visited_on": str(timezone.localdate(now())), "advice": "withdraw", **points}
    assessor = browser(people.assessor())
    refused = assessor.post(address, {**looked, "visited_on": "", "note": "平台打不开", "advice": "mend"})
    assert "平台打不开</textarea>" in refused.content.decode()
    assert '<option value="mend" selected>' in refused.content.decode()
    assert all(f'value="{told}"' in refused.content.decode() for told in points.values())
    assert refused.status_code == 422
    assessor.post(address, looked)
    decider = browser(people.city())
    assert "保留称号" in text_of(decider.get(address))
    asked = decider.post(address, {"do": "mend", "text": "先修平台", "until": ""})
    assert "先修平台" in text_of(asked, 422)
    decider.post(address, {"do": "propose", "text": "平台停用半年"})
    own = at("_own_review", row.id)
    assert "平台停用半年" in text_of(browser(clerk).get(own))
    assert browser(people.street()).get(own).status_code == 404
    assert browser(clerk).post(own, {"do": "speak", "text": ""}).status_code == 422
    browser(clerk).post(own, {"do": "speak", "text": "正在更换平台"})
    browser(people.city()).post(address, {"do": "hear", "text": "已听取"})
    office = browser(titled.leading_office())
    assert "正在更换平台" in text_of(office.get(address))
    office.post(address, {"do": "withdraw", "text": "平台停用半年"})
    held.refresh_from_db()
    assert held.state == "withdrawn"
    page = text_of(Client().get(at("_plaque", held.plaque)))
    assert "已撤销" in page
    assert "平台停用半年" not in page
    assert held.plaque not in text_of(Client().get(at("_register")))
    assert held.plaque in text_of(Client().get(at("_register") + "?show=all"))
    assert text_of(city.get(at("_reviews") + "?show=done"))


def test_a_review_lies_out_of_reach_of_others(db):
    held = titled.given()
    review = titled.reviewed(held)
    assert browser(people.outsider()).get(at("_review", review.id)).status_code == 404
    assert browser(people.street()).get(at("_review", review.id)).status_code == 403
    assert Client().get(at("_review", review.id)).status_code == 302


def test_the_holder_finds_the_draft_of_its_award(db):
    clerk = people.street()
    held = titled.given(titled.submitted(clerk))
    from chongyang.core.models import Event

    handlers.follow_given(Event.objects.get(kind="designations.title.given"))
    assert "奖补草稿已备好" in text_of(browser(clerk).get(at("_plaque", held.plaque)))
    assert "奖补草稿已备好" not in text_of(Client().get(at("_plaque", held.plaque)))


def test_the_register_is_filtered_and_turned(db):
    held = titled.given()
    register = at("_register")
    for asked, shows in (
        ("?title=smart_street", True),
        ("?title=fine_route", False),
        ("?unit=jinshui", True),
        ("?unit=dengfeng", False),
        ("?q=经八路", True),
        (f"?q={held.plaque}", True),
        ("?after=rubbish_x&unit=x&title=y", True),
        (f"?after={held.valid_from}_{held.id}", False),
    ):
        assert (held.plaque in text_of(Client().get(register + asked))) is shows, asked


def test_the_layout_shows_its_members_and_what_stands_there(db):
    held = titled.given()
    page = text_of(Client().get(at("_layout")))
    for word in (
        "一核",
        "荥阳健康产业园区",
        "嵩山禅武医旅游区",
        "登封城区",
        "方案没有列出名单",
        "智慧化养老街道或社区",
    ):
        assert word in page, word
    assert held
    assert "重点项目" not in page
    assert "重点项目" in text_of(browser(people.city()).get(at("_layout")))


def test_rubbish_in_forms_is_no_fault(db):
    clerk, row = people.street(), titled.submitted()
    page, desk = browser(clerk), browser(people.county())
    for holder in ("", "x", "institution:x", "street:99", "street:９", "route", "enterprise:1:2"):
        assert page.post(at("_begin", "meal_bath_pilot"), {"holder": holder}).status_code == 422
    for action in ("", "score", "sign", "give", "answer", "propose", "nothing"):
        answer = desk.post(at("_case", row.id), {"do": action, "objection": "x", "evaluation": "x"})
        assert answer.status_code in (404, 422), action
    for action in ("report", "mend", "withdraw"):
        assert desk.post(at("_reviews"), {"held": "x", "do": action}).status_code == 404


@pytest.mark.parametrize("sent", ["enterprise:x", "enterprise:", "project:7", "enterprise", "project:x:y"])
def test_the_form_offers_the_library_of_projects_and_refuses_garbage(db, sent):
    entry, county = listed(), people.county()
    page, address = browser(county), at("_begin", "smart_enterprise")
    assert f"enterprise:{entry.id}" in page.get(address).content.decode()
    assert page.post(address, {"holder": sent}).status_code == 422
    answer = page.post(address, {"holder": f"enterprise:{entry.id}"})
    row = Application.objects.get()
    assert answer.url == at("_application", row.id)
    assert (row.enterprise, row.name) == (entry.id, entry.name)


def test_in_english_what_is_counted_has_no_word_between(db):
    """个, 家 and 所 between a number and its thing are Chinese grammar: ten of them are no ten places."""
    visitor = Client()
    page = at("_title", "smart_institution")
    assert "10 个" in text_of(visitor.get(page))
    visitor.cookies["django_language"] = "en"
    said = text_of(visitor.get(page))
    assert "Smart elder-care institutions 10" in said
    assert "10 places" not in said
