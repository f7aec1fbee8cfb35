"""Installing a device from the stock: who may, what is refused, what happens twice, and the test press."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.registry.models import Elder
from chongyang.registry.operations.tokens import write_tokens
from chongyang.telecare import operations
from chongyang.telecare.enums import Holder
from chongyang.telecare.models import Device, DeviceModel, DeviceModelVersion, DeviceStep, DeviceTrial
from chongyang.telecare.operations import Placing
from chongyang.telecare.rules import catalogue
from chongyang.territory.enums import Role
from tests import factories
from tests.web.test_street import office, signed_in, text_of

pytestmark = pytest.mark.usefixtures("password_alone")
OWN, OTHER = "410105001", "410102002"
AT_BED = {"place": "床头", "detail": "右侧", "holder": "carer"}
ALL = system_scope("test")


@pytest.fixture
def elder(db):
    row = factories.make_elder()
    write_tokens(row)
    return row


@pytest.fixture
def clerk(db):
    return signed_in(factories.make_account(Role.STREET_CLERK, office(OWN)))


@pytest.fixture
def colleague(db):
    return signed_in(factories.make_account(Role.COMMUNITY_OFFICER, office(OWN), "410105001001"))


@pytest.fixture
def outsider(db):
    return signed_in(factories.make_account(Role.STREET_CLERK, office(OTHER)))


@pytest.fixture
def steward(db):
    return signed_in(factories.make_account(Role.DATA_STEWARD))


@pytest.fixture
def models(db):
    text = catalogue.SHIPPED.read_text(encoding="utf-8")
    operations.load_models(text=text, replace=False, by=SYSTEM, now=now())


def stock(serial="P1", area=factories.JINSHUI, **more):
    return Device.objects.create(serial=serial, kind="pendant", model="demo-pendant", area=area, **more)


def install(client, elder, serial="P1", **more):
    return client.post(reverse("devices_install_home", args=[elder.id]), {"serial": serial, **AT_BED, **more})


def press(device, event="a"):
    body = f'{{"event": "{event}", "kind": "sos"}}'.encode()
    return operations.record_frame(topic=f"cy/{device.serial}/alarm", body=body, by=SYSTEM, now=now())


def test_from_search_to_the_confirmed_test(clerk, elder):
    device = stock()
    found = clerk.post(reverse("devices_install"), {"text": elder.name, "serial": "P1"})
    link = reverse("devices_install_home", args=[elder.id])
    assert f"{link}?serial=P1" in found.content.decode()
    assert 'value="P1"' in clerk.get(link, {"serial": "P1"}).content.decode()
    answer = install(clerk, elder, sim="89860012345678901234")
    assert answer.url == reverse("devices_test", args=[device.id])
    device.refresh_from_db()
    assert (device.state, device.person, device.place, device.holder) == (
        "installed",
        elder.id,
        "床头 · 右侧",
        "carer",
    )
    assert "正在等待" in text_of(clerk.get(answer.url))
    assert press(device).is_alarm is False
    told = clerk.get(reverse("devices_test_state", args=[device.id]))
    assert "收到测试按键" in text_of(told)
    assert "every 2s" in told.content.decode()
    clerk.post(reverse("devices_test_end", args=[device.id]))
    assert "every 2s" not in clerk.get(reverse("devices_test_state", args=[device.id])).content.decode()
    assert press(device, "b").is_alarm is True
    card = clerk.get(reverse("devices_device", args=[device.id])).content.decode()
    assert "89860012345678901234" not in card


def test_a_double_click_is_one_installation_and_one_test(clerk, elder):
    stock()
    assert install(clerk, elder).status_code == install(clerk, elder).status_code == 302
    assert DeviceStep.objects.filter(action__in=("install", "move")).count() == 1
    assert DeviceTrial.objects.count() == 1


def test_a_colleague_corrects_the_place_of_what_hangs_there(clerk, colleague, elder):
    device = stock()
    install(clerk, elder)
    install(colleague, elder, place="卫生间", detail="")
    device.refresh_from_db()
    assert device.place == "卫生间"
    assert list(DeviceStep.objects.order_by("id").values_list("action", flat=True)) == ["install", "move"]


def test_an_outsider_neither_sees_the_home_nor_installs(outsider, elder):
    device = stock()
    assert outsider.get(reverse("devices_install_home", args=[elder.id])).status_code == 404
    assert install(outsider, elder).status_code == 404
    for name in ("devices_test", "devices_test_state"):
        assert outsider.get(reverse(name, args=[device.id])).status_code == 404
    for name in ("devices_test", "devices_test_end", "devices_repair", "devices_replace"):
        assert outsider.post(reverse(name, args=[device.id])).status_code == 404
    found = outsider.post(reverse("devices_install"), {"text": elder.name})
    assert found.context["found"] == []


@pytest.mark.parametrize("serial", ["NONE", "", "x" * 41, "a b"])
def test_an_unknown_serial_is_told(clerk, elder, serial):
    answer = install(clerk, elder, serial=serial)
    assert answer.status_code == 422
    assert not Device.objects.exists()


def test_a_device_of_another_street_is_as_unknown(clerk, elder):
    stock(area=410102002001)
    assert "辖区的库存里没有" in text_of(install(clerk, elder))


def test_a_device_in_another_home_is_refused(clerk, elder):
    other = factories.make_elder(name="王桂英", identity_number=factories.identity_number(region="410102"))
    device = stock(person=other.id, state="in_use")
    assert "另一户" in text_of(install(clerk, elder))
    device.refresh_from_db()
    assert device.person == other.id


def test_nothing_is_installed_for_the_dead(clerk, elder):
    stock()
    Elder.objects.filter(id=elder.id).update(life_status="dead", status_on=now().date())
    assert "去世或迁出" in text_of(clerk.get(reverse("devices_install_home", args=[elder.id])))
    assert install(clerk, elder).status_code == 422
    assert Device.objects.get().state == "stock"


@pytest.mark.parametrize("more", [{"place": ""}, {"place": "屋顶"}, {"holder": "thief"}, {"sim": "123"}])
def test_what_is_not_told_right_is_not_installed(clerk, elder, more):
    stock()
    assert install(clerk, elder, **more).status_code == 422
    assert Device.objects.get().state == "stock"


def test_replacing_is_both_steps_or_none(clerk, elder):
    old, fresh = stock("P1"), stock("P2")
    install(clerk, elder)
    address = reverse("devices_replace", args=[old.id])
    clerk.post(address, {"serial": "NONE", "reason": "按键不灵"})
    clerk.post(address, {"serial": "P2", "reason": " "})
    old.refresh_from_db()
    assert old.state == "installed"
    answer = clerk.post(address, {"serial": "P2", "reason": "按键不灵"})
    assert answer.url == reverse("devices_test", args=[fresh.id])
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.state, old.person) == ("returned", None)
    assert (fresh.state, fresh.person, fresh.place) == ("installed", elder.id, "床头 · 右侧")


def test_a_repair_asks_what_was_done(clerk, elder):
    device = stock()
    install(clerk, elder)
    address = reverse("devices_repair", args=[device.id])
    clerk.post(address, {"reason": " "})
    assert not DeviceStep.objects.filter(action="repair").exists()
    clerk.post(address, {"reason": "换了电池"})
    assert DeviceStep.objects.get(action="repair").reason == "换了电池"


def test_the_street_desk_leads_here(clerk, elder):
    clerk.post(reverse("street_open"), {"person": str(elder.id), "purpose": "service"})
    page = clerk.get(reverse("street_elder", args=[elder.id])).content.decode()
    assert reverse("devices_install_home", args=[elder.id]) in page


def test_of_two_clerks_at_once_one_installs(committed):
    with enter(ALL):
        people = [
            factories.make_elder(),
            factories.make_elder(name="王桂英", identity_number=factories.identity_number(region="410102")),
        ]
        stock()
    barrier = Barrier(2)

    def one(person):
        try:
            barrier.wait(120)
            with enter(ALL):
                operations.install_from_stock(
                    serial="P1",
                    person=person,
                    placing=Placing("床头", Holder.ELDER),
                    scope=ALL,
                    by=SYSTEM,
                    now=now(),
                )
            return "installed"
        except operations.UnableToInstall as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(one, [person.id for person in people]))
    assert sorted(word == "installed" for word in told) == [False, True]
    assert any("另一户" in word for word in told)


def test_the_list_is_narrowed_and_turned_by_pages(clerk, outsider, models):
    for number in range(60):
        stock(f"S{number:03}", area=410105001001 + number % 2)
    first = clerk.get(reverse("devices"))
    assert len(first.context["listed"]) == 50
    second = clerk.get(reverse("devices") + "?" + first.context["next"])
    assert len(second.context["listed"]) == 10
    seen = {one["row"].serial for page in (first, second) for one in page.context["listed"]}
    assert len(seen) == 60
    names = {"state": "stock", "kind": "pendant", "vendor": "示例厂商甲", "health": "unknown"}
    assert len(clerk.get(reverse("devices"), names).context["listed"]) == 50
    for name, value in {"state": "lost", "kind": "gas", "vendor": "x", "health": "down"}.items():
        assert clerk.get(reverse("devices"), {name: value}).context["listed"] == []
    assert outsider.get(reverse("devices")).context["listed"] == []
    for after in ("x", "9" * 30 + ":a", ":", "²:a"):
        assert clerk.get(reverse("devices"), {"after": after}).status_code == 200


def form_of(row, **more):
    names = ("code", "vendor", "name", "kind", "protocol", "coordinates", "heartbeat_seconds", "version")
    said = {name: getattr(row, name) for name in names}
    return {**said, "reason": "厂商更新", "alarm_code": ["01"], "alarm_means": ["sos"], **more}


def test_a_model_is_changed_as_a_version_with_its_reason(steward, models):
    row = DeviceModel.objects.get(code="demo-pendant")
    address = reverse("devices_model", args=[row.code])
    said = form_of(row, heartbeat_seconds=1800, alarm_code=["01", "7F"], alarm_means=["sos", "fall"])
    assert steward.post(address, said).status_code == 302
    row.refresh_from_db()
    assert (row.heartbeat_seconds, row.version, row.is_example) == (1800, 2, False)
    assert row.alarm_codes == {"01": "sos", "7F": "fall"}
    kept = DeviceModelVersion.objects.filter(model=row).order_by("number")
    assert [one.number for one in kept] == [1, 2]
    page = text_of(steward.get(address))
    assert "厂商更新" in page
    assert "3600 → 1800" in page
    stale = steward.post(address, {**said, "heartbeat_seconds": 60})
    assert "有人刚刚改过" in text_of(stale)


@pytest.mark.parametrize(
    "more",
    [
        {"reason": ""},
        {"heartbeat_seconds": 0},
        {"battery_low": 5, "battery_flat": 20},
        {"battery_low": 5},
        {"alarm_code": ["01", "1"], "alarm_means": ["sos", "fall"]},
        {"alarm_code": ["01", "01"], "alarm_means": ["sos", "fall"]},
        {"alarm_means": ["heartbeat"]},
        {"kind": "toaster"},
        {"code": "other"},
    ],
)
def test_a_wrong_model_is_not_saved(steward, models, more):
    row = DeviceModel.objects.get(code="demo-pendant")
    answer = steward.post(reverse("devices_model", args=[row.code]), form_of(row, **more))
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.version == 1


def test_a_new_model_is_taken_once(steward, models):
    row = DeviceModel(code="own-1", vendor="v", name="n", kind="water", heartbeat_seconds=60, version=0)
    address = reverse("devices_model_new")
    assert steward.post(address, form_of(row)).status_code == 302
    assert steward.post(address, form_of(row)).status_code == 422


def test_who_only_reads_changes_no_model(clerk, models):
    row = DeviceModel.objects.get(code="demo-pendant")
    assert clerk.get(reverse("devices_model", args=[row.code])).status_code == 200
    assert clerk.post(reverse("devices_model", args=[row.code]), form_of(row)).status_code == 403
    assert clerk.get(reverse("devices_model", args=["none"])).status_code == 404


def test_raw_bytes_are_for_who_keeps_the_catalogue_and_each_look_is_told(steward, clerk, elder):
    device = stock()
    install(clerk, elder)
    press(device)
    address = reverse("devices_raw", args=[device.id])
    assert clerk.get(address).status_code == 403
    assert b'{"event"'.hex(" ") in steward.get(address).content.decode()
    assert Event.objects.filter(kind="telecare.frames.read", person=elder.id).count() == 1
