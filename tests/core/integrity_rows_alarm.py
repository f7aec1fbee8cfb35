"""Bad rows of devices, incidents and the line."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.emergency import models as emergency
from chongyang.hotline import models as hotline
from chongyang.telecare import models as telecare
from chongyang.territory.enums import Role
from tests import factories
from tests.core.integrity_rows import GOOD_AREA, TODAY, bad, dead, double_of, good_elder
from tests.core.integrity_rows_ground import grant

NEXT_DAY = TODAY + timedelta(days=2)


def ago(**parts: float) -> datetime:
    return now() - timedelta(**parts)


def device(elder: Any = None, **columns: object) -> UUID:
    """One in use that was heard; the model is unknown to nobody because it names none."""
    row = factories.make_device(elder or good_elder())
    told = {"last_seen_at": now(), "installed_on": TODAY - timedelta(days=60), "place": "床头"}
    telecare.Device.objects.filter(id=row.id).update(**{**told, **columns})
    return row.id


@bad("telecare.device_of_dead")
def _() -> UUID:
    return device(dead())


@bad("telecare.used_after_death")
def _() -> UUID:
    return device(dead(), last_used_at=now())


@bad("telecare.device_of_nobody")
def _() -> UUID:
    return device(person=uuid4())


@bad("telecare.device_out_of_step")
def _() -> UUID:
    return device(area=factories.ZHONGYUAN)


@bad("telecare.device_of_double")
def _() -> UUID:
    return device(double_of(good_elder()))


@bad("telecare.installed_twice")
def _() -> UUID:
    elder = good_elder()
    device(elder)
    return device(elder)


@bad("telecare.stock_with_person")
def _() -> UUID:
    return device(state="returned")


@bad("telecare.model_unknown")
def _() -> UUID:
    return device(model="nobody-sells-it")


@bad("telecare.heard_in_future")
def _() -> UUID:
    return device(last_seen_at=now() + timedelta(hours=5))


@bad("telecare.never_heard")
def _() -> UUID:
    return device(last_seen_at=None)


@bad("telecare.installed_in_future")
def _() -> UUID:
    return device(installed_on=NEXT_DAY)


@bad("telecare.in_use_undated")
def _() -> UUID:
    return device(installed_on=None)


@bad("telecare.sim_doubled")
def _() -> UUID:
    device(sim_index=b"one")
    return device(sim_index=b"one")


@bad("telecare.battery_impossible")
def _() -> UUID:
    return device(battery_percent=140)


@bad("telecare.follow_up_left_over")
def _() -> UUID:
    key = device(state="returned", person=None)
    telecare.FollowUp.objects.create(device_id=key, kind="late", area=GOOD_AREA, opened_at=ago(days=1))
    return key


def alert(elder: Any) -> UUID:
    told: dict[str, object] = dict.fromkeys(("first_at", "last_at", "shown_at", "due_at"), ago(days=2))
    told |= {"kind": "bp", "level": "urgent", "rule": "bp"}
    return telecare.Alert.objects.create(person=elder.id, area=elder.area, **told).id


@bad("telecare.alert_too_long")
def _() -> UUID:
    return alert(good_elder())


@bad("telecare.alert_of_dead")
def _() -> UUID:
    return alert(dead())


@bad("telecare.limit_of_dead")
def _() -> UUID:
    told = {"person": dead().id, "area": GOOD_AREA, "rule": "x", "limit": 1, "reason": "x"}
    return telecare.VitalLimit.objects.create(valid_from=ago(days=5), **told).id


@bad("telecare.away_too_long")
def _() -> UUID:
    told = {"person": good_elder().id, "area": GOOD_AREA, "kind": "hospital"}
    return telecare.Away.objects.create(valid_from=ago(days=100), **told).id


@bad("telecare.trial_left_open")
def _() -> UUID:
    elder = good_elder()
    key = device(elder)
    told = {"person": elder.id, "area": elder.area, "begun_at": ago(hours=3), "until_at": ago(hours=2)}
    telecare.DeviceTrial.objects.create(device_id=key, **told)
    return key


def incident(elder: Any = None, **columns: object) -> UUID:
    """An open one with its origin; `columns` make it wrong."""
    person = elder.id if elder else good_elder().id
    key = new_key()
    told: dict[str, object] = {"kind": "sos", "source": "device", "subject_key": f"x:{key}", "person": person}
    told |= {"id": key, "number": f"T{key.hex[-12:]}", "area": GOOD_AREA, "file": person, "state": "open"}
    told |= {"opened_at": ago(minutes=5)}
    emergency.Incident.objects.create(**{**told, **columns})
    origin(key)
    return key


def origin(key: UUID) -> None:
    told = {"source": "device", "kind": "sos", "said_at": now(), "received_at": now(), "area": GOOD_AREA}
    emergency.Origin.objects.create(incident_id=key, **told)


CLOSED = {"state": "closed", "outcome": "handled"}


@bad("emergency.incident_of_dead")
def _() -> UUID:
    return incident(dead())


@bad("emergency.incident_of_nobody")
def _() -> UUID:
    return incident(person=uuid4())


@bad("emergency.incident_too_long")
def _() -> UUID:
    return incident(opened_at=ago(days=3))


@bad("emergency.incident_twice_open")
def _() -> UUID:
    survivor = good_elder()
    incident(survivor)
    return incident(double_of(survivor))


@bad("emergency.incident_closed_before_opened")
def _() -> UUID:
    return incident(closed_at=ago(days=1), **CLOSED)


@bad("emergency.incident_open_in_final_state")
def _() -> UUID:
    return incident(state="closed")


@bad("emergency.incident_without_origin")
def _() -> UUID:
    key = new_key()
    told: dict[str, object] = {"kind": "sos", "source": "device", "subject_key": f"x:{key}"}
    told |= {"id": key, "number": f"T{key.hex[-12:]}", "area": GOOD_AREA, "file": key, "state": "open"}
    return emergency.Incident.objects.create(opened_at=now(), **told).id


@bad("emergency.incident_merged_into_itself")
def _() -> UUID:
    key = incident(state="merged", closed_at=now(), outcome="merged")
    emergency.Incident.objects.filter(id=key).update(merged_into_id=key)
    return key


@bad("emergency.incident_without_times")
def _() -> UUID:
    return incident(closed_at=now(), **CLOSED)


@bad("emergency.links_out_of_order")
def _() -> UUID:
    key = incident()
    for name, minutes in (("received", 5), ("assigned", 3), ("arrived", 4)):
        told = {"actor": "t", "how": "t", "area": GOOD_AREA, "at": ago(minutes=minutes)}
        emergency.Link.objects.create(incident_id=key, link=name, **told)
    return key


def dispatch(key: UUID, **columns: object) -> UUID:
    told: dict[str, object] = {"responder": uuid4(), "account": uuid4(), "area": GOOD_AREA}
    told |= {"incident_kind": "sos", "state": "offered", "offered_at": ago(minutes=2)}
    return emergency.Dispatch.objects.create(incident_id=key, **{**told, **columns}).id


@bad("emergency.dispatch_left_open")
def _() -> UUID:
    key = incident(closed_at=now(), **CLOSED)
    dispatch(key)
    return key


@bad("emergency.dispatch_out_of_order")
def _() -> UUID:
    key = incident()
    dispatch(key, accepted_at=ago(minutes=9))
    return key


@bad("emergency.offer_forgotten")
def _() -> UUID:
    key = incident()
    dispatch(key, offered_at=ago(hours=2))
    return key


@bad("emergency.grant_left_open")
def _() -> UUID:
    over = dispatch(incident(), ended_at=now(), state="finished")
    return grant(source="dispatch", reference=over, account=factories.make_account(Role.VOLUNTEER)).id


def care_call(elder: Any, **columns: object) -> UUID:
    told: dict[str, object] = {"person": elder.id, "area": GOOD_AREA, "rule_id": uuid4(), "language": "zh"}
    told |= {"on": TODAY, "next_at": now(), "window_to": now() + timedelta(hours=1)}
    return hotline.CareCall.objects.create(**{**told, **columns}).id


@bad("hotline.care_call_for_dead")
def _() -> UUID:
    return care_call(dead())


@bad("hotline.care_call_stuck")
def _() -> UUID:
    return care_call(good_elder(), state="calling", taken_at=ago(hours=5))


@bad("hotline.care_call_left_over")
def _() -> UUID:
    return care_call(good_elder(), on=TODAY - timedelta(days=2))


def pause(elder: Any, **columns: object) -> UUID:
    told: dict[str, object] = {"person": elder.id, "area": GOOD_AREA, "reason": "hospital"}
    told |= {"since": TODAY - timedelta(days=20)}
    return hotline.CarePause.objects.create(**{**told, **columns}).id


@bad("hotline.pause_of_dead")
def _() -> UUID:
    return pause(dead())


@bad("hotline.pause_run_out")
def _() -> UUID:
    return pause(good_elder(), until=TODAY - timedelta(days=5))


def call(**columns: object) -> hotline.Call:
    told: dict[str, object] = {"began_at": ago(hours=9), "area": GOOD_AREA, "account": uuid4()}
    return hotline.Call.objects.create(**{**told, **columns})


@bad("hotline.call_without_end")
def _() -> UUID:
    return call(state="talking", answered_at=ago(hours=9)).id


@bad("hotline.call_ringing_too_long")
def _() -> UUID:
    return call(state="ringing").id


@bad("hotline.call_answered_before_it_began")
def _() -> UUID:
    return call(answered_at=ago(hours=10)).id


@bad("hotline.emergency_without_incident")
def _() -> UUID:
    return call(purpose="emergency").id


@bad("hotline.call_back_overdue")
def _() -> UUID:
    told = {"due_at": ago(hours=3), "area": GOOD_AREA}
    return hotline.CallBack.objects.create(call=call(), **told).id


def order(**columns: object) -> UUID:
    told: dict[str, object] = {"number": uuid4().hex[:20], "direction": "out", "kind": "help", "title": "x"}
    told |= {"area": GOOD_AREA, "state": "sent", "received_at": now(), "due_at": now() + timedelta(days=3)}
    return hotline.Order.objects.create(**{**told, **columns}).id


@bad("hotline.order_overdue")
def _() -> UUID:
    return order(due_at=ago(days=1))


@bad("hotline.order_unassigned_person_dead")
def _() -> UUID:
    return order(person=dead().id)


def follow_up(**columns: object) -> UUID:
    told: dict[str, object] = {"about": "incident", "subject": uuid4(), "area": GOOD_AREA, "state": "open"}
    told |= {"opened_at": ago(days=9), "due_at": now() + timedelta(days=1)}
    return hotline.FollowUp.objects.create(**{**told, **columns}).id


@bad("hotline.follow_up_of_dead")
def _() -> UUID:
    return follow_up(person=dead().id)


@bad("hotline.follow_up_overdue")
def _() -> UUID:
    return follow_up(due_at=ago(days=5))


@bad("hotline.hand_over_not_accepted")
def _() -> UUID:
    shift = hotline.Shift.objects.create(account=uuid4(), began_at=ago(days=2), area=GOOD_AREA)
    told = {"giver": shift.account, "given_at": ago(days=1), "area": GOOD_AREA}
    return hotline.HandOver.objects.create(shift=shift, **told).id


@bad("hotline.audit_overdue")
def _() -> UUID:
    told = {"month": TODAY.replace(day=1), "seat": uuid4(), "reviewer": uuid4(), "seed": "x", "turn": 1}
    told |= {"criteria": 1, "drawn_at": now(), "due_on": TODAY - timedelta(days=1), "area": GOOD_AREA}
    return hotline.CallAudit.objects.create(call=call(), **told).id
