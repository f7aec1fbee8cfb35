"""Garbage at every address of the ledger, about rows that are there: refused, never an error."""

import re
from datetime import timedelta

import pytest

from chongyang.core.clock import now
from chongyang.duties import operations
from chongyang.duties.models import Escalation
from chongyang.territory.models import Account
from tests.duties import people
from tests.duties.people import acting
from tests.web.test_hostile import GARBAGE, NUL, patterns
from tests.web.test_street import signed_in

pytestmark = pytest.mark.usefixtures("db", "password_alone")
WORDS = """
period document owner light state clause page organisations other basis part remark follows done percent
own_light problem reached words reason run subject body reply_by reply held_on title place chaired_by attended
meeting back decision organisation solve_by outcome
"""
NAMES = WORDS.split()
ACTIONS = ("confirm", "sign", "issue", "take-up", "decide", "solve", "pdf", "x")


def keys(scope) -> dict[str, str]:
    (run,) = people.give(people.NEW_2018, now=now())
    told = acting(scope, now())
    letter = people.draft(run, scope, now())
    matter = operations.raise_matter(words="土地", run=run.id, **told)
    meeting = operations.plan_meeting(
        told=operations.MeetingTold(held_on=now().date(), title="甲", place="乙", chaired_by="丙"), **told
    )
    operations.remind_duties(now=now() + timedelta(days=90))
    progress = people.report(run, people.liaison(), _quarter(), now())
    rows = {"run": run, "letter": letter, "matter": matter, "meeting": meeting, "progress": progress}
    known = {name: str(row.id) for name, row in rows.items()}
    return known | {"escalation": str(Escalation.objects.order_by("id")[0].id), "file": known["run"]}


def _quarter():
    from django.utils import timezone

    from chongyang.duties.rules import days

    return days.open_quarters(timezone.localdate(now()))[0]


def paths(known: dict[str, str]) -> list[str]:
    found = []
    for route, _ in patterns():
        if route.startswith("duties/"):
            path = re.sub(r"<uuid:(\w+)>", lambda one: known[one[1]], route)
            path = path.replace("<str:key>", people.NEW_2018)
            found += [f"/{re.sub('<str:[a-z]+>', action, path)}" for action in ACTIONS]
    return sorted(set(found))


@pytest.mark.parametrize("who", [people.office, people.liaison])
def test_garbage_at_the_ledger_is_no_error_of_ours(who, settings, tmp_path):
    settings.FILES = tmp_path / "files"
    scope = people.office()
    known = keys(scope)
    client = signed_in(Account.objects.get(id=who().actor.account))
    client.raise_request_exception = False
    for turn, path in enumerate(paths(known)):
        told = {name: GARBAGE[(place + turn) % len(GARBAGE)] for place, name in enumerate(NAMES)}
        for answer in (client.post(path, told), client.get(path, told), client.post(path, {"reason": NUL})):
            assert answer.status_code < 500, (path, answer.status_code)


def test_an_item_of_garbage_is_not_there():
    client = signed_in(Account.objects.get(id=people.office().actor.account))
    for word in GARBAGE:
        if word and "/" not in word and "\x00" not in word:
            assert client.get(f"/duties/items/{word}/").status_code in (400, 404)
