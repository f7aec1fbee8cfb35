"""Mandates from the family's own desk: the elder gives and renews, a helper asks, nobody else does either."""

from datetime import timedelta

import pytest
from django.urls import reverse

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import system_scope
from chongyang.registry.models import Mandate
from chongyang.territory.enums import Role
from chongyang.territory.models import Grant
from tests import factories
from tests.web.test_family import daughter, give, held_by, page_of
from tests.web.test_street import at, clerk, elder, signed_in, text_of

__all__ = ["clerk", "daughter", "elder"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


@pytest.fixture
def own(clerk, elder):
    """The elder's own account, signed in; given on paper at the desk."""
    account = factories.make_account(Role.ELDER)
    give(clerk, elder, account, basis="own_account", relation="", last_day="")
    return signed_in(account)


def hers(daughter, **more):
    said = {"username": daughter.username, "relation": "daughter", "allows": ["read_file"], "days": "180"}
    return {**said, **more}


def ends_in(account, days):
    until = clock_now() + timedelta(days=days)
    since = until - timedelta(days=100)
    with enter(system_scope("test")):
        Mandate.objects.filter(account=account.id).update(valid_from=since, valid_to=until)
        Grant.objects.filter(account=account).update(valid_from=since, valid_to=until)


def test_she_gives_from_her_own_account(own, elder, daughter):
    assert "委托家人" in text_of(own.get(at("family_person", elder)))
    assert "我本人确认" in text_of(own.get(at("family_give", elder)))
    assert own.post(at("family_give", elder), hers(daughter)).status_code == 302
    assert held_by(daughter).channel == "online"
    assert page_of(daughter, elder).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"username": "nobody"}, "没有可以受托的账号"),
        ({"allows": []}, "没有办成"),
        ({"days": "9999"}, "没有办成"),
    ],
)
def test_what_is_wrong_stays_in_the_form(own, elder, daughter, wrong, told):
    assert told in text_of(own.post(at("family_give", elder), hers(daughter, **wrong)))
    with enter(system_scope("test")):
        assert Mandate.objects.count() == 1


def test_the_daughter_asks_and_her_mother_renews(clerk, own, elder, daughter):
    give(clerk, elder, daughter)
    client = signed_in(daughter)
    assert "申请续期" not in text_of(client.get(reverse("family")))
    ends_in(daughter, 10)
    told = text_of(client.get(reverse("family")))
    assert "10 天到期" in told or "11 天到期" in told
    ask = reverse("family_ask", args=[held_by(daughter).id])
    assert "续期申请已送出" in text_of(client.post(ask, follow=True))
    assert "已经申请过续期" in text_of(client.post(ask, follow=True))
    assert "受托人申请续期" in text_of(clerk.get(reverse("street_ending")))
    renew = reverse("family_renew", args=[elder.id, held_by(daughter).id])
    assert renew in own.get(at("family_person", elder)).content.decode()
    assert "查看档案" in text_of(own.get(renew))
    assert own.post(renew, {"days": "365"}).status_code == 302
    with enter(system_scope("test")):
        fresh = Mandate.objects.get(account=daughter.id, revoked_at=None)
    assert (fresh.channel, fresh.renew_reason) == ("online", "helper_asked")
    assert "申请续期" not in text_of(client.get(reverse("family")))


def test_an_ended_one_is_asked_for_from_the_list(clerk, elder, daughter):
    give(clerk, elder, daughter)
    ends_in(daughter, -3)
    client = signed_in(daughter)
    assert "申请续期" in text_of(client.get(reverse("family")))
    client.post(reverse("family_ask", args=[held_by(daughter).id]))
    assert "等老人本人或街道确认" in text_of(client.get(reverse("family")))


def test_nobody_else_gives_or_renews(clerk, elder, daughter):
    give(clerk, elder, daughter)
    stranger = signed_in(factories.make_account(Role.ELDER))
    renew = reverse("family_renew", args=[elder.id, held_by(daughter).id])
    for client in (signed_in(daughter), stranger):
        assert client.get(at("family_give", elder)).status_code == 404
        assert client.post(at("family_give", elder), hers(daughter)).status_code == 404
        assert client.post(renew, {"days": "365"}).status_code == 404
    assert stranger.post(reverse("family_ask", args=[held_by(daughter).id])).status_code == 404
    assert clerk.get(at("family_give", elder)).status_code == 403
