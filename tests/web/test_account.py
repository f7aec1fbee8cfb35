"""Signing in: password and second factor, lock-out, idle time, one session, doors that stay shut."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chongyang.core.scopes import SYSTEM
from chongyang.territory import operations as territory
from chongyang.territory.models import Account
from chongyang.web.account.views import PERIOD, demo_code

pytestmark = pytest.mark.usefixtures("db")
PASSWORD = "chrysanthemum-9"
LOGIN = {"login": "chen", "password": PASSWORD}


@pytest.fixture(autouse=True)
def _required(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def account() -> Account:
    return territory.open_account(
        username="chen", display_name="陈", password=PASSWORD, by=SYSTEM, now=timezone.now()
    )


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // PERIOD))


def with_factor(account: Account) -> str:
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    return secret


def test_password_and_code_lead_in_with_the_accounts_language(client: Client, account: Account) -> None:
    territory.choose_language(account=account.id, language="en")
    secret = with_factor(account)
    asked = client.post(reverse("account_login"), LOGIN)
    assert asked["Location"] == reverse("mfa_authenticate")
    assert "第二步验证" in client.get(asked["Location"]).content.decode()
    inside = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert inside.status_code == 302
    assert client.cookies["django_language"].value == "en"
    account.refresh_from_db()
    assert account.session_key == client.session.session_key
    assert "Sign out" in client.get("/").content.decode()


def test_a_wrong_code_is_refused(client: Client, account: Account) -> None:
    with_factor(account)
    client.post(reverse("account_login"), LOGIN)
    answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode()


def test_an_account_without_a_factor_is_sent_to_set_one_up(client: Client, account: Account) -> None:
    client.post(reverse("account_login"), LOGIN)
    assert client.get("/")["Location"] == reverse("mfa_activate_totp")
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert "data:image/svg" in page.content.decode()
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert Authenticator.objects.filter(user=account).exists()
    assert client.get("/").status_code == 200
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200


def test_a_factor_cannot_be_taken_away(client: Client, account: Account) -> None:
    test_an_account_without_a_factor_is_sent_to_set_one_up(client, account)
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=account, type="totp").exists()


def test_five_failures_lock_the_account(client: Client, account: Account) -> None:
    for _ in range(5):
        client.post(reverse("account_login"), {"login": "chen", "password": "wrong-password"})
    answer = client.post(reverse("account_login"), LOGIN)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


def test_an_idle_session_ends_and_says_why(client: Client, account: Account, settings) -> None:
    with_factor(account)
    client.force_login(account)
    session = client.session
    session["seen"] = int(timezone.now().timestamp()) - settings.IDLE_SECONDS - 1
    session.save()
    answer = client.get("/plan/")
    assert answer["Location"] == f"{reverse('account_login')}?idle=1&next=/plan/"
    assert "已自动退出" in client.get(answer["Location"]).content.decode()


def test_a_newer_session_ends_the_older_where_wished(client: Client, account: Account, settings) -> None:
    with_factor(account)
    client.force_login(account)
    territory.remember_session(account=account.id, session_key="another")
    assert client.get("/").status_code == 200
    settings.ONE_SESSION = True
    assert "idle=1" in client.get("/")["Location"]


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email"])
def test_doors_that_stay_shut(client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 404


def test_a_demo_shows_its_code_and_nothing_else_does(account: Account, settings) -> None:
    secret = with_factor(account)
    assert demo_code(account) == ""
    settings.DEMO = True
    assert demo_code(account) == ""
    account.is_demo = True
    assert demo_code(account) == code_of(secret)


def test_pages_of_the_account(client: Client, account: Account) -> None:
    with_factor(account)
    client.force_login(account)
    for name in ("account_logout", "account_change_password", "account_reauthenticate"):
        assert client.get(reverse(name)).status_code == 200, name
    assert client.get(reverse("account_inactive")).status_code == 200
