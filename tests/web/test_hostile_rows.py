"""Every address with the keys of real rows: garbage in each field is told, and another county finds nothing.

`test_hostile.py` asks with keys that nobody has; here each address meets a row of each kind.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

import chongyang
from chongyang.alerting import operations as alerting
from chongyang.alerting.models import ChainVersion, Run
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.emergency import operations as emergency
from chongyang.hotline import operations as hotline
from chongyang.hotline.models import ArticleVersion, CareCall, CareRule
from chongyang.hotline.rules.orders import OrderForm
from chongyang.telecare.models import Alert
from chongyang.territory.enums import Role
from tests import factories
from tests.hotline import care
from tests.hotline.ringing import ring, tell
from tests.web.test_hostile import patterns
from tests.web.test_seat import press, signed_in

pytestmark = pytest.mark.usefixtures("db")
TEMPLATES = Path(chongyang.__file__).parent / "web"
NAMED = re.compile(r'name="([a-z_]+)"')
GARBAGE = (
    *("", "-1", "x", "长" * 3000, "9" * 400, "NaN", "1e999", "2026-02-30", "9999-12-31", "0001-01-01"),
    *(
        "²²²²²²",
        "\x00",
        "9999-12-31T23:59",
        "\x01\x1b[31m\u202e",
        "[]",
        "yes",
        "00000000-0000-0000-0000-000000000000",
    ),
)
ACTIONS = ("accept", "approve", "complete", "not_reached", "try", "return", "close", "assign", "phone", "x")
FAR = (Role.OPERATOR, Role.STREET_CLERK)
NEVER = ("account/", "api/", "telephony/", "receipts/", "simulator/")


def fields() -> list[str]:
    """Each field that any form of any desk has."""
    texts = (one.read_text(encoding="utf-8") for one in TEMPLATES.rglob("templates/**/*.html"))
    return sorted({name for text in texts for name in NAMED.findall(text)} - {"csrfmiddlewaretoken"})


def rows() -> dict[str, list[str]]:
    """The keys of rows of each kind, all in Jinshui, by the word that stands for them in an address."""
    alerting.load_chains(now=now())
    elder = factories.make_elder()
    contact = factories.make_contact(elder)
    seat = factories.scope_of(factories.make_account(Role.SHIFT_LEAD))
    responder = factories.make_responder()
    incident, open_one = press(elder), press(elder, kind="fall")
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=now())
        emergency.triage(incident=incident.id, answers={"fell": True}, scope=seat, now=now())
        [dispatch] = emergency.offer(incident=incident.id, responders=[responder.id], scope=seat, now=now())
        form = OrderForm(kind="help", title="请求", content="紫燕不见", other_number="ZZ-1")
        order = hotline.write_order(form=form, direction="in", scope=seat, now=now(), person=elder.id)
        told = hotline.ComplaintForm(came_by="elder", against="unit", content="白鹭无声")
        complaint = hotline.receive_complaint(
            form=told, scope=seat, now=now(), person=elder.id, reference=uuid4()
        )
        taken = hotline.take_call(
            caller="13803710001",
            began_at=now(),
            purpose="consultation",
            person=elder.id,
            scope=seat,
            now=now(),
        )
    ringing, gone = ring(), ring(number="13803710002")
    tell(gone.provider_call, "hang_up")
    with enter(system_scope("test")):
        follow_up = hotline.open_follow_up(
            about="incident", subject=incident.id, person=elder.id, area=elder.area, by=SYSTEM, now=now()
        )
    care_call = CareCall.objects.create(**care_columns(elder))
    alert = Alert.objects.create(**alert_columns(elder))
    return {
        word: [str(getattr(one, "id", one)) for one in found if one]
        for word, found in {
            "person": [elder],
            "contact": [contact],
            "incident": [incident, open_one],
            "subject": [incident],
            "dispatch": [dispatch],
            "paper": [order, complaint, follow_up],
            "call": [taken, ringing, gone],
            "care_call": [care_call],
            "alert": [alert],
            "run": [Run.objects.first()],
            "version": [ChainVersion.objects.first(), ArticleVersion.objects.first()],
            "device": [factories.make_device(elder)],
            "account": [seat.actor.account],
            "rule": [CareRule.objects.first()],
        }.items()
    }


def care_columns(elder) -> dict[str, object]:
    care.adopt()
    at = now()
    return {
        "on": at.date(),
        "person": elder.id,
        "area": elder.area,
        "rule": CareRule.objects.first(),
        "language": "zh",
        "next_at": at,
        "window_to": at + timedelta(hours=1),
    }


def alert_columns(elder) -> dict[str, object]:
    at = now()
    return {
        "person": elder.id,
        "area": elder.area,
        "kind": "systolic",
        "level": "life",
        "rule": "systolic_crisis",
        "reasons": [],
        "first_at": at,
        "last_at": at,
        "shown_at": at,
        "due_at": at + timedelta(hours=1),
    }


UUID = re.compile(r"<uuid:([a-z_]+)>")


def addresses(keys: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Each address that names rows, with rows of that kind; other words as they stand in forms."""
    for route, _ in patterns():
        words = UUID.findall(route)
        if not words or route.startswith(NEVER) or "(?" in route or "^" in route:
            continue
        for key in keys.get(words[-1], ()):
            path = route
            for word in words:
                path = path.replace(f"<uuid:{word}>", key if word == words[-1] else keys[word][0])
            for action in ACTIONS if "<" in path else ("",):
                yield route, "/" + re.sub(r"<[^>]+>", action, path)


def plain() -> list[str]:
    """Addresses that name nothing."""
    routes = (route for route, _ in patterns())
    return sorted({f"/{one}" for one in routes if not set(one) & set("<(^") and not one.startswith(NEVER)})


def garbled(names: list[str], turn: int) -> dict[str, str]:
    return {name: GARBAGE[(place + turn) % len(GARBAGE)] for place, name in enumerate(names)}


@pytest.mark.parametrize("role", [Role.SHIFT_LEAD, Role.STREET_CLERK])
def test_garbage_about_a_real_row_is_no_error_of_ours(settings, role):
    settings.SECOND_FACTOR_REQUIRED = False
    keys, names = rows(), fields()
    client = signed_in(factories.make_account(role))
    client.raise_request_exception = False
    wrong = []
    for turn, (route, path) in enumerate(addresses(keys)):
        for said in (garbled(names, turn), {}):
            if (status := client.post(path, said).status_code) >= 500:
                wrong.append((route, status, turn))
        if (status := client.get(path, garbled(names, turn)).status_code) >= 500:
            wrong.append((route, status, turn))
    assert not wrong, sorted(set(wrong))


HERS = ("陈秀兰", "陈**", "陈*兰", "13803710001", "13803710002", "紫燕不见", "白鹭无声")


@pytest.mark.parametrize("role", FAR)
def test_another_county_finds_nothing_of_hers_at_any_address(settings, caplog, role):
    """List, detail, fragment, form, export: whoever is elsewhere reads no word of hers, nor the log."""
    settings.SECOND_FACTOR_REQUIRED = False
    keys = rows()
    client = signed_in(factories.make_account(role, None, "410102"))
    client.raise_request_exception = False
    told = []
    for route, path in [*addresses(keys), *((one, one) for one in plain() if not one.endswith("live/"))]:
        for headers in ({}, {"HX-Request": "true"}):
            answer = client.get(path, headers=headers)
            text = answer.content.decode("utf-8", "replace") if not answer.streaming else ""
            told += [(route, word) for word in HERS if word in text]
            assert answer.status_code < 500, path
        if "<uuid" in route and "logout" not in route:
            answer = client.post(path, {"reason": "x", "outcome": "solved", "result": "answered"})
            text = answer.content.decode("utf-8", "replace")
            told += [(route, word) for word in HERS if word in text]
    assert not told, sorted(set(told))
    assert not [word for word in HERS if word in caplog.text]
