"""A small set of rows and characters for check_scope: each kind of area, one organisation, one grant.

All of it is made inside the caller's transaction, which is rolled back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models

from chongyang.core.keys import new_key
from chongyang.core.models import Event
from chongyang.core.scopes import Interval, Scope, interval_of
from chongyang.emergency.models import Dispatch, Incident
from chongyang.providers.models import Provider, Responder
from chongyang.registry.models import Contact, Elder, Profile, SearchToken
from chongyang.telecare.models import Device
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Grant, Organisation, Post, ReportingUnit
from chongyang.territory.rules.capabilities import BY_MANDATE

KIND = "workshop.scope.checked"
WORD = "勘界样本"
PLACE_KIND = "station"
FIRST_KEY = "\x01"  # before every spelling, so that the first page of any city shows these rows
FAR_FUTURE = timedelta(days=365 * 50)
ZONE = "410174"
FIRST_METRES = 501  # so far lives the first contact; each has a distance of its own, to be told by it

AREAS = {
    "city": 410100000000,
    "street": 410105001000,
    "community": 410105001001,
    "zone in a district": 410105560001,
    "zone in a county": 410122570001,
    "county": 410122001001,
    "county-level city": 410181001001,
    "functional area": 410171560001,
    "outside": 410185001001,
}
GRANTED, OUTSIDE = "functional area", "outside"
OWN = "own organisation"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post is: its intervals, its organisation, and the persons granted besides."""

    name: str
    intervals: tuple[Interval, ...]
    organisation: UUID = field(default_factory=new_key)
    persons: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Character:
    """A role at a place, with the account that holds it."""

    role: Role
    place: Place
    account: Account


@dataclass(slots=True)
class Sample:
    """The rows that were made, by model; accounts by the areas of their organisations.

    `chosen` are the persons of whom also what belongs to them is tried.
    """

    rows: dict[type[models.Model], list[Any]] = field(default_factory=dict)
    accounts: list[tuple[int, UUID]] = field(default_factory=list)
    numbers: dict[str, dict[int, int]] = field(default_factory=dict)
    chosen: frozenset[UUID] = frozenset()
    through: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, row: models.Model) -> Any:
        row.save(force_insert=True)
        self.rows.setdefault(type(row), []).append(row)
        return row


def make_rows(places: Iterable[Place], now: datetime) -> Sample:
    """A home in every kind of area, and what belongs to one place's organisation (under the system scope)."""
    sample = Sample()
    granted = next(place.persons[0] for place in places if place.persons)
    for name, area in AREAS.items():
        _home(sample, granted if name == GRANTED else new_key(), area, now)
    own = next(place for place in places if place.name == OWN)
    _at_work(sample, AREAS[OUTSIDE], own.organisation, now)
    _moved(sample, now)
    at = {AREAS[name] for name in ("street", "zone in a district", GRANTED, OUTSIDE)}
    sample.chosen = frozenset(elder.id for elder in sample.rows[Elder] if elder.area in at)
    sample.accounts = [(area, _employed(area, now)) for area in AREAS.values()]
    return sample


def _employed(area: int, now: datetime) -> UUID:
    """An account with a post in an organisation of this area."""
    key = new_key()
    name = f"check.{key.hex}"
    told = {"name": WORD, "short_name": WORD, "kind": "check"}
    held = Organisation.objects.create(key=name, area=area, **told)
    account = Account.objects.create(id=key, username=name, display_name=WORD, created_at=now)
    Post.objects.create(account=account, role=Role.VOLUNTEER.value, organisation=held, valid_from=now)
    return key


def _moved(sample: Sample, now: datetime) -> None:
    """A person who moved out of the street and one who moved in, each with an incident where they lived
    before; and a second file in the street of the one who lives outside."""
    street, outside = AREAS["street"], AREAS[OUTSIDE]
    lives = {elder.area: elder for elder in sample.rows[Elder]}
    _at_work(sample, street, None, now, lives[outside].id)
    _at_work(sample, outside, None, now, lives[street].id)
    double = _home(sample, new_key(), street, now)
    double.same_as = lives[outside]
    double.save(update_fields=["same_as"])


def make_characters(roles: Iterable[Role], places: list[Place], now: datetime) -> list[Character]:
    """Every role at every place, with accounts, posts and grants."""
    for place in places:
        _organise(place)
    return [_character(role, place, now) for role in roles for place in places]


def make_places() -> list[Place]:
    """City, counties of every kind, a managed zone, street, community, none; an organisation, a grant."""
    granted = new_key()
    unit = ReportingUnit.objects.get(code="410105")
    zone = ReportingUnit.objects.get(code=ZONE)
    codes = {
        "city": "4101",
        "district": "410105",
        "county": "410122",
        "county-level city": "410181",
        "functional area": "410171",
        "street": "410105001",
        "community": "410105001001",
        "outsider": "410183",
    }
    return [
        *(Place(name, (interval_of(code),)) for name, code in codes.items()),
        Place("reporting unit", tuple((first, last) for first, last in unit.intervals)),
        Place("managed zone", tuple((first, last) for first, last in zone.intervals)),
        Place("none", ()),
        Place(OWN, ()),
        Place("granted person", (), persons=(granted,)),
        Place("street and granted person", (interval_of("410105001"),), persons=(granted,)),
    ]


def _home(sample: Sample, key: UUID, area: int, now: datetime) -> Elder:
    """An elder with all that belongs to her."""
    elder = sample.add(_elder(key, area))
    told = {"source": "demo", "sourced_on": date(2020, 1, 1)}
    sample.add(Profile(id=elder.id, area=area, **told))
    sample.add(
        Contact(
            person=elder.id,
            area=area,
            rank=1,
            name=WORD,
            relation="son",
            phone_index=b"",
            distance_metres=FIRST_METRES + len(sample.rows.get(Contact, [])),
            **told,
        )
    )
    sample.add(SearchToken(token=WORD, area=area, person=elder.id))
    serial = f"check-{elder.id.hex[-20:]}"
    sample.add(Device(serial=serial, kind="pendant", state="in_use", person=elder.id, area=area))
    _at_work(sample, area, None, now, elder.id)
    _public(sample, area)
    return elder  # type: ignore[no-any-return]


def _elder(key: UUID, area: int) -> Elder:
    return Elder(
        id=key,
        area=area,
        name=WORD,
        name_key=FIRST_KEY,
        sex="female",
        born_on=date(1940, 1, 1),
        access_note=f"check-{key.hex}",
        source="demo",
        sourced_on=date(2020, 1, 1),
    )


def _at_work(
    sample: Sample, area: int, organisation: UUID | None, now: datetime, person: UUID | None = None
) -> None:
    """An incident with a dispatch, a responder and an event; the organisation's own where one is given."""
    incident = sample.add(_incident(area, now, person))
    responder = sample.add(_responder(area, organisation))
    sample.add(
        Dispatch(
            incident=incident,
            responder=responder.id,
            account=new_key(),
            organisation=organisation,
            area=area,
            incident_kind="fall",
            state="offered",
            offered_at=now,
        )
    )
    sample.add(_event(area, organisation, person, now))


def _incident(area: int, now: datetime, person: UUID | None) -> Incident:
    key = new_key()
    return Incident(
        id=key,
        number=f"check-{key.hex[-12:]}",
        kind=f"kind-{key.hex[-8:]}",  # a person has one open incident of a kind
        source="device",
        subject_key=str(key),
        area=area,
        person=person,
        file=person or key,
        state="open",
        opened_at=now + FAR_FUTURE,
    )


def _responder(area: int, organisation: UUID | None) -> Responder:
    return Responder(
        account=new_key(),
        organisation=organisation,
        name=WORD,
        kind="volunteer",
        area=area,
        longitude=113.6,
        latitude=34.7,
        is_on_duty=True,
    )


def _event(area: int, organisation: UUID | None, person: UUID | None, now: datetime) -> Event:
    return Event(
        kind=KIND,
        at=now,
        area=area,
        organisation=organisation,
        person=person,
        actor_kind="system",
        actor_label="check_scope",
        subject_type="workshop.scope",
        payload={"mark": f"check-{new_key().hex}"},
        payload_digest=b"",
    )


def _public(sample: Sample, area: int) -> None:
    sample.add(
        Provider(
            name=WORD,
            kind=PLACE_KIND,
            owner_kind="public",
            area=area,
            address=WORD,
            longitude=113.6,
            latitude=34.7,
        )
    )


def _organise(place: Place) -> None:
    Organisation.objects.create(
        id=place.organisation,
        key=f"check.{place.organisation.hex}",
        name=place.name,
        short_name=place.name,
        kind="check",
        area=AREAS["city"],
        intervals=[list(pair) for pair in place.intervals],
    )


def _character(role: Role, place: Place, now: datetime) -> Character:
    name = new_key().hex
    account = Account.objects.create(username=name, display_name=place.name, created_at=now)
    begin = datetime(2000, 1, 1, tzinfo=UTC)  # the doors read their own clock
    Post.objects.create(
        account=account, role=role.value, organisation_id=place.organisation, valid_from=begin
    )
    for person in place.persons:
        Grant.objects.create(
            account=account,
            person=person,
            purpose="check",
            source="mandate" if role in BY_MANDATE else "dispatch",
            reference=new_key(),
            valid_from=begin,
        )
    return Character(role, place, account)


def key_of(row: models.Model) -> Any:
    """What names a row in a table of its own kind; a token is its person."""
    return row.person if isinstance(row, SearchToken) else row.pk


def scope_at(character: Character, now: datetime) -> Scope:
    """The scope that the program itself builds for this account."""
    return territory.scope_of(character.account, now=now)
