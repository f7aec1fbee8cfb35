"""Quality and the time bank in check_scope: calls back, ratings, appeals, proposals; hours of volunteers."""

from datetime import datetime
from typing import Any

from chongyang.api import quality as door
from chongyang.api import timebank as hours_door
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.quality import queries
from chongyang.quality.models import Appeal, Consequence, Rating, ScoreEvent
from chongyang.quality.models import Sample as Drawn
from chongyang.territory.enums import TokenName
from chongyang.territory.rules.capabilities import Can
from chongyang.timebank import queries as hours
from chongyang.timebank.models import Activity, Booking, Correction, HourEntry, TimeAccount
from chongyang.workshop.scopes import api
from chongyang.workshop.scopes.asking import all_of, list_and_detail, may, of_each, one_by_one
from chongyang.workshop.scopes.helping import (
    DAY,
    ITEM,
    LATER,
    LONG_AGO,
    Home,
    acts_for,
    orders_for_others,
)
from chongyang.workshop.scopes.rule import Resource, is_inside, is_own
from chongyang.workshop.scopes.sample import Character, Sample

READS = TokenName.ORDERS_READ
MOMENT: datetime = LATER


def add_rows(sample: Sample, homes: list[Home]) -> None:
    """A call back, a rating, an event with its appeal and a proposal of every provider; an account of hours
    with an activity, a booking and a correction of every elder.
    """
    for home in homes:
        helped = {"number": new_key().hex[-12:], "item": ITEM}
        drawn = {"week": DAY, "drawn_at": LONG_AGO, "due_on": DAY}
        sample.add(Drawn(order=new_key(), **helped, **drawn, **home.whose))
        said = {"stars": 5, "channel": "own", "account": new_key(), "at": LATER}
        sample.add(Rating(order=new_key(), **helped, **said, **home.whose))
        _score(sample, home)
        _hours(sample, home)


def _score(sample: Sample, home: Home) -> None:
    told = {"told_at": LONG_AGO, "appeal_until": LATER}
    lost = {"kind": "missed", "reference": new_key(), "on": DAY, "points": 1, "days": 1}
    event = sample.add(ScoreEvent(**lost, **told, **home.where))
    raised = {"raised_by": new_key(), "raised_at": LONG_AGO, "due_at": LATER}
    sample.add(Appeal(event=event, **raised, **home.where))
    led = {"kind": "suspension", "tenths": 1, "on": DAY, "state": "open", "made_at": LONG_AGO}
    sample.add(Consequence(**led, **home.where))


def _hours(sample: Sample, home: Home) -> None:
    whose: dict[str, Any] = {"person": home.person, "area": home.area}
    number = new_key().hex[-10:]
    bank = sample.add(TimeAccount(number=number, opened_at=LONG_AGO, earned=60, **whose))
    moved = {"kind": "earned", "minutes": 60, "reference": new_key(), "on": DAY, "at": LONG_AGO}
    sample.add(HourEntry(bank=bank, **moved, **whose))
    helped = {"help": "chat", "minutes": 30}
    made = {"made_by": new_key(), "made_at": LONG_AGO}
    sample.add(Booking(bank=bank, wanted_on=DAY, state="held", **helped, **made, **whose))
    told = {"told_by": new_key(), "told_at": LONG_AGO, "state": "told", "on": DAY}
    sample.add(Activity(bank=bank, **helped, **told, **whose))
    asked = {"minutes": 1, "reason": "check", "proposed_by": new_key(), "proposed_at": LONG_AGO}
    sample.add(Correction(bank=bank, area=home.area, **asked))


def _not_of_own_provider(who: Character, row: Any) -> bool:
    """Nobody calls back about the provider in which the post is."""
    return not is_own(who, row)


def _of_a_provider_within_reach(who: Character, row: Any) -> bool:
    """Ratings are read provider by provider, and its seat lies where the rating is from."""
    return is_own(who, row) or is_inside(who, row.area)


def _rating(scope: Scope, row: Rating) -> list[Rating]:
    return [one for one in [queries.rating_of(scope, row.order)] if one]


def _movements(scope: Scope, row: HourEntry) -> list[HourEntry]:
    return hours.statement(scope, hours.access_any(scope, row.bank_id, MOMENT))


reads_quality = may(Can.READ_QUALITY)
keeps_hours = may(Can.KEEP_HOURS)

RESOURCES = (
    Resource(
        "calls back",
        Drawn,
        orders_for_others,
        {
            **list_and_detail(queries.list_samples, queries.access_sample),
            "API list": api.page(door.list_samples, READS, done=False),
        },
        only=_not_of_own_provider,
    ),
    Resource(
        "ratings",
        Rating,
        reads_quality,
        {"of a provider": of_each(lambda scope, row: queries.list_ratings(scope, row.organisation))},
        only=_of_a_provider_within_reach,
    ),
    Resource("own ratings", Rating, acts_for, {"detail": of_each(_rating)}),
    Resource(
        "lowering events",
        ScoreEvent,
        reads_quality,
        {"of a provider": of_each(lambda scope, row: queries.list_events(scope, row.organisation))},
    ),
    Resource(
        "appeals about scores",
        Appeal,
        reads_quality,
        {
            **list_and_detail(queries.list_appeals, queries.access_appeal),
            "API list": api.page(door.list_appeals, READS, done=False),
        },
    ),
    Resource(
        "proposals about providers",
        Consequence,
        reads_quality,
        {
            **list_and_detail(queries.list_proposals, queries.access_consequence),
            "of a provider": of_each(lambda scope, row: queries.list_followings(scope, row.organisation)),
            "API list": api.whole(door.list_proposals, READS),
        },
    ),
    Resource(
        "accounts of hours",
        TimeAccount,
        keeps_hours,
        list_and_detail(hours.list_banks, hours.access_bank),
    ),
    Resource("movements of hours", HourEntry, keeps_hours, {"statement": of_each(_movements)}),
    Resource(
        "told hours",
        Activity,
        keeps_hours,
        {
            "list": all_of(hours.list_told),
            "detail": one_by_one(hours.access_activity),
            "API list": api.whole(hours_door.list_told, READS),
        },
    ),
    Resource(
        "corrections of hours",
        Correction,
        keeps_hours,
        {"list": all_of(hours.list_corrections), "detail": one_by_one(hours.access_correction)},
    ),
)
