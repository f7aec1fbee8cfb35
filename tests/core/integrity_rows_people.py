"""Bad rows of providers and of alerting."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from chongyang.alerting import models as alerting
from chongyang.core.clock import now
from chongyang.providers import models as providers
from chongyang.registry.models import Contact
from chongyang.territory.models import (
    Post,
)
from tests import factories
from tests.core.integrity_rows import GOOD_AREA, TODAY, bad, dead, good_elder
from tests.core.integrity_rows_ground import closed

NEXT_DAY = TODAY + timedelta(days=2)


def ago(**parts: float) -> datetime:
    return now() - timedelta(**parts)


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
