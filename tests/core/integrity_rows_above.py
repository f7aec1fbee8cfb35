"""Bad rows of the ground, of territory and of the rooms above the registry."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from chongyang.alerting import models as alerting
from chongyang.claims import models as claims
from chongyang.claims.models.words import Disagreement
from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.models import Case, Event, KeptCount, OutboxMessage, Step
from chongyang.emergency import models as emergency
from chongyang.exchange import models as exchange
from chongyang.groups import models as groups
from chongyang.hotline import models as hotline
from chongyang.linkage import models as linkage
from chongyang.privacy import models as privacy
from chongyang.privacy.rules.glass import Reason
from chongyang.providers import models as providers
from chongyang.registration import models as registration
from chongyang.registry.models import Contact, Mandate, Profile
from chongyang.telecare import models as telecare
from chongyang.territory.enums import Role
from chongyang.territory.models import (
    Account,
    ApiToken,
    Area,
    Grant,
    Organisation,
    Post,
)
from tests import factories
from tests.core.integrity_rows import GOOD_AREA, TODAY, bad, dead, double_of, good_elder
from tests.exchange.helpers import agreed

NEXT_DAY = TODAY + timedelta(days=2)


def ago(**parts: float) -> datetime:
    return now() - timedelta(**parts)


# --- mandates -----------------------------------------------------------------------------------------------


def mandate(**columns: object) -> Mandate:
    told: dict[str, object] = {"person": good_elder().id if "person" not in columns else None}
    told |= {"area": GOOD_AREA, "account": factories.make_account(Role.FAMILY).id, "basis": "elder"}
    told |= {"channel": "paper", "text_version": "1", "allows": ["read_file"], "given_at": ago(days=9)}
    told |= {"valid_from": ago(days=9), "valid_to": now() + timedelta(days=90)}
    return Mandate.objects.create(**{**told, **columns})


@bad("registry.mandate_of_dead")
def _() -> UUID:
    return mandate(person=dead().id).id


@bad("registry.mandate_of_nobody")
def _() -> UUID:
    return mandate(person=uuid4()).id


@bad("registry.mandate_out_of_step")
def _() -> UUID:
    return mandate(area=factories.ZHONGYUAN).id


@bad("registry.mandate_account_closed")
def _() -> UUID:
    account = factories.make_account(Role.FAMILY)
    Account.objects.filter(id=account.id).update(is_active=False)
    return mandate(account=account.id).id


def grant(**columns: object) -> Grant:
    told: dict[str, object] = {"person": good_elder().id, "purpose": "x", "source": "mandate"}
    told |= {"reference": uuid4(), "valid_from": ago(hours=3)}
    account = columns.pop("account", None) or factories.make_account(Role.FAMILY)
    return Grant.objects.create(account=account, **{**told, **columns})


@bad("registry.grant_without_mandate")
def _() -> UUID:
    return grant().id


# --- the ground ---------------------------------------------------------------------------------------------


def message(**columns: object) -> UUID:
    told: dict[str, object] = {"destination": "x", "key": str(uuid4()), "area": GOOD_AREA}
    told |= {"due_at": ago(hours=3), "created_at": ago(hours=3)}
    return OutboxMessage.objects.create(**{**told, **columns}).id


@bad("core.outbox_dead")
def _() -> UUID:
    return message(state="dead")


@bad("core.outbox_late")
def _() -> UUID:
    return message()


def event(**columns: object) -> UUID:
    told: dict[str, object] = {"kind": "test.thing.done", "at": now(), "actor_kind": "system"}
    told |= {"actor_label": "t", "area": GOOD_AREA, "subject_type": "t", "payload_digest": b"x"}
    return Event.objects.create(**{**told, **columns}).id


@bad("core.unsealed_events")
def _() -> UUID:
    return event(recorded_at=ago(hours=2))


@bad("core.event_of_future")
def _() -> UUID:
    return event(at=now() + timedelta(hours=2))


def case(**columns: object) -> Case:
    told: dict[str, object] = {"lifecycle": "t", "version": 1, "state": "open", "area": GOOD_AREA}
    told |= dict.fromkeys(("opened_at", "entered_at", "timed_from"), ago(hours=4))
    return Case.objects.create(**{**told, **columns})


def step(held: Case, target: str) -> None:
    told: dict[str, object] = {"action": "open", "actor_kind": "system", "actor_label": "t", "at": now()}
    Step.objects.create(case=held, number=1, target=target, area=held.area, **told)


@bad("core.case_timer_overdue")
def _() -> UUID:
    held = case(due_at=ago(hours=3))
    step(held, "open")
    return held.id


@bad("core.case_without_steps")
def _() -> UUID:
    return case().id


@bad("core.case_in_another_state")
def _() -> UUID:
    held = case()
    step(held, "closed")
    return held.id


@bad("core.counts_old")
def _() -> UUID:
    KeptCount.objects.create(kind="t.x", area=410105001000, value=1, counted_at=ago(hours=5))
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5('t.x/410105001000')::uuid")
        return UUID(str(cursor.fetchone()[0]))


# --- territory ----------------------------------------------------------------------------------------------


def ended(account: Account) -> Account:
    Post.objects.filter(account=account).update(valid_from=ago(days=2), valid_to=ago(days=1))
    return account


def closed(role: Role = Role.OPERATOR) -> Account:
    account = factories.make_account(role)
    Account.objects.filter(id=account.id).update(is_active=False)
    return account


@bad("territory.account_without_post")
def _() -> UUID:
    return ended(factories.make_operator()).id


@bad("territory.account_never_appointed")
def _() -> UUID:
    return Account.objects.create(username=f"a{uuid4().hex[:8]}", display_name="x", created_at=now()).id


@bad("territory.administrators_together")
def _() -> UUID:
    account = factories.make_account(Role.AUDITOR)
    other = Organisation.objects.order_by("key").last()
    Post.objects.create(account=account, role="operator", organisation=other, valid_from=ago(days=1))
    return account.id


@bad("territory.first_password_unused")
def _() -> UUID:
    account = factories.make_operator()
    Account.objects.filter(id=account.id).update(password_is_temporary=True, created_at=ago(days=20))
    return account.id


@bad("territory.closed_account_with_post")
def _() -> UUID:
    return closed().id


def organisation(**columns: object) -> Organisation:
    told: dict[str, object] = {"name": "测试机构", "short_name": "测试", "kind": "office", "area": GOOD_AREA}
    told |= {"key": f"t.{uuid4()}", "intervals": [[410105001000, 410105001999]]}
    return Organisation.objects.create(**{**told, **columns})


@bad("territory.post_of_ended_organisation")
def _() -> UUID:
    gone = organisation(valid_to=TODAY - timedelta(days=3))
    return Post.objects.get(account=factories.make_account(Role.STREET_CLERK, gone)).id


@bad("territory.post_outside_organisation")
def _() -> UUID:
    account = factories.make_account(Role.STREET_CLERK, organisation(), "410102")
    return Post.objects.get(account=account).id


@bad("territory.grant_of_closed_account")
def _() -> UUID:
    return grant(account=closed(Role.FAMILY)).id


@bad("territory.glass_open_too_long")
def _() -> UUID:
    return grant(source="break_glass", account=factories.make_operator()).id


def token(account: Account, **columns: object) -> UUID:
    told: dict[str, object] = {"label": "t", "prefix": uuid4().hex[:12], "digest": uuid4().bytes}
    told |= {"names": ["plan:read"], "created_at": ago(days=100), "valid_to": now() + timedelta(days=9)}
    post = Post.objects.get(account=account)
    return ApiToken.objects.create(account=account, post=post, **{**told, **columns}).id


@bad("territory.token_of_closed_account")
def _() -> UUID:
    return token(closed())


@bad("territory.token_unused")
def _() -> UUID:
    return token(factories.make_operator())


@bad("territory.organisation_without_successor")
def _() -> UUID:
    return organisation(valid_to=TODAY).id


@bad("territory.organisation_ends_before_it_begins")
def _() -> UUID:
    return organisation(valid_from=NEXT_DAY, valid_to=TODAY).id


def area(code: str, **columns: object) -> UUID:
    value = int(code.ljust(12, "0"))
    told: dict[str, object] = {"first": value, "last": value, "name": "x", "level": "community"}
    Area.objects.create(code=code, **{**told, **columns})
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5(%s)::uuid", [code])
        return UUID(str(cursor.fetchone()[0]))


@bad("territory.area_outside_parent")
def _() -> UUID:
    return area("410102099099", parent_id="410105001")


@bad("territory.area_without_parent")
def _() -> UUID:
    return area("410102099098")


# --- providers ----------------------------------------------------------------------------------------------


def responder(**columns: object) -> providers.Responder:
    row = factories.make_responder(area=GOOD_AREA)
    providers.DutyTurn.objects.create(responder=row, area=row.area, began_at=ago(hours=1))
    providers.Responder.objects.filter(id=row.id).update(**columns) if columns else None
    return row


@bad("providers.responder_without_post")
def _() -> UUID:
    row = responder()
    Post.objects.filter(account=row.account).update(valid_from=ago(days=2), valid_to=ago(days=1))
    return row.id


@bad("providers.responder_without_phone")
def _() -> UUID:
    return responder(phone=None).id


@bad("providers.responder_outside")
def _() -> UUID:
    return responder(longitude=0, latitude=0).id


@bad("providers.skill_run_out")
def _() -> UUID:
    return responder(skills=["first_aid"], skill_ends={"first_aid": "2020-01-01"}).id


@bad("providers.keys_of_dead")
def _() -> UUID:
    return responder(holds_keys_of=[dead().id]).id


@bad("providers.on_duty_without_turn")
def _() -> UUID:
    row = responder()
    providers.DutyTurn.objects.filter(responder=row).update(ended_at=now())
    return row.id


@bad("providers.turn_too_long")
def _() -> UUID:
    row = responder()
    providers.DutyTurn.objects.filter(responder=row).update(began_at=ago(hours=40))
    return row.id


@bad("providers.responder_of_closed_station")
def _() -> UUID:
    row = responder()
    providers.Provider.objects.filter(id=row.station_id).update(closed_on=TODAY)
    return row.id


@bad("providers.position_left_over")
def _() -> UUID:
    row = responder()
    told = {"longitude": 113.6, "latitude": 34.7, "at": now()}
    providers.ResponderPosition.objects.create(responder=row, area=row.area, **told)
    return row.id


def provider(**columns: object) -> UUID:
    row = responder().station
    assert row
    providers.Provider.objects.filter(id=row.id).update(**columns)
    return row.id


@bad("providers.provider_outside")
def _() -> UUID:
    return provider(longitude=0, latitude=0)


@bad("providers.provider_over_full")
def _() -> UUID:
    return provider(beds=10, residents=11)


@bad("providers.provider_closed_before_open")
def _() -> UUID:
    return provider(opened_on=date(2020, 1, 1), closed_on=date(2019, 1, 1))


@bad("providers.provider_closed_with_residents")
def _() -> UUID:
    return provider(closed_on=date(2019, 1, 1), residents=3)


@bad("providers.station_without_responder")
def _() -> UUID:
    return factories.make_station(area=GOOD_AREA).id


# --- alerting -----------------------------------------------------------------------------------------------


def rota(account: UUID | None = None, *, hours: int = 200) -> alerting.Rota:
    row = alerting.Rota.objects.create(
        code=uuid4().hex, name="x", area=GOOD_AREA, state="active", made_at=now(), activated_at=now()
    )
    if hours:
        account = account or factories.make_operator().id
        told = {"begins_at": ago(hours=1), "ends_at": now() + timedelta(hours=hours)}
        alerting.Shift.objects.create(rota=row, area=row.area, account=account, **told)
        alerting.Channel.objects.create(account=account, area=row.area, kind="desk")
    return row


@bad("alerting.rota_empty_now")
def _() -> UUID:
    rota()
    return rota(hours=0).id


@bad("alerting.rota_gap_ahead")
def _() -> UUID:
    rota()
    return rota(hours=20).id


@bad("alerting.shift_of_closed_account")
def _() -> UUID:
    return rota(closed().id).id


@bad("alerting.duty_without_channel")
def _() -> UUID:
    row = rota()
    alerting.Channel.objects.all().delete()
    return row.id


@bad("alerting.channel_not_tested")
def _() -> UUID:
    contact = Contact.objects.get(person=good_elder().id)
    told = {"person": contact.person, "area": contact.area, "kind": "sms"}
    return alerting.Channel.objects.create(contact=contact.id, **told).id


@bad("alerting.channel_of_nobody")
def _() -> UUID:
    told = {"area": GOOD_AREA, "kind": "sms", "tested_at": now()}
    return alerting.Channel.objects.create(contact=uuid4(), **told).id


@bad("alerting.run_stalled")
def _() -> UUID:
    chain = alerting.Chain.objects.create(code=uuid4().hex, name="x", subject_kind="incident")
    version = alerting.ChainVersion.objects.create(chain=chain, number=1, steps=[], drafted_at=now())
    told = {"kind": "incident", "area": GOOD_AREA, "started_at": ago(days=3), "subject": (key := uuid4())}
    alerting.Run.objects.create(subject_key=f"incident:{key}", version=version, **told)
    return key


# --- telecare -----------------------------------------------------------------------------------------------


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


# --- emergency ----------------------------------------------------------------------------------------------


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


# --- hotline ------------------------------------------------------------------------------------------------


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


# --- the rooms around the file ------------------------------------------------------------------------------


def household(**columns: object) -> groups.Household:
    told: dict[str, object] = {"area": GOOD_AREA, "opened_on": TODAY - timedelta(days=90), "source": "street"}
    return groups.Household.objects.create(**{**told, **columns})


def member(house: groups.Household, person: UUID, role: str = "head") -> UUID:
    told = {"area": GOOD_AREA, "person": person, "role": role, "joined_on": TODAY - timedelta(days=90)}
    return groups.Member.objects.create(household=house, **told).id


@bad("groups.household_without_head")
def _() -> UUID:
    house = household()
    member(house, good_elder().id, "child")
    return house.id


@bad("groups.household_empty")
def _() -> UUID:
    return household().id


@bad("groups.member_of_dead")
def _() -> UUID:
    return member(household(), dead().id)


def membership(person: UUID | None = None, **columns: object) -> UUID:
    """A class that stands in the file as well."""
    person = person or good_elder().id
    Profile.objects.filter(id=person).update(classes=["minimum_living"])
    told: dict[str, object] = {"person": person, "area": GOOD_AREA, "kind": "minimum_living"}
    told |= {"authority": "civil_affairs", "office": organisation().id, "evidence": "decision"}
    told |= {"valid_from": TODAY - timedelta(days=90), "granted_at": ago(days=90)}
    return groups.Membership.objects.create(**{**told, **columns}).id


@bad("groups.class_of_dead")
def _() -> UUID:
    return membership(dead().id)


@bad("groups.class_not_in_file")
def _() -> UUID:
    key = membership()
    Profile.objects.all().update(classes=[])
    return key


@bad("groups.class_without_office")
def _() -> UUID:
    return membership(office=None)


@bad("groups.class_office_gone")
def _() -> UUID:
    return membership(office=organisation(valid_to=date(2010, 1, 1)).id)


@bad("groups.review_overdue")
def _() -> UUID:
    return membership(review_on=TODAY - timedelta(days=80))


@bad("groups.care_of_dead")
def _() -> UUID:
    told = {"person": dead().id, "area": GOOD_AREA, "kind": "family", "relation": "son", "source": "street"}
    told |= {"carer": good_elder().id, "since": TODAY - timedelta(days=90)}
    return groups.Care.objects.create(**told).id


def claim(person: UUID | None, *, belongs: bool = True, feed: str = "population") -> tuple[UUID, UUID]:
    """A claim and, unless told otherwise, to whom it belongs; the keys of both findings."""
    index = uuid4().bytes
    told: dict[str, object] = {"area": GOOD_AREA, "feed": feed, "record_index": index}
    row = claims.Claim.objects.create(
        source="police", run=uuid4(), digest=b"x", valid_from=TODAY - timedelta(days=9), **told
    )
    if belongs:
        claims.Belonging.objects.create(person=person or uuid4(), how="linked", since=now(), **told)
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5(%s || encode(%s::bytea, 'hex'))::uuid", [feed, index])
        return row.id, UUID(str(cursor.fetchone()[0]))


@bad("claims.orphan")
def _() -> UUID:
    return claim(None, belongs=False)[0]


@bad("claims.belonging_without_claim")
def _() -> UUID:
    key = claim(good_elder().id)[1]
    claims.Claim.objects.all().delete()
    return key


@bad("claims.twice_in_one_feed")
def _() -> UUID:
    person = good_elder().id
    claim(person)
    return claim(person)[1]


@bad("claims.death_waiting")
def _() -> UUID:
    told = {"person": good_elder().id, "area": GOOD_AREA, "claim": uuid4(), "feed": "deaths"}
    told |= {"record_index": b"x", "source": "police", "evidence": "police", "told_on": TODAY}
    return claims.StopProposal.objects.create(proposed_at=ago(days=3), **told).id


@bad("claims.conflict_open_long")
def _() -> UUID:
    told = {"person": good_elder().id, "area": GOOD_AREA, "fields": ["name"]}
    return Disagreement.objects.create(found_at=ago(days=200), **told).person


@bad("claims.contest_overdue")
def _() -> UUID:
    told = {"person": good_elder().id, "area": GOOD_AREA, "field": "name", "source": "police"}
    told |= {"reason": "wrong", "asked_at": ago(days=30), "due_at": ago(days=3)}
    return claims.Contest.objects.create(**told).id


@bad("claims.run_stalled")
def _() -> UUID:
    told = {"feed": "population", "feed_version": "1", "area": GOOD_AREA, "file_name": "x", "digest": "x"}
    told |= {"size": 1, "told_on": TODAY, "state": "running", "received_at": ago(hours=5)}
    return claims.Run.objects.create(**told).id


@bad("linkage.pair_waiting")
def _() -> UUID:
    told = {"area": GOOD_AREA, "other_area": GOOD_AREA, "kind": "claims", "weight": 1.0, "probability": 0.5}
    told |= {"left_feed": "a", "left_record": b"1", "left_person": uuid4()}
    told |= {"right_feed": "b", "right_record": b"2", "right_person": uuid4()}
    return linkage.Pair.objects.create(found_at=ago(days=60), **told).id


@bad("linkage.ask_unanswered")
def _() -> UUID:
    told = {"pair": uuid4(), "area": GOOD_AREA, "from_area": GOOD_AREA, "person": good_elder().id}
    told |= {"other_person": uuid4(), "weight": 1.0, "reason": "x"}
    return linkage.Ask.objects.create(asked_at=ago(days=30), **told).id


@bad("linkage.merge_without_link")
def _() -> UUID:
    told = {"area": GOOD_AREA, "other_area": GOOD_AREA, "reason": "x", "merged_at": now()}
    return linkage.Merge.objects.create(double=good_elder().id, survivor=good_elder().id, **told).id


@bad("linkage.belonging_to_nobody")
def _() -> UUID:
    return claim(uuid4())[1]


def known(**columns: object) -> UUID:
    told: dict[str, object] = {"area": GOOD_AREA, "records": 1, "since": now()}
    return linkage.Known.objects.create(**{**told, **columns}).id


@bad("linkage.known_with_file")
def _() -> UUID:
    return known(identity_index=good_elder().identity_index)


@bad("linkage.run_stalled")
def _() -> UUID:
    told = {"area": GOOD_AREA, "model_version": "1", "engine": "duckdb"}
    return linkage.LinkRun.objects.create(begun_at=ago(hours=5), alive_at=ago(hours=5), **told).id


def hand_over(elder: Any, **columns: object) -> UUID:
    told: dict[str, object] = {"person": elder.id, "area": GOOD_AREA, "to_area": factories.ZHONGYUAN}
    told |= {"direction": "out", "reason": "x", "proposed_by": uuid4(), "proposed_at": ago(days=9)}
    told |= {"due_at": now() + timedelta(days=9)}
    return registration.HandOver.objects.create(**{**told, **columns}).id


@bad("registration.hand_over_overdue")
def _() -> UUID:
    return hand_over(good_elder(), due_at=ago(days=1))


@bad("registration.hand_over_of_dead")
def _() -> UUID:
    return hand_over(dead())


@bad("registration.change_overdue")
def _() -> UUID:
    told = {"person": good_elder().id, "area": GOOD_AREA, "fields": ["phone"], "route": "street"}
    told |= {"asked_as": "family", "asked_by": uuid4(), "asked_at": ago(days=30), "source": "family"}
    return registration.ChangeRequest.objects.create(due_at=ago(days=3), **told).id


@bad("registration.card_of_dead")
def _() -> UUID:
    told = {"person": dead().id, "area": GOOD_AREA, "token_index": uuid4().bytes}
    return registration.Card.objects.create(issued_at=now(), **told).id


def invitation(subject: UUID) -> UUID:
    told = {"area": GOOD_AREA, "subject": subject, "known_from": "file", "name_key": "x"}
    return registration.Invitation.objects.create(listed_at=now(), **told).id


@bad("registration.invited_though_registered")
def _() -> UUID:
    return invitation(good_elder(registered_at=ago(days=3)).id)


@bad("registration.dead_to_invite")
def _() -> UUID:
    return invitation(dead().id)


@bad("privacy.right_overdue")
def _() -> UUID:
    told = {"number": uuid4().hex[:20], "kind": "access", "person": good_elder().id, "area": GOOD_AREA}
    told |= {"asker": "elder", "channel": "paper", "received_at": ago(days=40), "due_at": ago(days=9)}
    return privacy.RightsRequest.objects.create(remind_at=ago(days=20), **told).id


@bad("privacy.glass_unreviewed")
def _() -> UUID:
    told = {"person": good_elder().id, "area": GOOD_AREA, "account": uuid4(), "role": "street_clerk"}
    told |= {"reason": next(iter(Reason)).value, "opened_at": ago(days=9), "ends_at": ago(days=8)}
    return privacy.GlassBreak.objects.create(**told).id


def agreement(**columns: object) -> UUID:
    row, _ = agreed()
    exchange.Agreement.objects.filter(id=row.id).update(**columns) if columns else None
    return row.id


@bad("exchange.agreement_run_out")
def _() -> UUID:
    return agreement(valid_to=TODAY)


@bad("exchange.agreement_undecided")
def _() -> UUID:
    return agreement(state="draft", proposed_at=ago(days=60))


@bad("exchange.agreement_of_ended_organisation")
def _() -> UUID:
    return agreement(organisation=organisation(valid_to=TODAY).id)


@bad("exchange.subscription_behind")
def _() -> UUID:
    key = agreement()
    told = {"area": GOOD_AREA, "organisation": uuid4()}
    held = exchange.Subscription.objects.create(
        agreement_id=key, kinds=[], url="https://x.example", last_number=1, begun_at=now(), **told
    )
    told |= {"event": uuid4(), "kind": "died", "subject": "x", "at": ago(days=3)}
    exchange.ToldChange.objects.create(subscription=held, number=1, **told)
    return key
