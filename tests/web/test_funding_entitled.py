"""Entitled without applying, on the desk and on one's own page: who enters, what is read and done."""

import pytest
from django.urls import reverse

from chongyang.core.keys import new_key
from chongyang.funding.models import Application, Entitlement
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from chongyang.territory.rules.capabilities import Can, can
from chongyang.web.funding import entitled
from tests import factories
from tests.funding import people
from tests.funding.awards import elder_award
from tests.funding.entitled import compute, poor_elder, proposal
from tests.web.test_street import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


@pytest.fixture(autouse=True)
def _plan(db):
    people.lasting_plan()


@pytest.fixture
def elder(db):
    made = poor_elder(name="陈秀兰")
    compute()
    return made


def clerk(code="410105001"):
    return signed_in(factories.make_account(Role.STREET_CLERK, None, code))


def account_of(scope):
    return signed_in(Account.objects.get(id=scope.actor.account))


def text(who, name, *args, **query):
    return who.get(reverse(name, args=args), query).content.decode()


@pytest.mark.parametrize(
    "role", [Role.STREET_CLERK, Role.COMMUNITY_OFFICER, Role.COUNTY_REVIEWER, Role.FAMILY, Role.OPERATOR]
)
def test_each_role_enters_what_it_may(elder, role):
    who = signed_in(factories.make_account(role, None, "410105"))
    wanted = 200 if can(role, Can.HANDLE_FUNDING) and can(role, Can.APPLY_FUNDING) else 403
    assert who.get(reverse("funding_entitled")).status_code == wanted
    one = who.get(reverse("funding_entitlement", args=[proposal(elder).id])).status_code
    assert one == (200 if wanted == 200 else 404 if can(role, Can.HANDLE_FUNDING) else 403)


def test_the_list_masks_names_and_another_street_finds_nothing(elder):
    page = text(clerk(), "funding_entitled")
    assert "陈*兰" in page
    assert "陈秀兰" not in page
    assert "县（市、区）文件规定的每月标准" in page
    other = clerk("410102001")
    assert "陈*兰" not in text(other, "funding_entitled")
    assert other.get(reverse("funding_entitlement", args=[proposal(elder).id])).status_code == 404


def test_a_page_after_a_page(elder, monkeypatch):
    monkeypatch.setattr(entitled, "PAGE", 1)
    poor_elder(name="王桂英")
    compute()
    who, first = clerk(), Entitlement.objects.order_by("proposed_at", "id")[0]
    assert f"after={first.id}" in text(who, "funding_entitled")
    last = text(who, "funding_entitled", after=str(first.id))
    assert reverse("funding_entitlement", args=[first.id]) not in last
    assert "下一页" not in last


def test_a_proposal_says_why_with_its_clause(elder):
    page = text(clerk(), "funding_entitlement", proposal(elder).id)
    for word in (
        "人员类别登记",
        "有效的能力评估",
        "登记信息里没有，需要补充",
        "三(一)3",
        "属于购买服务的对象",
    ):
        assert word in page


def test_taken_up_it_is_a_draft_and_consent_is_kept(elder):
    who, row = clerk(), proposal(elder)
    address = reverse("funding_entitlement", args=[row.id])
    where = who.post(address, {"do": "take"})["Location"]
    made = Application.objects.get()
    assert where == reverse("funding_application", args=[made.id])
    assert "登记同意" in text(who, "funding_application", made.id)
    who.post(address, {"do": "agree", "how": "spoken"})
    assert proposal(elder).agreed_how == "spoken"
    assert "本人当面或电话同意" in text(who, "funding_entitlement", row.id)


def test_it_is_set_aside_with_a_reason(elder):
    who, row = clerk(), proposal(elder)
    address = reverse("funding_entitlement", args=[row.id])
    who.post(address, {"do": "aside", "reason": ""})
    assert proposal(elder).state == "open"
    who.post(address, {"do": "aside", "reason": "已有其他服务"})
    assert "已有其他服务" in text(who, "funding_entitlement", row.id)
    assert str(row.id) in text(who, "funding_entitled", show="aside")


def test_the_family_reads_it_in_plain_words_and_agrees(elder):
    family = account_of(people.helper_of(elder))
    page = text(family, "funding_mine")
    assert "陈秀兰可能可以享受“政府购买居家养老服务（个人）”" in page
    clerk().post(reverse("funding_entitlement", args=[proposal(elder).id]), {"do": "take"})
    assert "同意提交" in text(family, "funding_mine")
    family.post(reverse("funding_own_entitlement", args=[proposal(elder).id]), {"do": "agree"})
    assert proposal(elder).agreed_how == "helper"
    stranger = account_of(people.helper_of(factories.make_elder()))
    assert "政府购买居家养老服务（个人）”" not in text(stranger, "funding_mine")
    address = reverse("funding_own_entitlement", args=[proposal(elder).id])
    assert stranger.post(address, {"do": "take"}).status_code == 404


def test_she_applies_herself_or_says_no(elder):
    elder_award()
    compute()
    herself = account_of(people.elder_herself(elder))
    assert "¥300.00" in text(herself, "funding_mine")
    address = reverse("funding_own_entitlement", args=[proposal(elder).id])
    herself.post(address, {"do": "aside"})
    assert proposal(elder).why == "own"
    herself.post(address, {"do": "take"})
    assert Application.objects.get(person=elder.id, state="draft").channel == "own"


def test_rubbish_is_no_error(elder):
    who = clerk()
    for query in (
        {"show": "x"},
        {"answer": "?"},
        {"after": "x"},
        {"after": str(new_key())},
        {"programme": "x"},
    ):
        assert who.get(reverse("funding_entitled"), query).status_code == 200
    address = reverse("funding_entitlement", args=[proposal(elder).id])
    for told in ({}, {"do": "x"}, {"do": "aside", "reason": "a" * 501}, {"do": "agree", "how": "?"}):
        assert who.post(address, told).status_code == 302
    assert proposal(elder).state == "open"
