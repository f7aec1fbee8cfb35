"""Who opens the provider's desk, and a page of it as text."""

from datetime import date

from django.test import Client
from django.urls import reverse
from lxml import html

from chongyang.territory.models import Account
from tests import factories


def browser(scope) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=scope.actor.account))
    return client


def page(client, name, *keys, **asked):
    answer = client.get(reverse(name, args=keys), asked)
    assert answer.status_code == 200, (name, answer.status_code)
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def carer_form(**told):
    return {
        "name": "周护理",
        "identity_number": factories.identity_number(date(1980, 1, 1)),
        "phone": "13603710001",
        "dialects": ["central_plains"],
        "area": "410105001000",
        "longitude": "113.68",
        "latitude": "34.77",
        "travel_mode": "ebike",
        "weekly_hours": "40",
        "starts_on": "2019-01-01",
        **told,
    }
