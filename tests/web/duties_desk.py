"""Who opens the ledger's pages, and what they type."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.duties.rules import days
from chongyang.territory.models import Account
from tests.duties import people
from tests.duties.people import NEW_2018, PDF
from tests.web.test_seat import signed_in


def client_of(scope):
    return signed_in(Account.objects.get(id=scope.actor.account))


def give(item=NEW_2018, *keys, **words):
    return people.give(item, *keys, now=now(), **words)


def page(client, name, *args, status=200, **words):
    answer = client.get(reverse(name, args=args), words)
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def post(client, name, *args, **words):
    return client.post(reverse(name, args=args), words)


def quarter():
    return days.open_quarters(timezone.localdate(now()))[0]


def report_words(**words):
    told = {"period": str(quarter()), "done": "已建成", "percent": "100", "own_light": "green", "follows": ""}
    return {**told, **words}


def pdf():
    return SimpleUploadedFile("验收单.pdf", PDF, "application/pdf")
