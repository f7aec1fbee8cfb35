"""The rows of a city as the tables want them: columns made frames, personal fields sealed, tokens written.

Still pure: keys come as an argument, keys of rows and nonces from the seed. PostgreSQL reads a frame as CSV
with `\\N` for null (see `csv_of`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from chongyang.core import sealing
from chongyang.core.labels import Labelled
from chongyang.registry import enums
from chongyang.registry.rules import pinyin, places, tokens
from chongyang.telecare.enums import DeviceKind
from chongyang.workshop.city import contacts as contact_rules
from chongyang.workshop.city import health as health_rules
from chongyang.workshop.city import numbers
from chongyang.workshop.city.consents import consent_rows
from chongyang.workshop.city.contacts import Contacts, Phones, draw_contacts, draw_phones
from chongyang.workshop.city.devices import MODELS, Devices, draw_devices
from chongyang.workshop.city.health import Health, draw_health
from chongyang.workshop.city.households import FORMS, Homes, community_addresses, draw_homes
from chongyang.workshop.city.people import People, Plan, draw_people
from chongyang.workshop.city.seeds import REFERENCE_DAY, Ints, Words, pick, stream

# Lanes keep the row keys of the tables apart (numbers.row_keys).
ELDER_LANE, CONTACT_LANE, DEVICE_LANE, CONTACTS_EACH = 0, 1, 40, 4
ELSEWHERE_REGISTERED = 0.12
JOINED = (0.86, 0.62, 0.91, 0.74, 0.27, 0.83, 0.55)
"""Shares of registered files by county, in turn: some over the plan's 80 %, one under its 30 %. Invented."""
SOURCES = ("community", "street", "police")
SOURCE_SHARES = [0.6, 0.25, 0.15]
ASSESSORS = ("演示评估机构甲", "演示评估机构乙", "演示评估机构丙")
ABILITY_VALID_DAYS = 730
DEATH_EVIDENCE = ("cremation", "medical_certificate", "police")

Column = Sequence[Any] | NDArray[Any]
Frame = dict[str, Column]


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of the installation that the rows are sealed with."""

    field: bytes
    number: int
    index: bytes


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chunk of the city before it becomes rows."""

    people: People
    homes: Homes
    health: Health
    phones: Phones
    contacts: Contacts
    devices: Devices
    ids: Words
    areas: Ints
    names: Words


class Sealer:
    """Seals column after column with nonces of one stream."""

    def __init__(self, keys: Keys, rng: np.random.Generator) -> None:
        self.keys, self.rng = keys, rng
        self.known: dict[str, str] = {}

    def column(self, place: str, ids: Column, plain: Column) -> list[str | None]:
        """Sealed values as PostgreSQL's hex; nothing where there is nothing to seal."""
        nonces = numbers.nonces(self.rng, len(plain))
        key, number = self.keys.field, self.keys.number
        return [
            "\\x" + sealing.seal(text, key=key, key_number=number, place=f"{place}.{row}", nonce=nonce).hex()
            if text
            else None
            for text, row, nonce in zip(plain, ids, nonces, strict=True)
        ]

    def place_tokens(self, address: str) -> list[str]:
        """The tokens of an address; neighbours share them, so each is made once."""
        for word in (words := places.words_of(address)):
            if word not in self.known:
                index = sealing.blind_index(word, key=self.keys.index, kind="place")
                self.known[word] = tokens.number_token("place", index)
        return [self.known[word] for word in words]

    def indexes(self, kind: str, plain: Column) -> list[bytes]:
        key = self.keys.index
        return [sealing.blind_index(text, key=key, kind=kind) if text else b"" for text in plain]


def csv_of(frame: Frame) -> bytes:
    """The frame as CSV: no header, `\\N` for null, so that an empty text stays an empty text."""
    columns = pl.DataFrame([_series(name, values) for name, values in frame.items()])
    return columns.write_csv(None, include_header=False, null_value="\\N").encode()


def _series(name: str, values: Column) -> pl.Series:
    """Words of an enum become plain text: Polars would take the enum for the column's type."""
    known = next((value for value in values if value is not None), None)
    return pl.Series(name, values, dtype=pl.String) if isinstance(known, str) else pl.Series(name, values)


def days_before(days: Ints) -> list[date]:
    return [REFERENCE_DAY - timedelta(days=day) for day in days.tolist()]


def draw_chunk(plan: Plan, chunk: int) -> Drawn:
    """All columns of one chunk."""
    people = draw_people(plan, chunk)
    homes = draw_homes(plan, chunk, people)
    health = draw_health(plan, chunk, people, homes)
    phones = draw_phones(plan, chunk, people, homes)
    return Drawn(
        people=people,
        homes=homes,
        health=health,
        phones=phones,
        contacts=draw_contacts(plan, chunk, people, homes, health, phones),
        devices=draw_devices(plan, chunk, people, homes, health),
        ids=numbers.row_keys(
            stream(plan.seed, "elder keys", chunk), people.first, len(people), lane=ELDER_LANE
        ),
        areas=plan.ground.allotment.codes[people.community],
        names=np.asarray(people.family + people.given, dtype=object),
    )


def elder_rows(plan: Plan, chunk: int, drawn: Drawn, sealer: Sealer, indexes: list[bytes]) -> Frame:
    people, homes = drawn.people, drawn.homes
    rng, size = stream(plan.seed, "rows", chunk), len(people)
    household_area, household_address = _household(plan, rng, drawn)
    return {
        "id": drawn.ids.tolist(),
        "area": drawn.areas,
        "name": drawn.names.tolist(),
        "name_key": [pinyin.sort_key(name) for name in drawn.names],
        "sex": np.where(people.male, "male", "female").tolist(),
        "born_on": _dates(people.born),
        "nation": np.where(people.hui, "回族", "汉族").tolist(),
        "identity_number": sealer.column("registry_elder.identity_number", drawn.ids, people.identity),
        "identity_index": [f"\\x{index.hex()}" for index in indexes],
        "phone": sealer.column("registry_elder.phone", drawn.ids, drawn.phones.number),
        "household_area": household_area,
        "household_address": sealer.column("registry_elder.household_address", drawn.ids, household_address),
        "address": sealer.column("registry_elder.address", drawn.ids, homes.address),
        "floor": homes.floor,
        "has_lift": homes.lift,
        "access_note": homes.access_note.tolist(),
        "longitude": homes.lon,
        "latitude": homes.lat,
        **_fate(people),
        "registered_at": _joined(plan, chunk, drawn.areas, days_before(rng.integers(760, 2500, size))),
        "source": np.array(SOURCES, dtype=object)[pick(rng, size, SOURCE_SHARES)].tolist(),
        "sourced_on": days_before(rng.integers(20, 760, size)),
        "sources": ["{}"] * size,
        "version": np.ones(size, dtype=np.int64),
    }


def _joined(plan: Plan, chunk: int, areas: Ints, days: list[date]) -> list[str | None]:
    """The day of 入网登记; in every county another share of the files still waits to be invited."""
    shares = np.array(JOINED)[areas // 1_000_000 % 100 % len(JOINED)]
    joined = stream(plan.seed, "joined", chunk).random(len(areas)) < shares
    return [f"{day} 09:00+08" if is_in else None for day, is_in in zip(days, joined.tolist(), strict=True)]


def _dates(born: Ints) -> list[str]:
    return [f"{day // 10000}-{day // 100 % 100:02d}-{day % 100:02d}" for day in born.tolist()]


def _household(plan: Plan, rng: np.random.Generator, drawn: Drawn) -> tuple[Ints, list[str]]:
    """Most are registered where they live; the others' household stands in another community of the city."""
    codes = plan.ground.allotment.codes
    away = rng.random(len(drawn.people)) < ELSEWHERE_REGISTERED
    other = rng.integers(0, len(codes), len(drawn.people))
    words = np.where(away, community_addresses(plan.ground)[other], "")
    return np.where(away, codes[other], drawn.areas), words.tolist()


def _fate(people: People) -> dict[str, Column]:
    left = people.dead | people.moved
    day = days_before(people.left_days_ago)
    evidence = np.array(DEATH_EVIDENCE, dtype=object)[people.left_days_ago % 3]
    return {
        "life_status": np.where(people.dead, "dead", np.where(people.moved, "moved", "alive")).tolist(),
        "status_on": [day if gone else None for day, gone in zip(day, left.tolist(), strict=True)],
        "status_evidence": np.where(people.dead, evidence, np.where(people.moved, "hand_over", "")).tolist(),
    }


@lru_cache(maxsize=65536)
def _words(mask: int, kind: type[Labelled]) -> str:
    """The words behind a mask as PostgreSQL's array: {diabetes,cataract}."""
    return "{" + ",".join(member.value for member in health_rules.members(mask, kind)) + "}"


@lru_cache(maxsize=65536)
def _medicines(mask: int, choice: int) -> str:
    return "{" + ",".join(f'"{text}"' for text in health_rules.medicines(mask, choice)) + "}"


def _masks(masks: Ints, kind: type[Labelled]) -> list[str]:
    return [_words(mask, kind) for mask in masks.tolist()]


def profile_rows(drawn: Drawn) -> Frame:
    health, size = drawn.health, len(drawn.people)
    known = (health.ability >= 0).tolist()
    on = days_before(health.assessed_days_ago)
    choices = zip(health.conditions.tolist(), health.medicine_choice.tolist(), strict=True)
    return {
        "id": drawn.ids.tolist(),
        "area": drawn.areas,
        "living_form": np.array([*FORMS], dtype=object)[drawn.homes.form].tolist(),
        "education": health.education.tolist(),
        "marriage": drawn.homes.marriage.tolist(),
        "classes": _masks(health.classes, enums.PersonClass),
        "disability_kind": health.disability_kind.tolist(),
        "disability_level": [level or None for level in health.disability_level.tolist()],
        "income_kinds": _masks(health.income, enums.IncomeKind),
        "insurance_kinds": _masks(health.insurance, enums.InsuranceKind),
        "ability_level": np.where(known, health.ability.astype(str), "").tolist(),
        "ability_scale": np.where(known, enums.AbilityScale.GBT_42195_2022, "").tolist(),
        "ability_on": [day if seen else None for day, seen in zip(on, known, strict=True)],
        "ability_until": [
            day + timedelta(days=ABILITY_VALID_DAYS) if seen else None
            for day, seen in zip(on, known, strict=True)
        ],
        "ability_assessor": [
            ASSESSORS[day % 3] if seen else ""
            for day, seen in zip(health.assessed_days_ago.tolist(), known, strict=True)
        ],
        "conditions": _masks(health.conditions, enums.Condition),
        "allergies": _masks(health.allergies, enums.Allergy),
        "medicines": [_medicines(mask, choice) for mask, choice in choices],
        "aids": _masks(health.aids, enums.Aid),
        "housing_risks": _masks(health.housing_risks, enums.HousingRisk),
        "loneliness": health.loneliness.tolist(),
        "needs": _masks(health.needs, enums.Need),
        **_speech(drawn.ids.tolist()),
        "note": [""] * size,
        "source": ["community"] * size,
        "sourced_on": on,
        "sources": ["{}"] * size,
    }


def _speech(ids: list[str]) -> Frame:
    """What is spoken at home, and for one in sixteen a wish about who comes; by the key's last digits."""
    spoken = ["{central_plains}"] * 11 + ["{central_plains,mandarin}"] * 4 + ["{mandarin}"]
    wishes = ["female", *[""] * 15]
    return {
        "languages": [spoken[int(key[-1], 16)] for key in ids],
        "prefers_sex": [wishes[int(key[-2], 16)] for key in ids],
    }


def contact_rows(plan: Plan, chunk: int, drawn: Drawn, sealer: Sealer) -> Frame:
    given = drawn.contacts
    rng, size = stream(plan.seed, "contact keys", chunk), len(given.elder)
    ids = numbers.row_keys(rng, drawn.people.first * CONTACTS_EACH, size, lane=CONTACT_LANE)
    return {
        "id": ids.tolist(),
        "person": drawn.ids[given.elder].tolist(),
        "area": drawn.areas[given.elder],
        "rank": given.rank,
        "name": given.name.tolist(),
        "relation": given.relation.tolist(),
        "phone": sealer.column("registry_contact.phone", ids, given.phone),
        "phone_index": [f"\\x{index.hex()}" for index in sealer.indexes("phone", given.phone)],
        "distance_metres": given.distance_m,
        "key_holder": given.key_holder.tolist(),
        "is_guardian": np.zeros(size, dtype=bool),
        "source": ["family"] * size,
        "sourced_on": days_before(rng.integers(20, 760, size)),
    }


@lru_cache(maxsize=262_144)
def _name_tokens(name: str) -> tuple[str, ...]:
    return tuple(sorted(tokens.tokens_for(name, {})))


def token_rows(drawn: Drawn, sealer: Sealer, identity: list[bytes]) -> Frame:
    """Every word that finds each person, and the area twice: in the row and in the key."""
    words: list[str] = []
    counts = np.empty(len(drawn.people), dtype=np.int64)
    phones = sealer.indexes("phone", drawn.phones.number)
    for place, (name, number, phone) in enumerate(zip(drawn.names, identity, phones, strict=True)):
        before = len(words)
        words += _name_tokens(name)
        words.append(tokens.number_token("identity", number))
        if phone:
            words.append(tokens.number_token("phone", phone))
        words += sealer.place_tokens(drawn.homes.address[place])
        counts[place] = len(words) - before
    return {
        "token": words,
        "area": np.repeat(drawn.areas, counts),
        "person": np.repeat(drawn.ids, counts).tolist(),
    }


def device_rows(plan: Plan, chunk: int, drawn: Drawn) -> Frame:
    given = drawn.devices
    rng, size = stream(plan.seed, "device keys", chunk), len(given.elder)
    return {
        "id": numbers.row_keys(rng, drawn.people.first, size, lane=DEVICE_LANE).tolist(),
        "serial": given.serial.tolist(),
        "kind": given.kind.tolist(),
        "model": [MODELS[DeviceKind.of(kind)] for kind in given.kind],
        "state": given.state.tolist(),
        "person": drawn.ids[given.elder].tolist(),
        "area": drawn.areas[given.elder],
        "place": given.place.tolist(),
        "installed_on": days_before(given.installed_days_ago),
        "battery_percent": given.battery,
        "firmware": ["1.0"] * size,
        "holder": ["elder"] * size,
        "health": ["unknown"] * size,
        "credential": [""] * size,
    }


def tables_of(plan: Plan, chunk: int, keys: Keys, drawn: Drawn) -> Iterator[tuple[str, Frame]]:
    """The rows of one chunk, table after table, so that only one is held at a time."""
    sealer = Sealer(keys, stream(plan.seed, "nonces", chunk))
    identity = sealer.indexes("identity", drawn.people.identity)
    yield "registry_elder", elder_rows(plan, chunk, drawn, sealer, identity)
    yield "registry_profile", profile_rows(drawn)
    yield "registry_contact", contact_rows(plan, chunk, drawn, sealer)
    yield "registry_consent", consent_rows(plan, chunk, drawn)
    yield "registry_searchtoken", token_rows(drawn, sealer, identity)
    yield "telecare_device", device_rows(plan, chunk, drawn)


assert contact_rules.NUMBERS_EACH == CONTACTS_EACH  # one key and one number for each contact
