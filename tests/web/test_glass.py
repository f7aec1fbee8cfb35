"""Broken glass at the desks: the file for an hour, the review of somebody else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import system_scope
from chongyang.privacy.models import GlassBreak
from chongyang.territory.enums import Role
from chongyang.territory.models import Grant
from tests import factories
from tests.privacy import people
from tests.web.test_reading import auditor, clerk, only
from tests.web.test_street import at, open_for, signed_in, text_of

__all__ = ["auditor", "clerk"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
WORDS = "老人在我们窗口突发头晕，急需联系家属"


@pytest.fixture
def far_elder(db):
    """Lives in another county than the clerk's."""
    row = factories.make_elder(area=factories.ZHONGYUAN)
    factories.make_contact(row)
    return row


def break_for(account, elder, **more):
    said = {"identity": elder.identity_number.plain, "reason": "life", "words": WORDS, **more}
    return signed_in(account).post(reverse("reading_break"), said)


def test_breaking_the_glass_leads_to_the_file_and_everybody_sees_it(clerk, far_elder, auditor):
    client = signed_in(clerk)
    assert client.get(at("street_elder", far_elder)).status_code == 404
    answer = break_for(clerk, far_elder)
    assert answer.url == at("street_elder", far_elder)
    open_for(client, far_elder)
    page = text_of(client.get(at("street_elder", far_elder)))
    for words in ("应急调阅中", "只能查看，不能修改", "陈秀兰"):
        assert words in page
    assert "改身份信息" not in page
    glass = only(GlassBreak)
    assert "1 次应急调阅等待复核" in text_of(auditor.get(reverse("reading")))
    seen = text_of(auditor.get(reverse("reading_glass", args=[glass.id])))
    assert WORDS in seen
    assert "打开档案" in seen
    family = text_of(signed_in(people.family_of(far_elder)).get(at("family_person", far_elder)))
    assert "有人应急调阅过这份档案" in family
    assert "老人有生命危险" in family


def test_it_is_for_reading_alone(clerk, far_elder):
    client = signed_in(clerk)
    break_for(clerk, far_elder)
    open_for(client, far_elder)
    told = {"status": "dead", "on": "2026-11-01", "evidence": "police", "reason": WORDS}
    assert client.post(at("street_status", far_elder), told).status_code == 403


def test_after_the_hour_an_open_page_leads_nowhere(clerk, far_elder):
    client = signed_in(clerk)
    break_for(clerk, far_elder)
    open_for(client, far_elder)
    assert client.get(at("street_elder", far_elder)).status_code == 200
    past = now() - timedelta(seconds=1)
    with enter(system_scope("test")):
        Grant.objects.filter(source="break_glass").update(valid_from=past - timedelta(hours=1), valid_to=past)
    assert client.get(at("street_elder", far_elder)).status_code == 404
    assert client.post(at("street_reveal", far_elder, "phone")).status_code == 404


def test_a_wrong_form_says_what_is_wrong(clerk, far_elder):
    told = text_of(break_for(clerk, far_elder, words="急"))
    assert "请写清楚发生了什么" in told
    assert "没有这个身份证号码的档案" in text_of(
        break_for(clerk, far_elder, identity=factories.identity_number())
    )
    with enter(system_scope("test")):
        assert Event.objects.filter(kind="registry.identity.asked").count() == 1


def test_the_review_is_somebody_elses(clerk, far_elder, auditor):
    break_for(clerk, far_elder)
    glass = only(GlassBreak)
    url = reverse("reading_review", args=[glass.id])
    assert signed_in(clerk).post(url, {"verdict": "justified", "reason": "我需要"}).status_code == 403
    assert auditor.post(url, {"verdict": "", "reason": "x"}, follow=True).status_code == 200
    assert only(GlassBreak).state == "waiting"
    assert "复核已完成" in text_of(
        auditor.post(url, {"verdict": "abused", "reason": "没有来访"}, follow=True)
    )
    assert only(GlassBreak).verdict == "abused"
    assert "应急调阅被认定为滥用" in text_of(auditor.get(reverse("reading")))


def test_who_opened_cannot_review_from_a_new_post(clerk, far_elder):
    break_for(clerk, far_elder)
    glass = only(GlassBreak)
    steward = signed_in(people.become(clerk, Role.DATA_STEWARD))
    page = steward.get(reverse("reading_glass", args=[glass.id])).content.decode()
    url = reverse("reading_review", args=[glass.id])
    assert WORDS in page
    assert url not in page
    told = steward.post(url, {"verdict": "justified", "reason": "自己看过"}, follow=True)
    assert "不能复核自己的应急调阅" in text_of(told)
    assert only(GlassBreak).state == "waiting"
    other = signed_in(people.steward()).get(reverse("reading_glass", args=[glass.id]))
    assert url in other.content.decode()


def test_what_a_reviewer_typed_stays_beside_what_is_wrong(clerk, far_elder, auditor):
    break_for(clerk, far_elder)
    url = reverse("reading_review", args=[only(GlassBreak).id])
    page = auditor.post(url, {"verdict": "", "reason": "老人儿子在场，已电话核实"})
    assert page.status_code == 200
    assert "老人儿子在场，已电话核实" in page.content.decode()
    assert 'aria-invalid="true"' in page.content.decode()
    assert only(GlassBreak).state == "waiting"


def test_the_opener_ends_it_from_her_own_page(clerk, far_elder):
    break_for(clerk, far_elder)
    client = signed_in(clerk)
    assert "正在调阅" in text_of(client.get(reverse("reading_mine")))
    client.post(reverse("reading_end", args=[only(GlassBreak).id]))
    assert client.get(at("street_elder", far_elder)).status_code == 404
