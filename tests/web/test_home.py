"""The public home and the frame around every page, as a visitor."""

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chongyang.core import facts
from chongyang.core.scopes import SYSTEM
from chongyang.policy import queries
from chongyang.territory import operations as territory
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation

pytestmark = pytest.mark.usefixtures("db")
ENGLISH = {"django_language": "en"}


def body(client: Client, path: str = "/") -> str:
    return client.get(path).content.decode()


def test_home_shows_the_line_and_the_plan(client: Client) -> None:
    page = body(client)
    assert 'href="tel:12349"' in page
    assert reverse("plan_document", args=["2018-34"]) in page
    assert reverse("account_login") in page


def test_home_is_chinese_until_the_reader_switches(client: Client) -> None:
    page = client.get("/", headers={"Accept-Language": "en-GB,en"}).content.decode()
    assert 'lang="zh-Hans"' in page
    assert "养老服务热线" in page
    client.cookies.load(ENGLISH)
    assert "Elder care line" in body(client)
    assert '<html lang="en"' in body(client)


def test_language_and_type_switch_without_a_script(client: Client) -> None:
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/plan/"})
    assert answer["Location"] == "/plan/"
    assert client.cookies["django_language"].value == "en"
    client.post(reverse("set_type"), {"type": "largest", "next": "/"})
    assert 'data-type="largest"' in body(client)


def test_a_wrong_size_or_a_foreign_address_is_not_followed(client: Client) -> None:
    answer = client.post(reverse("set_type"), {"type": "huge", "next": "https://example.org/"})
    assert answer["Location"] == "/"
    assert "type" not in answer.cookies


def test_every_page_carries_a_strict_content_policy(client: Client) -> None:
    answer = client.get("/")
    policy = answer["Content-Security-Policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert f'nonce="{nonce}"' in answer.content.decode()
    assert "unsafe" not in policy
    assert client.get("/")["Content-Security-Policy"] != policy


def test_a_form_without_its_mark_is_refused() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("set_type"), {"type": "large"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


def test_a_demo_city_says_so_and_lists_its_accounts(client: Client, settings) -> None:
    account = territory.open_account(
        username="op", display_name="演示", password=None, by=SYSTEM, now=timezone.now(), is_demo=True
    )
    centre = Organisation.objects.get(key="city.12349-centre")
    territory.appoint(account=account, role=Role.OPERATOR, organisation=centre, by=SYSTEM, now=timezone.now())
    facts.put("synthetic", value=True)
    assert "人物均为虚构" in body(client)
    assert 'id="demo-accounts"' not in body(client)
    settings.DEMO = True
    assert "<code>op</code>" in body(client)


def test_a_page_that_is_not_there(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()


def test_a_lost_database_is_told_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "list_documents", _raises(OperationalError("gone")))
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "正在重试" in answer.content.decode()


def test_any_other_fault_is_told_without_its_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "list_documents", _raises(ValueError("secret")))
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()


def _raises(error: Exception):
    def fail(*_, **__):
        raise error

    return fail
