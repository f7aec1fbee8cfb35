"""Mandates at the street desk, and the family's own desk: the daughter, a stranger, the elder herself."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.emergency.models import Incident
from chongyang.privacy.models import RightsRequest
from chongyang.registration.models import ChangeRequest
from chongyang.registry import operations as registry
from chongyang.registry.models import Mandate
from chongyang.territory.enums import Role
from chongyang.territory.models import Grant
from chongyang.web.parts.desks import landing_of
from tests import factories
from tests.web.test_street import at, clerk, colleague, elder, open_for, outsider, signed_in, text_of

__all__ = ["clerk", "colleague", "elder", "outsider"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


@pytest.fixture
def daughter(db):
    return factories.make_account(Role.FAMILY)


def said(account, **more):
    return {
        "username": account.username,
        "relation": "daughter",
        "basis": "elder",
        "allows": ["read_file", "hear_incidents"],
        "last_day": (clock_now() + timedelta(days=90)).date().isoformat(),
        "channel": "paper",
        "text_version": "2026-1",
        **more,
    }


def give(clerk, elder, account, **more):
    open_for(clerk, elder)
    return clerk.post(at("street_mandate", elder), said(account, **more))


def held_by(account) -> Mandate:
    with enter(system_scope("test")):
        return Mandate.objects.get(account=account.id)


def expire(account) -> None:
    past = clock_now() - timedelta(seconds=1)
    days = {"valid_from": past - timedelta(days=2), "valid_to": past}
    with enter(system_scope("test")):
        Grant.objects.filter(account=account).update(**days)
        Mandate.objects.filter(account=account.id).update(**days)


def page_of(account, elder):
    return signed_in(account).get(at("family_person", elder))


def test_the_clerk_gives_one_and_the_daughter_sees_her_mother(clerk, elder, daughter):
    assert page_of(daughter, elder).status_code == 404
    assert give(clerk, elder, daughter).status_code == 302
    assert give(clerk, elder, daughter).status_code == 302
    told = text_of(clerk.get(at("street_elder", elder)))
    for words in ("委托", "测试", "女儿", "查看档案、求助时告知", "有效", "至 "):
        assert words in told
    listed = text_of(signed_in(daughter).get(reverse("family")))
    assert "陈*兰" in listed
    assert "女儿" in listed
    page = text_of(page_of(daughter, elder))
    for words in ("目前没有未办结的求助", "一年内没有求助", "家中没有设备", "谁看过这份档案", "您"):
        assert words in page
    assert elder.phone.plain not in page
    assert "测试小区3号楼" not in page
    assert held_by(daughter).allows == ["read_file", "hear_incidents"]


def test_each_opening_is_written_down(clerk, elder, daughter):
    give(clerk, elder, daughter)
    page_of(daughter, elder)
    with enter(system_scope("test")):
        reading = Event.objects.get(kind="registry.file.read", actor_account=daughter.id)
    assert (reading.purpose, reading.person) == ("own_file", elder.id)


def test_the_page_shows_help_and_its_chain(clerk, elder, daughter):
    give(clerk, elder, daughter)
    with enter(system_scope("test")):
        Incident.objects.create(
            number="T-1",
            kind="fall",
            source="device",
            subject_key="x",
            area=elder.area,
            person=elder.id,
            file=elder.id,
            state="open",
            opened_at=clock_now(),
        )
    assert "正在处理求助" in text_of(page_of(daughter, elder))
    assert "正在处理求助" in text_of(signed_in(daughter).get(reverse("family")))


def test_an_expired_one_answers_404_at_the_next_request(clerk, elder, daughter):
    give(clerk, elder, daughter)
    client = signed_in(daughter)
    assert client.get(at("family_person", elder)).status_code == 200
    expire(daughter)
    assert client.get(at("family_person", elder)).status_code == 404
    assert "没有有效的委托" in text_of(client.get(reverse("family")))
    assert "已到期" in text_of(clerk.get(at("street_elder", elder)))


@pytest.mark.parametrize("ends", ["expired", "revoked"])
@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("family_person", None),
        ("family_readers", None),
        ("family_change", {"field": "phone", "phone": "13900001234"}),
        ("family_said", {"field": "name"}),
        ("family_rights", {"kind": "copy"}),
    ],
)
def test_the_next_click_on_an_open_page_says_that_the_mandate_ended(clerk, elder, daughter, ends, name, sent):
    give(clerk, elder, daughter)
    client, stranger = signed_in(daughter), signed_in(factories.make_account(Role.FAMILY))
    assert client.get(at("family_person", elder)).status_code == 200
    if ends == "revoked":
        revoke = reverse("street_revoke", args=[elder.id, held_by(daughter).id])
        clerk.post(revoke, {"reason": "mistake"})
    else:
        expire(daughter)
    for who, told in ((client, "委托已经结束"), (stranger, "没有这个页面")):
        answer = who.post(at(name, elder), sent) if sent else who.get(at(name, elder))
        assert answer.status_code == 404
        assert told in text_of(answer)
    with enter(system_scope("test")):
        assert not ChangeRequest.objects.exists()
        assert not RightsRequest.objects.exists()


def test_a_colleague_revokes_with_a_reason_and_only_once(clerk, colleague, elder, daughter):
    give(clerk, elder, daughter)
    held = held_by(daughter)
    url = reverse("street_revoke", args=[elder.id, held.id])
    open_for(colleague, elder)
    assert "请从列出的选项中选择" in text_of(colleague.post(url, {"reason": "death"}, follow=True))
    assert page_of(daughter, elder).status_code == 200
    for words in ("委托已撤销", "没有有效的委托可以撤销"):
        assert words in text_of(colleague.post(url, {"reason": "concern"}, follow=True))
    assert page_of(daughter, elder).status_code == 404
    assert "担心老人利益受损" in text_of(clerk.get(at("street_elder", elder)))


def test_a_dead_elders_page_is_gone(clerk, elder, daughter):
    give(clerk, elder, daughter)
    told = {"status": "dead", "on": date(2026, 11, 1), "evidence": "police"}
    registry.change_life_status(
        elder=elder.id, **told, scope=system_scope("test"), by=SYSTEM, now=clock_now()
    )
    assert page_of(daughter, elder).status_code == 404
    assert "老人去世" in text_of(clerk.get(at("street_elder", elder)))
    assert "老人已去世" in text_of(give(clerk, elder, factories.make_account(Role.FAMILY)))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"username": "nobody"}, "没有可以受托的账号"),
        ({"last_day": "2020-01-01"}, "到期日已经过去"),
        ({"last_day": ""}, "请填写到期日"),
        ({"last_day": "no day"}, "日期"),
        ({"last_day": "9999-12-31"}, "期限太长"),
        ({"basis": "legal_guardian", "last_day": "9999-12-31"}, "期限太长"),
        ({"allows": []}, "请至少选择一项"),
        ({"allows": ["anything"]}, "anything"),
        ({"relation": ""}, "请选择与老人的关系"),
        ({"text_version": ""}, "请填写这一项"),
    ],
)
def test_rubbish_stays_in_the_form(clerk, elder, daughter, wrong, told):
    answer = give(clerk, elder, daughter, **wrong)
    assert answer.status_code == 200
    assert told in text_of(answer)
    assert not Mandate.objects.exists()


def test_accounts_cannot_be_looked_through(clerk, elder):
    told = {text_of(give(clerk, elder, factories.make_account(role)))[:400] for role in (Role.OPERATOR,)}
    told.add(text_of(give(clerk, elder, factories.make_account(Role.OPERATOR), username="nobody"))[:400])
    assert len(told) == 1


def test_the_outsider_gives_and_revokes_none(clerk, outsider, elder, daughter):
    give(clerk, elder, daughter)
    assert outsider.get(at("street_mandate", elder)).status_code == 404
    assert outsider.post(at("street_mandate", elder), said(daughter)).status_code == 404
    url = reverse("street_revoke", args=[elder.id, held_by(daughter).id])
    assert outsider.post(url, {"reason": "mistake"}).status_code == 404
    assert outsider.get(reverse("family")).status_code == 403
    assert outsider.get(at("family_person", elder)).status_code == 403
    assert page_of(daughter, elder).status_code == 200


def test_a_stranger_of_the_family_role_sees_nobody(clerk, elder, daughter):
    give(clerk, elder, daughter)
    stranger = signed_in(factories.make_account(Role.FAMILY))
    assert "没有有效的委托" in text_of(stranger.get(reverse("family")))
    assert stranger.get(at("family_person", elder)).status_code == 404
    assert stranger.get(reverse("family_person", args=[uuid4()])).status_code == 404
    assert stranger.post(reverse("family_back", args=[held_by(daughter).id])).status_code == 404
    assert signed_in(daughter).get(at("street_elder", elder)).status_code == 403


def test_the_daughter_hands_it_back_herself(clerk, elder, daughter):
    give(clerk, elder, daughter)
    client, url = signed_in(daughter), reverse("family_back", args=[held_by(daughter).id])
    assert client.get(url).status_code == 405
    for words in ("委托已结束", "没有有效的委托可以撤销"):
        assert words in text_of(client.post(url, follow=True))
    assert client.get(at("family_person", elder)).status_code == 404
    assert "受托人交回" in text_of(client.get(reverse("family")))


def test_the_elder_reads_her_own_file_and_takes_back_what_she_gave(clerk, elder, daughter):
    own = factories.make_account(Role.ELDER)
    give(clerk, elder, daughter)
    assert give(clerk, elder, own, basis="own_account", relation="", last_day="").status_code == 302
    client = signed_in(own)
    assert "撤回这份委托" in text_of(client.get(at("family_person", elder)))
    client.post(reverse("family_back", args=[held_by(daughter).id]))
    assert page_of(daughter, elder).status_code == 404
    assert "老人本人撤回" in text_of(client.get(at("family_person", elder)))


def test_a_mandate_without_reading_is_listed_and_opens_nothing(clerk, elder, daughter):
    give(clerk, elder, daughter, allows=["order_services"])
    page = text_of(signed_in(daughter).get(reverse("family")))
    assert "这份委托不含查看档案" in page
    assert "陈" not in page
    assert page_of(daughter, elder).status_code == 404


@pytest.mark.parametrize("role", [Role.FAMILY, Role.ELDER])
def test_family_and_elders_land_at_their_desk(db, role):
    account = factories.make_account(role)
    assert landing_of(factories.scope_of(account)) == reverse("family")
    assert reverse("family") in signed_in(account).get(reverse("home")).content.decode()


def test_a_visitor_signs_in_first(client, db):
    assert client.get(reverse("family")).status_code == 302


def test_the_page_costs_the_same_queries_for_one_mandate_and_for_many(
    clerk, elder, daughter, django_assert_max_num_queries
):
    give(clerk, elder, daughter)
    client = signed_in(daughter)
    client.get(reverse("family"))
    with django_assert_max_num_queries(40) as few:
        client.get(reverse("family"))
    for _ in range(4):
        give(clerk, factories.make_elder(), daughter)
    with django_assert_max_num_queries(40) as many:
        client.get(reverse("family"))
    assert len(many) - len(few) <= 4
