"""The desk of devices: who enters, what each page shows, what is refused to an outsider."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM
from chongyang.telecare import operations
from chongyang.telecare.enums import DeviceKind
from chongyang.telecare.models import Device, FollowUp
from chongyang.telecare.rules import catalogue
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can
from tests import factories
from tests.web.test_street import office, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
OWN, OTHER = "410105001", "410102002"


@pytest.fixture
def device(db):
    elder = factories.make_elder()
    operations.load_models(
        text=catalogue.SHIPPED.read_text(encoding="utf-8"), replace=False, by=SYSTEM, now=now()
    )
    made = operations.install_device(
        serial="P1",
        kind=DeviceKind.PENDANT,
        model="demo-pendant",
        person=elder.id,
        area=elder.area,
        installed_on=now().date() - timedelta(days=90),
        by=SYSTEM,
        now=now(),
    )
    operations.record_frame(topic="cy/P1/test", body=b'{"event": "t"}', by=SYSTEM, now=now())
    Device.objects.filter(id=made.id).update(last_seen_at=now() - timedelta(hours=5))
    operations.judge_devices(now=now())
    operations.note_use(now=now())
    return made


@pytest.fixture
def clerk(db):
    return signed_in(factories.make_account(Role.STREET_CLERK, office(OWN)))


@pytest.fixture
def outsider(db):
    return signed_in(factories.make_account(Role.STREET_CLERK, office(OTHER)))


@pytest.mark.parametrize("role", list(Role))
def test_each_role_enters_what_it_may(db, role):
    client = signed_in(factories.make_account(role))
    names = {"devices": Can.READ_DEVICES, "devices_contract": Can.READ_DEVICES}
    names |= {"devices_contract_csv": Can.READ_DEVICES, "devices_import": Can.WRITE_DEVICES}
    names |= {"devices_models": Can.READ_DEVICES, "devices_install": Can.WRITE_DEVICES}
    names |= {"devices_model_new": Can.EDIT_MODELS}
    for name, capability in names.items():
        assert client.get(reverse(name)).status_code == (200 if can(role, capability) else 403), name


def test_the_card_shows_life_signals_and_frames(clerk, device):
    page = clerk.get(reverse("devices_device", args=[device.id])).content.decode()
    assert all(word in page for word in ("P1", "迟报", "cy/P1/test", "首次信号确认"))


def test_an_outsider_finds_nothing(outsider, device):
    assert outsider.get(reverse("devices_device", args=[device.id])).status_code == 404
    assert outsider.post(reverse("devices_secret", args=[device.id])).status_code == 404
    assert outsider.post(reverse("devices_step", args=[device.id, "take_back"])).status_code == 404
    assert (
        reverse("devices_device", args=[device.id])
        not in outsider.get(reverse("devices"), {"serial": "P1"}).content.decode()
    )
    late = outsider.get(reverse("devices_list", args=["late"])).content.decode()
    assert reverse("devices_device", args=[device.id]) not in late
    held = FollowUp.objects.get()
    outsider.post(reverse("devices_close", args=[held.id]), {"outcome": "reached"})
    held.refresh_from_db()
    assert held.closed_at is None


def test_a_search_finds_by_the_beginning(clerk, device):
    assert (
        reverse("devices_device", args=[device.id])
        in clerk.get(reverse("devices"), {"serial": "P"}).content.decode()
    )


def test_a_follow_up_is_closed_from_its_list(clerk, device):
    held = FollowUp.objects.get()
    assert "P1" in clerk.get(reverse("devices_list", args=["late"])).content.decode()
    clerk.post(reverse("devices_close", args=[held.id]), {"outcome": "reached"})
    held.refresh_from_db()
    assert held.outcome == "reached"
    assert clerk.get(reverse("devices_list", args=["ok"])).status_code == 404


def test_a_secret_is_shown_once(clerk, device):
    assert "只显示这一次" in clerk.post(reverse("devices_secret", args=[device.id])).content.decode()
    assert "只显示这一次" not in clerk.get(reverse("devices_device", args=[device.id])).content.decode()


def test_a_step_moves_the_device(clerk, device):
    clerk.post(reverse("devices_step", args=[device.id, "take_back"]))
    device.refresh_from_db()
    assert device.state == "in_use"
    clerk.post(reverse("devices_step", args=[device.id, "take_back"]), {"reason": "老人搬走"})
    device.refresh_from_db()
    assert device.state == "returned"
    clerk.post(reverse("devices_step", args=[device.id, "scrap"]))
    device.refresh_from_db()
    assert device.state == "returned"


@pytest.mark.parametrize("trial", [True, False])
def test_an_import_answers_with_its_report(clerk, device, trial):
    text = "serial,model,area\nN1,demo-pendant,410105001\nN2,none,410105001\n"
    data = {"file": SimpleUploadedFile("list.csv", text.encode()), **({"trial": "on"} if trial else {})}
    page = clerk.post(reverse("devices_import"), data).content.decode()
    assert "型号不在目录中" in page
    assert Device.objects.filter(serial="N1").exists() is not trial


def test_the_contract_counts_used_devices(clerk, outsider, device):
    rows = clerk.get(reverse("devices_contract_csv")).content.decode().splitlines()
    assert rows[1].startswith("示例厂商甲,")
    assert rows[1].endswith(",1,1,0,0")
    assert len(outsider.get(reverse("devices_contract_csv")).content.decode().splitlines()) == 1
    assert clerk.get(reverse("devices_contract"), {"month": "x"}).status_code == 200
