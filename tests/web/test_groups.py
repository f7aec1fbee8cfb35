"""The desk of groups: clerk, county's reviewer, colleague, outsider; every page and every form."""

from datetime import timedelta

import pytest
from django.urls import reverse

from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.scopes import system_scope
from chongyang.groups.models import Care, Member, Membership, Proposal, Visit
from chongyang.registry.operations.tokens import write_tokens
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from tests import factories
from tests.groups.people import TODAY
from tests.web.test_street import at, clerk, colleague, elder, open_for, outsider, signed_in, text_of

__all__ = ["clerk", "colleague", "elder", "outsider"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
DAY = TODAY.isoformat()


@pytest.fixture
def office(db):
    organisation = Organisation.objects.get(key="county.410105.civil-affairs")
    return signed_in(factories.make_account(Role.COUNTY_REVIEWER, organisation, "410105"))


def opened(client, elder):
    client.post(reverse("groups_open"), {"person": str(elder.id), "purpose": "service"})
    return client


def page(client, elder):
    return text_of(opened(client, elder).get(at("groups_elder", elder)))


def one(model, **words):
    with enter(system_scope("test")):
        return model.objects.get(**words)


def test_proposed_by_the_street_decided_by_the_county(clerk, office, elder):
    opened(clerk, elder)
    told = clerk.post(at("groups_propose", elder), {"kind": "minimum_living"})
    assert told.url.startswith(at("groups_elder", elder))
    assert "待认定" in page(clerk, elder)
    listed = office.get(reverse("groups_proposals"))
    assert "陈*兰" in text_of(listed)
    assert "办理" in text_of(listed)
    assert "办理" not in text_of(clerk.get(reverse("groups_proposals")))
    decide = reverse("groups_decide", args=[one(Proposal).id])
    assert clerk.get(decide).status_code == 403
    wrong = office.post(decide, {"step": "grant", "evidence": "decision", "number": ""})
    assert "编号" in text_of(wrong)
    said = {"step": "grant", "evidence": "decision", "number": "金民救〔2026〕1号", "valid_from": DAY}
    assert office.post(decide, said).status_code == 302
    assert office.get(decide).status_code == 302
    told = page(office, elder)
    for words in ("低保", "金民救〔2026〕1号", "结束认定", "录入认定"):
        assert words in told
    assert "低保" in text_of(clerk.get(at("groups_elder", elder)))


def test_declined_with_a_reason_alone(clerk, office, elder):
    opened(clerk, elder).post(at("groups_propose", elder), {"kind": "destitute"})
    decide = reverse("groups_decide", args=[one(Proposal).id])
    assert "请写明理由" in text_of(office.post(decide, {"step": "decline", "reason": " "}))
    assert "不予认定" in text_of(office.post(decide, {"step": "decline", "reason": "不符合"}, follow=True))
    assert one(Proposal).state == "declined"


def test_what_is_not_decided_there_is_told(clerk, office, elder):
    opened(clerk, elder).post(at("groups_propose", elder), {"kind": "disabled"})
    decide = reverse("groups_decide", args=[one(Proposal).id])
    assert "办理" not in text_of(office.get(reverse("groups_proposals")))
    said = {"step": "grant", "evidence": "certificate", "number": "1", "valid_from": DAY, "level": "2"}
    said["last_day"] = (TODAY + timedelta(days=90)).isoformat()
    assert "有权的部门" in text_of(office.post(decide, said))
    assert "有权的部门" in text_of(office.post(decide, {"step": "decline", "reason": "x"}))


def test_granted_and_ended_at_the_office(office, elder):
    opened(office, elder)
    said = {"kind": "destitute", "evidence": "decision", "number": "1", "valid_from": DAY}
    assert office.post(at("groups_grant", elder), said).status_code == 302
    end = reverse("groups_end", args=[elder.id, one(Membership).id])
    assert "请从列出" in text_of(office.post(end, {"on": DAY, "reason": ""}))
    assert office.post(end, {"on": DAY, "reason": "no_longer"}).status_code == 302
    assert "复核后不再符合" in page(office, elder)
    other = factories.make_elder(name="李桂芳")
    opened(office, other)
    assert office.get(reverse("groups_end", args=[other.id, one(Membership).id])).status_code == 404


def test_a_household_from_the_first_day_to_a_split(clerk, elder):
    husband = factories.make_elder(name="王建国", sex="male")
    write_tokens(husband)
    opened(clerk, elder)
    assert "建立家庭" in page(clerk, elder)
    assert clerk.post(at("groups_household", elder), {"role": "spouse", "on": DAY}).status_code == 302
    assert "没有户主" in page(clerk, elder)
    assert "打开" in text_of(clerk.get(reverse("groups_headless")))
    add = at("groups_add", elder)
    said = {"role": "head", "identity": husband.identity_number.plain, "on": DAY}
    assert clerk.post(add, said).status_code == 302
    assert "没有查到" in text_of(clerk.post(add, {"role": "child", "identity": "123", "on": DAY}))
    son = {"role": "child", "name": "王军", "birth_year": "1970", "phone": "13900005678", "on": DAY}
    assert clerk.post(add, son).status_code == 302
    told = page(clerk, elder)
    for words in ("王*国", "王*", "与配偶、子女", "有档案", "分户", "139****5678"):
        assert words in told
    assert "王军" not in told
    hers = one(Member, person=elder.id)
    split = {"members": [str(hers.id)], "head": str(hers.id), "on": DAY}
    assert clerk.post(at("groups_split", elder), split).status_code == 302
    assert "独居" in page(clerk, elder)


def test_leaving_changing_and_another_head(clerk, elder):
    opened(clerk, elder)
    clerk.post(at("groups_household", elder), {"role": "head", "on": DAY})
    for name in ("王军", "李梅"):
        clerk.post(at("groups_add", elder), {"role": "child", "name": name, "on": DAY})
    with enter(system_scope("test")):
        son, daughter = Member.objects.filter(role="child").order_by("id")
    role = reverse("groups_role", args=[elder.id, daughter.id])
    assert clerk.post(role, {"role": "child_in_law"}).status_code == 302
    leave = reverse("groups_leave", args=[elder.id, daughter.id])
    assert "请从列出" in text_of(clerk.post(leave, {"on": DAY, "reason": ""}))
    assert clerk.post(leave, {"on": DAY, "reason": "moved"}).status_code == 302
    assert clerk.get(leave).status_code == 404
    assert "从前同住的人" in page(clerk, elder)
    assert clerk.post(reverse("groups_head", args=[elder.id, son.id])).status_code == 302
    hers = one(Member, person=elder.id, left_on=None)
    assert hers.role == "parent"
    head_leaves = reverse("groups_leave", args=[elder.id, son.id])
    assert "新的户主" in text_of(clerk.get(head_leaves))
    told = text_of(clerk.post(head_leaves, {"on": DAY, "reason": "moved", "new_head": ""}))
    assert "请先指定新的户主" in told


def test_a_carer_begins_and_ends(clerk, elder):
    opened(clerk, elder)
    said = {"kind": "employed", "name": "李阿姨", "hours_a_week": "40", "since": DAY, "is_main": "on"}
    assert clerk.post(at("groups_carer", elder), said).status_code == 302
    told = page(clerk, elder)
    for words in ("李*姨", "雇佣照护者", "每周 40 小时", "主要照护者"):
        assert words in told
    assert "主要照护者只有一位" in text_of(clerk.post(at("groups_carer", elder), said))
    end = reverse("groups_end_carer", args=[elder.id, one(Care).id])
    assert clerk.post(end, {"until": DAY}).status_code == 302
    assert clerk.get(end).status_code == 404


def test_suggested_visited_and_confirmed(clerk, elder):
    opened(clerk, elder).post(at("groups_household", elder), {"role": "head", "on": DAY})
    assert "陈*兰" in text_of(clerk.get(reverse("groups_visits")))
    visit = reverse("groups_visit", args=[elder.id, "living_alone"])
    said = {"outcome": "confirmed", "visited_on": DAY, "note": "独自一人"}
    assert clerk.post(visit, said).status_code == 302
    assert "这一天已记录" in text_of(clerk.post(visit, said))
    assert "陈*兰" not in text_of(clerk.get(reverse("groups_visits")))
    assert one(Visit).note.plain == "独自一人"
    assert "陈*兰" in text_of(clerk.get(reverse("groups_class", args=["living_alone"])))
    assert clerk.get(reverse("groups_visit", args=[elder.id, "destitute"])).status_code == 404


def test_the_board_counts_by_day_and_lists(clerk, office, elder):
    told = text_of(clerk.get(reverse("groups")))
    for words in ("今天各类人数", "高龄", "合计", "待走访"):
        assert words in told
    far = (TODAY - timedelta(days=365 * 40)).isoformat()
    assert "这一天没有任何类别" in text_of(clerk.get(reverse("groups"), {"on": far}))
    assert clerk.get(reverse("groups"), {"on": "nonsense"}).status_code == 200
    assert "陈*兰" in text_of(clerk.get(reverse("groups_class", args=["aged"])))
    assert "没有人属于" in text_of(clerk.get(reverse("groups_class", args=["destitute"])))
    assert clerk.get(reverse("groups_class", args=["friend"])).status_code == 404
    for after in ("x", "1~2", "~", "9" * 40 + "~" + str(elder.id)):
        assert clerk.get(reverse("groups_class", args=["aged"]), {"after": after}).status_code == 200
    assert "没有到期的复核" in text_of(office.get(reverse("groups_reviews")))


PAGES = ("groups", "groups_proposals", "groups_visits", "groups_reviews", "groups_headless")


def test_the_outsider_finds_nobody(clerk, outsider, elder):
    opened(clerk, elder).post(at("groups_household", elder), {"role": "head", "on": DAY})
    for name in (*PAGES, "groups_class"):
        args = ["aged"] if name == "groups_class" else []
        assert "陈*兰" not in text_of(outsider.get(reverse(name, args=args)))
    hers = one(Member, person=elder.id)
    for name in (
        "groups_elder",
        "groups_propose",
        "groups_household",
        "groups_add",
        "groups_carer",
        "groups_split",
    ):
        assert outsider.get(at(name, elder)).status_code == 404
    for name in ("groups_leave", "groups_role"):
        assert outsider.get(reverse(name, args=[elder.id, hers.id])).status_code == 404
    assert outsider.post(reverse("groups_open"), {"person": str(elder.id)}).status_code == 404


@pytest.mark.parametrize("role", [Role.FAMILY, Role.OPERATOR, Role.AUDITOR, Role.PLANNER])
def test_other_roles_have_no_desk(role, elder):
    client = signed_in(factories.make_account(role))
    for name in PAGES:
        assert client.get(reverse(name)).status_code == 403
    assert reverse("groups") not in client.get(reverse("home")).content.decode()


def test_a_colleague_in_scope_reads_it_and_the_reading_is_written_down(clerk, colleague, elder):
    assert "为什么打开" in text_of(colleague.get(at("groups_elder", elder)))
    assert "陈*兰" in page(colleague, elder)
    with enter(system_scope("test")):
        reading = Event.objects.filter(kind="registry.file.read").order_by("-seq").first()
    assert (reading.purpose, reading.payload["fields"]) == ("service", ["household"])


def test_a_file_that_stands_open_at_the_street_stands_open_here(clerk, elder):
    open_for(clerk, elder)
    assert clerk.get(at("groups_elder", elder)).status_code == 200
    assert at("groups_elder", elder) in clerk.get(at("street_elder", elder)).content.decode()


def test_a_file_where_words_are_expected(clerk, elder):
    import io

    opened(clerk, elder)
    file = io.BytesIO(b"x")
    file.name = "x.txt"
    answer = clerk.post(at("groups_propose", elder), {"kind": "destitute", "file": file})
    assert "不能上传文件" in text_of(answer)


def test_a_list_costs_the_same_for_one_and_for_many(clerk, elder, django_assert_max_num_queries):
    pages = [reverse(name) for name in PAGES] + [reverse("groups_class", args=["aged"])]
    for path in pages:
        clerk.get(path)
    with django_assert_max_num_queries(160) as few:
        for path in pages:
            clerk.get(path)
    for _ in range(6):
        other = factories.make_elder()
        opened(clerk, other).post(at("groups_household", other), {"role": "head", "on": DAY})
        clerk.post(at("groups_propose", other), {"kind": "destitute"})
    with django_assert_max_num_queries(160) as many:
        for path in pages:
            clerk.get(path)
    assert len(many) - len(few) <= 8
