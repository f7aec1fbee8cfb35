"""A worker brings a device from stock into a home, mends it there, or takes another in its place."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from chongyang.core import events
from chongyang.core.access import visible
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.registry import queries as registry
from chongyang.registry.enums import LifeStatus
from chongyang.telecare.enums import Health, Holder, Outcome
from chongyang.telecare.models import Device, FollowUp
from chongyang.telecare.operations.devices import UnableToInstall, leave_home
from chongyang.telecare.operations.life import UnableToStep, keep_step, target_of
from chongyang.telecare.operations.sims import put_sim
from chongyang.telecare.queries import WITH_A_PERSON
from chongyang.telecare.rules.health import OUTCOMES
from chongyang.telecare.rules.importing import BAD_SIM, is_sim
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

NOT_KNOWN = N_("辖区的库存里没有这个序列号；先导入，或核对机身上的号码")
ELSEWHERE = N_("这台设备装在另一户家中，先在设备卡片上收回")
NOT_LIVING = N_("老人档案已注明去世或迁出，不能安装设备")
MERGED = N_("这份档案已并入另一份，请在那一份档案上安装")
NO_PLACE = N_("请选择安装位置")
NO_REASON = N_("请写明理由")
NOT_AT_HOME = N_("设备不在老人家中")
SAME = N_("新设备与旧设备是同一台")


@dataclass(frozen=True, slots=True)
class Placing:
    """Where in the home, who keeps it, and its SIM card if that was put in now."""

    place: str
    holder: Holder
    sim: str = ""


@transaction.atomic
def install_from_stock(
    *, serial: str, person: UUID, placing: Placing, scope: Scope, by: Actor, now: datetime
) -> Device:
    """Install a known device in the home of a living elder; raises UnableToInstall with what to do.

    Said twice it has one effect. In the same home it corrects place, holder and SIM; of two clerks with one
    device the second is refused.
    """
    demand(scope, Can.WRITE_DEVICES)
    area = _home(person, scope)
    _check(placing)
    device = _known(serial, scope)
    if device.state in WITH_A_PERSON:
        if device.person != person:
            raise UnableToInstall(ELSEWHERE)
        return _correct(device, placing, by, now)
    return _bring(device, person, area, placing, by, now)


@transaction.atomic
def replace_device(
    *, device: UUID, serial: str, reason: str, scope: Scope, by: Actor, now: datetime
) -> Device:
    """Another device in the place of one that is taken back, both or neither; answers the new one."""
    demand(scope, Can.WRITE_DEVICES)
    if not reason.strip():
        raise UnableToInstall(NO_REASON)
    old = (
        visible(Device.objects.select_for_update(of=("self",), no_key=True), scope).filter(id=device).first()
    )
    if old is None or old.state not in WITH_A_PERSON or old.person is None:
        raise UnableToInstall(NOT_AT_HOME)
    if old.serial == serial.strip():
        raise UnableToInstall(SAME)
    person, area, fresh = old.person, _home(old.person, scope), _known(serial, scope)
    if fresh.state in WITH_A_PERSON:
        raise UnableToInstall(ELSEWHERE)
    placing = Placing(old.place, Holder.of(old.holder or Holder.ELDER.value))
    _target(old, "take_back", by, reason)
    leave_home(old, "take_back", by, now, reason, Outcome.REPLACED)
    return _bring(fresh, person, area, placing, by, now)


@transaction.atomic
def repair_device(*, device: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Device:
    """It was mended where it stands; its open follow-up ends, and the next frames show whether it lives."""
    demand(scope, Can.WRITE_DEVICES)
    held = (
        visible(Device.objects.select_for_update(of=("self",), no_key=True), scope).filter(id=device).first()
    )
    if held is None:
        raise UnableToStep(NOT_AT_HOME)
    target_of(held, "repair", by, reason.strip())
    for one in FollowUp.objects.filter(device=held, closed_at__isnull=True):
        if Outcome.REPAIRED in OUTCOMES[Health.of(one.kind)]:
            one.closed_at, one.closed_by, one.outcome = now, by.account, Outcome.REPAIRED.value
            one.save(update_fields=["closed_at", "closed_by", "outcome"])
    keep_step(held, "repair", held.state, by, now, person=held.person, reason=reason.strip())
    return held


def _home(person: UUID, scope: Scope) -> int:
    """The area of a living elder's home."""
    elder = registry.access_elder(scope, person)
    if elder.life_status != LifeStatus.ALIVE:
        raise UnableToInstall(NOT_LIVING)
    if elder.same_as_id:
        raise UnableToInstall(MERGED)
    return elder.area


def _check(placing: Placing) -> None:
    if not placing.place.strip():
        raise UnableToInstall(NO_PLACE)
    if placing.sim and not is_sim(placing.sim):
        raise UnableToInstall(BAD_SIM[0])


def _known(serial: str, scope: Scope) -> Device:
    """The device, locked; the second of two clerks waits here and then sees what the first did."""
    rows = visible(Device.objects.select_for_update(of=("self",), no_key=True), scope)
    held = rows.filter(serial=serial.strip()[:40]).first()
    if held is None:
        raise UnableToInstall(NOT_KNOWN)
    return held


def _held(device: UUID, scope: Scope) -> Device | None:
    rows = Device.objects.select_for_update(of=("self",), no_key=True)
    return visible(rows, scope).filter(id=device).first()


def _target(device: Device, action: str, by: Actor, reason: str = "") -> str:
    try:
        return target_of(device, action, by, reason)
    except UnableToStep as refused:
        raise UnableToInstall(str(refused)) from refused


def _bring(device: Device, person: UUID, area: int, placing: Placing, by: Actor, now: datetime) -> Device:
    """Into the home, without what it said in another one."""
    source, device.state = device.state, _target(device, "install", by)
    device.person, device.area, device.installed_on = person, area, localdate(now)
    device.last_seen_at, device.last_used_at, device.confirmed_at = None, None, None
    device.health, device.health_since = Health.UNKNOWN.value, None
    _place(device, placing)
    keep_step(device, "install", source, by, now, person=person)
    return device


def _correct(device: Device, placing: Placing, by: Actor, now: datetime) -> Device:
    same = (device.place, device.holder) == (placing.place, placing.holder.value)
    if same and placing.sim in ("", device.sim.plain):
        return device
    _target(device, "move", by)
    _place(device, placing)
    keep_step(device, "move", device.state, by, now, person=device.person)
    return device


def _place(device: Device, placing: Placing) -> None:
    device.place, device.holder = placing.place, placing.holder.value
    if placing.sim:
        put_sim(device, placing.sim)
    device.save()


@transaction.atomic
def note_raw_look(*, device: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """Somebody reads raw frames: they may tell where the wearer was, so the look is written down."""
    demand(scope, Can.EDIT_MODELS)
    held = visible(Device.objects.filter(id=device), scope).first()
    if held is not None:
        events.record(
            "telecare.frames.read",
            by=by,
            now=now,
            area=held.area,
            subject_type="device",
            subject=held.id,
            person=held.person,
            payload={"kind": held.kind},
        )
