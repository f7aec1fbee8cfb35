"""An announced test press: begun by a worker at the device, found by the frame that comes, ended."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from chongyang.core import events
from chongyang.core.access import visible
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.telecare.enums import SignalKind
from chongyang.telecare.models import Device, DeviceTrial, Signal
from chongyang.telecare.operations.life import step_of
from chongyang.telecare.queries import WITH_A_PERSON
from chongyang.telecare.rules import trials
from chongyang.telecare.rules.trials import TrialOutcome
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

NOT_AT_HOME = N_("设备不在老人家中，不能测试")
TOO_OFTEN = N_("这台设备今天测试次数过多；请直接联系12349，说明后再按键")
DAY = timedelta(days=1)


class UnableToTry(Exception):
    """No test is announced; Chinese source text, nothing personal."""


@transaction.atomic
def begin_trial(*, device: UUID, scope: Scope, by: Actor, now: datetime) -> DeviceTrial:
    """Announce a test press for some minutes. One that runs is answered again: two clerks have one test."""
    demand(scope, Can.WRITE_DEVICES)
    held = _locked(device, scope)
    if held is None or held.state not in WITH_A_PERSON or held.person is None:
        raise UnableToTry(NOT_AT_HOME)
    running = DeviceTrial.objects.filter(device=held, ended_at__isnull=True).first()
    if running and now < running.until_at:
        return running
    if running:
        _end(running, running.until_at, _quiet_outcome(running))
    told = trials.load_told()
    if DeviceTrial.objects.filter(device=held, begun_at__gt=now - DAY).count() >= told.most_a_day:
        raise UnableToTry(TOO_OFTEN)
    made = DeviceTrial.objects.create(
        device=held,
        person=held.person,
        area=held.area,
        begun_at=now,
        until_at=now + told.window,
        begun_by=by.account,
    )
    _tell("begun", made, by, now)
    return made


@transaction.atomic
def end_trial(*, device: UUID, scope: Scope, by: Actor, now: datetime) -> DeviceTrial | None:
    """The worker is done: every further press is real. Nothing if no test runs."""
    demand(scope, Can.WRITE_DEVICES)
    held = _locked(device, scope)
    running = DeviceTrial.objects.filter(device=held, ended_at__isnull=True).first() if held else None
    if running is None:
        return None
    _end(running, min(now, running.until_at), _quiet_outcome(running))
    _tell("ended", running, by, now)
    return running


def close_trial_of(device: Device, now: datetime) -> None:
    """A device that leaves its home takes no announcement into the next."""
    for running in DeviceTrial.objects.filter(device=device, ended_at__isnull=True):
        _end(running, min(now, running.until_at), _quiet_outcome(running))


def judge_press(signal: Signal, device: Device | None, is_clock_wrong: bool) -> DeviceTrial | None:
    """The running announcement of this signal's device; turns the announced press into a test.

    Called before the signal is written. Whatever is not surely the announced test stays the alarm that it is:
    also when somebody holds the announcement this moment, because a press never waits.
    """
    if device is None or signal.person is None or not getattr(device, "is_tried", True):
        return None  # HEARD has said so in its own statement
    rows = DeviceTrial.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    running = rows.filter(device=device, ended_at__isnull=True).first()
    if running is None or running.person != signal.person:
        return None
    if signal.kind == SignalKind.TEST.value:
        return running
    press = trials.Press(
        SignalKind.of(signal.kind), signal.pressed_at, signal.received_at, is_clock_wrong=is_clock_wrong
    )
    announced = trials.Announced(running.begun_at, running.until_at, running.presses)
    other = _other_alarm(signal, running)
    told = trials.load_told()
    if trials.is_announced(press, device.kind, announced, other_alarm=other, told=told):
        signal.kind, signal.note = SignalKind.TEST.value, trials.ANNOUNCED
        running.presses += 1
    return running


def note_press(running: DeviceTrial, signal: Signal, device: Device) -> None:
    """What a new signal means for the announcement: it arrived, or it was real and ends it."""
    if signal.received_at >= running.until_at:
        _end(running, running.until_at, _quiet_outcome(running))
    elif signal.kind != SignalKind.TEST.value:
        _end(running, signal.received_at, TrialOutcome.REAL)
    else:
        if running.arrived_at is None:
            running.arrived_at, running.signal = signal.received_at, signal
        running.save(update_fields=["presses", "arrived_at", "signal"])
        _confirm(device, signal.received_at)


def _other_alarm(signal: Signal, running: DeviceTrial) -> bool:
    """Whether any alarm of this home came since the announcement: then every press is believed."""
    rows = Signal.objects.filter(person=signal.person, received_at__gte=running.begun_at)
    return rows.exclude(kind=SignalKind.TEST.value).exists()


def _confirm(device: Device, at: datetime) -> None:
    """The test proves the device at once, unless a job holds it: then the judge of all devices does."""
    rows = Device.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    held = rows.filter(id=device.id, state="in_use", confirmed_at__isnull=True).first()
    if held is None:
        return
    held.confirmed_at = at
    held.save(update_fields=["confirmed_at"])
    by = Actor(kind="system", label="system")
    step_of(held, "confirm", "installed", by, at, person=held.person).save(force_insert=True)


def _locked(device: UUID, scope: Scope) -> Device | None:
    return (
        visible(Device.objects.select_for_update(of=("self",), no_key=True), scope).filter(id=device).first()
    )


def _quiet_outcome(running: DeviceTrial) -> TrialOutcome:
    return TrialOutcome.ARRIVED if running.arrived_at else TrialOutcome.NOT_ARRIVED


def _end(running: DeviceTrial, at: datetime, outcome: TrialOutcome) -> None:
    running.ended_at, running.outcome = at, outcome.value
    running.save(update_fields=["ended_at", "outcome"])


def _tell(what: str, trial: DeviceTrial, by: Actor, now: datetime) -> None:
    events.record(
        f"telecare.trial.{what}",
        by=by,
        now=now,
        area=trial.area,
        subject_type="device",
        subject=trial.device_id,
        person=trial.person,
        payload={"outcome": trial.outcome},
    )
