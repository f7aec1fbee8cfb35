"""The monitoring desk: who enters, the list, one elder's charts, limits, absences, what is written down."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM
from chongyang.emergency import operations as emergency
from chongyang.registry import queries as registry
from chongyang.telecare import operations
from chongyang.telecare.models import Alert, Away, Device, VitalLimit
from chongyang.telecare.operations import Incoming
from chongyang.telecare.rules import readings, vitals
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can
from tests import factories
from tests.web.test_street import office, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
OWN, OTHER = "410105001", "410102002"


def say(serial, at, **said):
    body = json.dumps({"event": str(uuid4()), "at": at.isoformat(), **said}).encode()
    measured = readings.read(f"cy/{serial}/reading", body, at, vitals.load_rules())
    operations.record_measured(incoming=[Incoming("cy", body, measured)], by=SYSTEM, now=at)


@pytest.fixture
def elder(db):
    made = factories.make_elder()
    told = {"person": made.id, "area": made.area, "state": "in_use", "installed_on": now().date()}
    Device.objects.create(serial="BP", kind="blood_pressure", **told)
    Device.objects.create(serial="RA", kind="fall_radar", **told)
    moment = now() - timedelta(hours=3)
    for minute in range(0, 40, 10):
        say("BP", moment + timedelta(minutes=minute), systolic=185 + minute / 10, diastolic=90, pulse=72)
        say("RA", moment + timedelta(minutes=minute), movement=minute)
    return made


@pytest.fixture
def clerk(db):
    return signed_in(factories.make_account(Role.STREET_CLERK, office(OWN)))


@pytest.fixture
def outsider(db):
    return signed_in(factories.make_account(Role.STREET_CLERK, office(OTHER)))


def opened(client, elder):
    client.post(reverse("monitoring_open"), {"person": str(elder.id), "purpose": "service"})
    return client


@pytest.mark.parametrize("role", list(Role))
def test_each_role_enters_what_it_may(db, role):
    client = signed_in(factories.make_account(role))
    assert client.get(reverse("monitoring")).status_code == (200 if can(role, Can.WATCH_VITALS) else 403)


def test_an_alert_stands_in_the_list_with_its_reason(clerk, elder):
    page = clerk.get(reverse("monitoring")).content.decode()
    assert "收缩压过高" in page
    assert "188 mmHg，达到或超过通用限值180 mmHg" in page
    assert "陈秀兰" not in page
    assert "陈" in page


def test_an_outsider_finds_nothing(outsider, elder):
    assert "收缩压" not in outsider.get(reverse("monitoring")).content.decode()
    alert = Alert.objects.first()
    for name in ("monitoring_elder", "monitoring_limits"):
        assert outsider.get(reverse(name, args=[elder.id])).status_code == 404
    for name in ("monitoring_away", "monitoring_back"):
        assert outsider.post(reverse(name, args=[elder.id]), {"kind": "hospital"}).status_code == 404
    assert outsider.post(reverse("monitoring_open"), {"person": str(elder.id)}).status_code == 404
    for name in ("monitoring_take", "monitoring_close"):
        assert outsider.post(reverse(name, args=[alert.id]), {"outcome": "reached"}).status_code == 404
        assert outsider.post(reverse(name, args=[uuid4()]), {"outcome": "reached"}).status_code == 404
    alert.refresh_from_db()
    assert alert.state == "open"
    assert not Away.objects.exists()


def test_the_page_asks_for_a_purpose_and_writes_the_reading_down(clerk, elder):
    asked = clerk.get(reverse("monitoring_elder", args=[elder.id])).content.decode()
    assert "查看的目的" in asked
    assert not Event.objects.filter(kind="registry.file.read").exists()
    opened(clerk, elder).get(reverse("monitoring_elder", args=[elder.id]))
    from chongyang.core.scopes import system_scope

    found = registry.who_read(system_scope("test"), elder.id)
    assert [(one.purpose, one.fields) for one in found] == [("service", ("vitals",))]


@pytest.mark.parametrize("period", ["day", "week", "quarter", "years", "nonsense"])
def test_charts_of_each_period_are_drawn_with_their_table(clerk, elder, period):
    operations.roll_up(since=now() - timedelta(days=1), until=now() + timedelta(hours=1))
    page = opened(clerk, elder).get(reverse("monitoring_elder", args=[elder.id]), {"period": period})
    text = page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert 'class="band"' in text
    assert text.count("<svg viewBox") >= 3
    assert "style=" not in re.sub(r"<head.*?</head>", "", text, flags=re.S)
    assert "188 mmHg" in text
    assert not re.search(r'"(nan|inf|None)', text)


def test_an_operator_needs_no_purpose_and_reads_for_an_emergency(elder):
    client = signed_in(factories.make_operator())
    assert "血压" in client.get(reverse("monitoring_elder", args=[elder.id])).content.decode()
    assert Event.objects.get(kind="registry.file.read").purpose == "emergency"
    assert client.get(reverse("monitoring_limits", args=[elder.id])).status_code == 403


def test_an_alert_is_taken_and_closed_with_an_outcome(clerk, elder):
    alert = Alert.objects.get(rule="systolic_crisis")
    clerk.post(reverse("monitoring_take", args=[alert.id]))
    clerk.post(reverse("monitoring_close", args=[alert.id]), {"outcome": "nonsense"})
    alert.refresh_from_db()
    assert alert.state == "acknowledged"
    answer = clerk.post(
        reverse("monitoring_close", args=[alert.id]), {"outcome": "doctor", "person": str(elder.id)}
    )
    assert answer.url == reverse("monitoring_elder", args=[elder.id])
    alert.refresh_from_db()
    assert (alert.state, alert.outcome) == ("closed", "doctor")
    assert (
        "不在您的辖区"
        in clerk.post(
            reverse("monitoring_close", args=[alert.id]), {"outcome": "doctor"}, follow=True
        ).content.decode()
    )


def test_a_limit_is_set_with_its_reason_and_shown_with_its_history(clerk, elder):
    address = reverse("monitoring_limits", args=[elder.id])
    assert "查看的目的" in clerk.get(address).content.decode()
    opened(clerk, elder)
    assert (
        "理由"
        in clerk.post(address, {"rule": "systolic_crisis", "limit": "190", "reason": ""}).content.decode()
    )
    assert not VitalLimit.objects.exists()
    assert (
        "超出可能"
        in clerk.post(
            address, {"rule": "systolic_crisis", "limit": "999", "reason": "医生建议"}
        ).content.decode()
    )
    clerk.post(address, {"rule": "systolic_crisis", "limit": "195", "reason": "医生建议"})
    page = clerk.get(address).content.decode()
    assert all(word in page for word in ("195 mmHg", "本人限值", "医生建议", "街道经办人"[:2]))
    clerk.post(address, {"rule": "systolic_crisis", "limit": "", "reason": "恢复"})
    assert VitalLimit.objects.get().valid_to is not None


def test_away_and_back(clerk, elder):
    opened(clerk, elder)
    clerk.post(reverse("monitoring_away", args=[elder.id]), {"kind": "hospital"})
    assert "住院" in clerk.get(reverse("monitoring_elder", args=[elder.id])).content.decode()
    clerk.post(reverse("monitoring_back", args=[elder.id]))
    assert Away.objects.get().valid_to is not None


def test_pages_follow_each_other_without_a_gap(clerk, elder, monkeypatch):
    from chongyang.web.monitoring import views

    monkeypatch.setattr(views, "PAGE", 1)
    seen, address = [], reverse("monitoring")
    while address:
        page = clerk.get(address).content.decode()
        seen += re.findall(r"/monitoring/alert/([0-9a-f-]{36})/close/", page)
        found = re.search(r'href="(\?[^"]*after=[^"]*)"', page)
        address = reverse("monitoring") + found[1].replace("&amp;", "&") if found else ""
    assert sorted(seen) == sorted(
        str(key) for key in Alert.objects.filter(shown_at__lte=now()).values_list("id", flat=True)
    )
    assert len(seen) == len(set(seen)) > 0


def test_the_list_asks_no_more_for_more_alerts(clerk, elder, django_assert_max_num_queries):
    clerk.get(reverse("monitoring"))
    with django_assert_max_num_queries(25):
        clerk.get(reverse("monitoring"))


def test_the_file_of_the_street_desk_leads_here(clerk, elder):
    clerk.post(reverse("street_open"), {"person": str(elder.id), "purpose": "service"})
    page = clerk.get(reverse("street_elder", args=[elder.id])).content.decode()
    assert f'action="{reverse("monitoring_open")}"' in page
    address = clerk.post(reverse("monitoring_open"), {"person": str(elder.id), "purpose": "service"}).url
    assert "血压" in clerk.get(address).content.decode()


def test_the_card_of_an_incident_leads_here(elder):
    at = now()
    told = {"area": elder.area, "person": elder.id, "said_at": at, "received_at": at, "by": SYSTEM}
    incident = emergency.receive(kind="vital", source="vital", subject_key="x", reference=uuid4(), **told)
    account = factories.make_operator()
    client = signed_in(account)
    emergency.acknowledge(incident=incident.id, scope=factories.scope_of(account), now=now())
    page = client.get(reverse("seat_incident", args=[incident.id])).content.decode()
    assert reverse("monitoring_elder", args=[elder.id]) in page
