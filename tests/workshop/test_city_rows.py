"""Same seed, same bytes; another seed, other bytes; every column is there; sealed values open."""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import pairwise

import pytest
from django.apps import apps

from chongyang.core import sealing
from chongyang.core.identifiers import read_credit_code
from chongyang.registry.rules.pinyin import tokens_of
from chongyang.workshop.city import facilities, provider_rows, rows
from chongyang.workshop.city.people import Plan, draw_people
from chongyang.workshop.city.watch import KEYS_EACH, homes_watched

KEYS = rows.Keys(bytes(range(16)), 1, bytes(range(32)))
LEFT_TO_NULL = {
    "withdrawn_at",
    "same_as_id",
    "card_number",
    "account",
    "last_seen_at",
    "last_used_at",
    "closed_on",
}
LEFT_TO_NULL |= {"sim", "sim_index", "confirmed_at", "health_since", "flooded_at", "shares_position_since"}


def frames_of(plan: Plan) -> dict[str, list[rows.Frame]]:
    made: dict[str, list[rows.Frame]] = {}
    for chunk in range(plan.chunks):
        for table, frame in rows.tables_of(plan, chunk, KEYS, rows.draw_chunk(plan, chunk)):
            made.setdefault(table, []).append(frame)
    made["providers_provider"] = [provider_rows.provider_rows(plan)]
    made["providers_responder"] = [provider_rows.responder_rows(plan, KEYS, {})]
    made.setdefault("telecare_device", []).append(provider_rows.stock_rows(plan))
    return made


def digest_of(plan: Plan) -> str:
    made = frames_of(plan)
    total = hashlib.sha256()
    for table in sorted(made):
        for frame in made[table]:
            total.update(rows.csv_of(frame))
    return total.hexdigest()


@pytest.fixture(scope="module")
def frames() -> dict[str, list[rows.Frame]]:
    return frames_of(Plan(2_000, 3))


def test_the_same_seed_gives_the_same_bytes():
    first = digest_of(Plan(2_000, 3))
    for kept in (facilities.draw_facilities, facilities.draw_helpers, tokens_of):
        kept.cache_clear()
    assert digest_of(Plan(2_000, 3)) == first
    assert digest_of(Plan(2_000, 4)) != first


def test_every_column_of_the_tables_is_filled_or_left_to_null(frames):
    for table, made in frames.items():
        model = next(model for model in apps.get_models() if model._meta.db_table == table)
        columns = {field.column for field in model._meta.concrete_fields}
        for frame in made:
            assert set(frame) <= columns
        written = set().union(*made)
        missing = columns - written
        assert missing <= LEFT_TO_NULL, f"{table}: make_city knows nothing of {missing - LEFT_TO_NULL}"


def test_sealed_values_open_at_their_place_alone(frames):
    elder = frames["registry_elder"][0]
    sealed = bytes.fromhex(elder["identity_number"][0][2:])
    place = f"registry_elder.identity_number.{elder['id'][0]}"
    plain = sealing.open_sealed(sealed, keys=lambda _: KEYS.field, place=place)
    assert len(plain) == 18
    index = sealing.blind_index(plain, key=KEYS.index, kind="identity")
    assert elder["identity_index"][0] == f"\\x{index.hex()}"
    with pytest.raises(sealing.UnableToOpen):
        sealing.open_sealed(sealed, keys=lambda _: KEYS.field, place=place + "0")


def test_no_nonce_is_used_twice(frames):
    sealed = [
        value[6:30]
        for table, column in (
            ("registry_elder", "identity_number"),
            ("registry_elder", "phone"),
            ("registry_elder", "address"),
            ("registry_elder", "household_address"),
            ("registry_contact", "phone"),
            ("providers_responder", "phone"),
        )
        for frame in frames[table]
        for value in frame[column]
        if value
    ]
    assert len(set(sealed)) == len(sealed)


def test_keys_of_all_rows_differ(frames):
    keys = [
        key
        for made in frames.values()
        for frame in made
        if "serial" in frame or "name" in frame
        for key in frame["id"]
    ]
    assert len(set(keys)) == len(keys)


def test_tokens_hold_no_number_in_clear(frames):
    words = frames["registry_searchtoken"][0]["token"]
    assert all(len(word) <= 64 for word in words)
    assert not any(word.isdigit() for word in words)


def test_facilities_have_valid_codes_and_sensible_beds():
    places = facilities.draw_facilities(Plan(2_000, 3))
    codes = [place.credit_code for place in places if place.credit_code]
    assert all(read_credit_code(code) == code for code in codes)
    assert len(set(codes)) == len(codes)
    assert all(place.nursing_beds <= place.beds and place.residents <= place.beds for place in places)
    assert 30_000 < sum(place.beds for place in places) < 60_000
    stations = [place for place in places if place.kind == "station"]
    assert len({place.street for place in stations}) == 208


def test_grid_workers_hold_keys_of_those_who_live_alone_near_them():
    plan = Plan(2_000, 3)
    drawn = rows.draw_chunk(plan, 0)
    watched = homes_watched(drawn)
    assert watched
    assert all(1 <= len(homes) <= KEYS_EACH for homes in watched.values())
    areas = dict(zip(drawn.ids.tolist(), drawn.areas.tolist(), strict=True))
    assert all(areas[person] == area for area, homes in watched.items() for person in homes)


def test_chunks_do_not_share_people():
    plan = Plan(40_000, 1)
    parts = [draw_people(plan, chunk) for chunk in range(plan.chunks)]
    assert plan.chunks == 2
    assert sum(map(len, parts)) == 40_000
    assert all(before.community[-1] <= after.community[0] for before, after in pairwise(parts))
    numbers = [number for part in parts for number in part.identity]
    assert len(set(numbers)) == 40_000


def test_a_city_breaks_few_rules_that_the_data_checks_know(frames):
    """The page of the checks shows a believable city: findings are exceptions."""
    elders, profiles = frames["registry_elder"], frames["registry_profile"]
    alive = {key for one in elders for key, life in columns(one, "id", "life_status") if life == "alive"}
    told = {
        key
        for one in profiles
        for key, *words in columns(one, "id", "conditions", "medicines", "allergies")
        if any(word != "{}" for word in words)
    }
    asked = {key for one in frames.get("registry_consent", []) for key in one["person"]}
    assert len(told) > 1_000
    assert len((told & alive) - asked) < len(told) * 0.002
    run_out = [day for one in profiles for day in one["ability_until"] if day and day <= date(2026, 12, 1)]
    assert len(run_out) < 40


def test_nobody_is_her_own_contact():
    plan = Plan(2_000, 3)
    for chunk in range(plan.chunks):
        drawn = rows.draw_chunk(plan, chunk)
        own = drawn.phones.number[drawn.contacts.elder]
        assert not ((own == drawn.contacts.phone) & (own != "")).any()


def columns(frame: rows.Frame, *names: str):
    return zip(*(frame[name] for name in names), strict=True)
