"""Bad rows of the rooms around the elder's file."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from chongyang.claims import models as claims
from chongyang.claims.models.words import Disagreement
from chongyang.core.clock import now
from chongyang.exchange import models as exchange
from chongyang.groups import models as groups
from chongyang.linkage import models as linkage
from chongyang.privacy import models as privacy
from chongyang.privacy.rules.glass import Reason
from chongyang.registration import models as registration
from chongyang.registry.models import Profile
from tests import factories
from tests.core.integrity_rows import GOOD_AREA, TODAY, bad, dead, good_elder
from tests.core.integrity_rows_ground import organisation
from tests.exchange.helpers import agreed

NEXT_DAY = TODAY + timedelta(days=2)


def ago(**parts: float) -> datetime:
    return now() - timedelta(**parts)


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
