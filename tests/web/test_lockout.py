"""Wrong passwords, one-time passwords, and sessions of before a change: clear words, nobody else shut out."""

import pytest
from django.contrib.auth import hashers
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM
from chongyang.territory import lockout
from chongyang.territory import operations as territory
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from tests import factories
from tests.web.test_street import signed_in, text_of

PASSWORD = "chrysanthemum-9"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


def open_account(name: str) -> Account:
    return territory.open_account(username=name, display_name=name, password=PASSWORD, by=SYSTEM, now=now())


@pytest.fixture(autouse=True)
def _nobody_locked(db) -> None:
    cache.clear()


def sign_in(client: Client, name: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": name, "password": password})


def test_the_door_says_until_when_it_stays_shut_and_nobody_else_waits(client):
    open_account("chen")
    open_account("wang")
    for _ in range(60):
        answer = sign_in(client, "Chen", "wrong-password")
    until = lockout.locked_until("chen")
    assert f"锁定到 {timezone.localtime(until):%H:%M}" in text_of(answer)
    assert "锁定到" in text_of(sign_in(client, "chen"))
    assert sign_in(client, "wang").status_code == 302


def test_an_unknown_name_is_shut_out_like_a_known_one(client):
    open_account("chen")
    told = []
    for name in ("chen", "nobody-at-all"):
        for _ in range(6):
            answer = sign_in(client, name, "wrong-password")
        told.append(html.fromstring(answer.content).xpath("//*[@role='alert']")[0].text_content().split())
    assert told[0] == told[1]


def test_a_shut_door_costs_the_same_each_time_and_hashes_nothing(client, monkeypatch):
    """10,000 wrong passwords are 5 hashes and 9,995 answers of constant cost."""
    open_account("chen")
    for _ in range(6):
        sign_in(client, "chen", "wrong-password")

    def never(*_: object, **__: object) -> bool:
        raise AssertionError("a shut door hashed a password")

    monkeypatch.setattr(hashers, "check_password", never)
    monkeypatch.setattr(Account, "check_password", never)
    costs = []
    for batch in range(3):
        for _ in range(40 * batch):
            sign_in(client, "chen", "wrong-password")
        with CaptureQueriesContext(connection) as asked:
            sign_in(client, "chen", "wrong-password")
        costs.append(len(asked))
    assert len(set(costs)) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM door_cache")
        assert cursor.fetchone()[0] <= 4


def test_a_crowd_of_names_from_one_address_is_stopped_in_words(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/15m/key,3/15m/ip"}
    for name in ("a1", "a2", "a3", "a4"):
        answer = sign_in(client, name, "wrong-password")
    assert "从这个网络地址" in text_of(answer)


def test_the_security_administrator_unlocks(client):
    account = open_account("chen")
    for _ in range(6):
        sign_in(client, "chen", "wrong-password")
    admin = signed_in(factories.make_account(Role.SECURITY_ADMIN))
    page = reverse("administration_account", args=[account.id])
    assert "锁定到" in text_of(admin.get(page))
    admin.post(reverse("administration_act", args=[account.id, "unlock"]))
    assert "锁定到" not in text_of(admin.get(page))
    assert sign_in(client, "chen").status_code == 302


def test_a_session_of_before_a_new_password_ends_in_words(client):
    account = open_account("chen")
    other = signed_in(account)
    assert other.get("/").status_code == 200
    client.force_login(account)
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "a-fresh-word-77", "password2": "a-fresh-word-77"},
    )
    assert Event.objects.filter(kind="territory.password.changed", subject=account.id).exists()
    answer = other.get("/plan/")
    assert answer["Location"] == f"{reverse('account_login')}?ended=1&next=/plan/"
    assert "登录已失效" in text_of(other.get(answer["Location"]))
    assert other.get("/").status_code == 200


def test_a_fragment_of_an_ended_session_leads_its_browser_to_the_door(client):
    account = open_account("chen")
    client.force_login(account)
    Account.objects.filter(id=account.id).update(session_round=7)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/plan/"}
    answer = client.post("/type/", {"type": "large"}, headers=headers)
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == f"{reverse('account_login')}?ended=1&next=/plan/"


def test_a_one_time_password_is_changed_before_anything_else(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    admin = factories.make_account(Role.SECURITY_ADMIN)
    scope = factories.scope_of(admin)
    account, password = territory.create_account(
        username="li.na", display_name="李娜", scope=scope, by=scope.actor, now=now()
    )
    sign_in(client, "li.na", password)
    assert client.get("/")["Location"] == reverse("account_change_password")
    assert "一次性口令" in text_of(client.get(reverse("account_change_password")))
    same = {"oldpassword": password, "password1": password, "password2": password}
    assert "不能和现在的一样" in text_of(client.post(reverse("account_change_password"), same))
    fresh = same | {"password1": "a-fresh-word-77", "password2": "a-fresh-word-77"}
    client.post(reverse("account_change_password"), fresh)
    account.refresh_from_db()
    assert not account.password_is_temporary
    sign_in(client, "li.na", "a-fresh-word-77")
    assert client.get("/")["Location"] == reverse("mfa_activate_totp")


def test_a_closed_account_is_out_at_the_next_click(client):
    account = open_account("chen")
    client.force_login(account)
    admin = signed_in(factories.make_account(Role.SECURITY_ADMIN))
    admin.post(reverse("administration_act", args=[account.id, "close"]))
    assert "ended=1" in client.get("/plan/")["Location"]
    assert client.get("/plan/").status_code == 200
    assert sign_in(client, "chen").url == reverse("account_inactive")


def test_second_factors_lie_sealed(db):
    from allauth.mfa.adapter import get_adapter

    sealed = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert get_adapter().decrypt(sealed) == get_adapter().decrypt("JBSWY3DPEHPK3PXP") == "JBSWY3DPEHPK3PXP"
