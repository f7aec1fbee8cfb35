"""The database is away: every address says so calmly, in the reader's language, and what became of a form."""

from contextlib import contextmanager

import pytest
from django.conf import settings as site
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import reverse

from chongyang.territory.enums import Role
from tests import factories
from tests.web.test_hostile import PROBES, addresses
from tests.web.test_street import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("db", "password_alone")]
SENTENCE = {
    "zh-hans": ("数据库暂时不可用，正在重试", "再试一次"),
    "en": ("The database is not available; trying again", "Try again"),
}
DESKS = ("home", "street", "registration", "groups", "claims", "claims_deaths", "integrity")


@pytest.fixture
def lost(monkeypatch):
    """From the nth statement on the database does not answer; afterwards it is back."""

    @contextmanager
    def away(after=0):
        left, cursor = [after], BaseDatabaseWrapper._cursor

        def gone(self, name=None):
            left[0] -= 1
            if left[0] < 0:
                raise OperationalError("connection to server at 10.0.0.1 failed: secret")
            return cursor(self, name)

        with monkeypatch.context() as patch:
            patch.setattr(BaseDatabaseWrapper, "_cursor", gone)
            yield
        connection.set_rollback(False)  # the test's own transaction never broke

    return away


def client_in(language):
    client = signed_in(factories.make_account(Role.STREET_CLERK))
    client.raise_request_exception = False
    client.cookies[site.LANGUAGE_COOKIE_NAME] = language
    return client


def quiet(answer):
    text = answer.content.decode()
    return not any(word in text for word in ("Traceback", "secret", "10.0.0.1", "OperationalError"))


@pytest.mark.parametrize("language", sorted(SENTENCE))
def test_every_address_answers_with_one_calm_page(lost, language):
    client, told = client_in(language), 0
    for address in addresses():
        if address.startswith(PROBES):
            continue
        with lost():
            answer = client.get(address)
        assert answer.status_code < 500 or answer.status_code == 503, address
        assert answer.streaming or quiet(answer), address
        if answer.status_code == 503 and "html" in answer["Content-Type"]:
            told += 1
            assert all(words in answer.content.decode() for words in SENTENCE[language]), address
            assert answer["Retry-After"] == "5"
            assert answer.content.count(b'http-equiv="refresh"') == 1
    assert told > 100


@pytest.mark.parametrize("name", DESKS)
def test_in_the_middle_of_a_page_it_is_the_same_page(lost, name):
    client = client_in("zh-hans")
    assert client.get(reverse(name)).status_code == 200
    for after in (4, 8, 12):
        with lost(after):
            answer = client.get(reverse(name))
        assert answer.status_code in (200, 503)
        assert quiet(answer)


def test_what_was_sent_is_said_not_to_be_saved_and_is_not_sent_again_by_itself(lost):
    client = client_in("zh-hans")
    with lost():
        answer = client.post(reverse("street_new"), {"name": "x"})
    assert answer.status_code == 503
    assert "没有保存" in answer.content.decode()
    assert "http-equiv" not in answer.content.decode()


def test_signing_in_is_told_too(lost):
    client = Client(raise_request_exception=False)
    with lost():
        answer = client.post("/account/login/", {"login": "x", "password": "y"})
    assert (answer.status_code, quiet(answer)) == (503, True)
