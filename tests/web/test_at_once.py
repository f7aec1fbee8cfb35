"""Two browsers at the same moment, with real commits: a code opens once, a double click is one try."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chongyang.core.scopes import SYSTEM
from chongyang.emergency.models import Attempt, Incident
from chongyang.hotline.models import Call
from chongyang.territory import operations as territory
from tests import factories
from tests.emergency.races import as_system, together
from tests.web.test_account import LOGIN, PASSWORD, code_of, with_factor
from tests.web.test_seat import press, signed_in

pytestmark = pytest.mark.usefixtures("committed")


def posts(clients: list[Client], path: str, said: dict[str, str]) -> list[int]:
    return together(*[lambda one=one: one.post(path, said).status_code for one in clients])


def make_account() -> str:
    account = territory.open_account(
        username=LOGIN["login"], display_name="陈", password=PASSWORD, by=SYSTEM, now=timezone.now()
    )
    return with_factor(account)


def test_one_code_sent_by_four_at_once_opens_one_session():
    secret = as_system(make_account)
    clients = [Client() for _ in range(4)]
    for client in clients:
        client.post(reverse("account_login"), LOGIN)
    said = {"code": code_of(secret)}
    assert sorted(posts(clients, reverse("mfa_authenticate"), said)) == [200, 200, 200, 302]


def test_a_double_click_over_two_connections_is_one_try_and_one_call(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    operator = as_system(factories.make_operator)
    incident = as_system(lambda: press(factories.make_elder()))
    clients = as_system(lambda: [signed_in(operator) for _ in range(3)])
    posts(clients, reverse("seat_acknowledge", args=[incident.id]), {})
    posts(clients, reverse("seat_attempt", args=[incident.id]), {"target": "elder", "result": "no_answer"})
    assert as_system(Attempt.objects.count) == 1
    said = {"caller": "13803710001", "purpose": "emergency", "began_at": timezone.now().isoformat()}
    posts(clients, reverse("seat_call"), said)
    assert (as_system(Call.objects.count), as_system(Incident.objects.count)) == (1, 2)
