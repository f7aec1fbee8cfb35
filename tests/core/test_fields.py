"""Sealed fields: masked when shown, bound to their place, quiet when nothing changed, keys with numbers."""

import secrets
from datetime import date

import pytest
from django.db import connection

from chongyang.core import sealing
from chongyang.core.fields import index_of
from chongyang.core.models import FieldChange
from chongyang.registry.models import Elder

PHONE = "13800001234"


def make(**changes) -> Elder:
    columns = {
        "area": 410105001001,
        "name": "陈桂兰",
        "name_key": "chen gui lan",
        "sex": "female",
        "born_on": date(1949, 12, 31),
        "source": "street",
        "sourced_on": date(2026, 11, 20),
        "phone": PHONE,
    }
    return Elder.objects.create(**{**columns, **changes})


def stored(elder: Elder, column: str = "phone") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM registry_elder WHERE id = %s", [elder.id])
        return bytes(cursor.fetchone()[0])


def test_a_field_shows_its_mask_and_opens_on_purpose_alone(db):
    elder = Elder.objects.get(id=make().id)
    assert f"{elder.phone} {elder.phone!r} {[elder.phone]}" == "138****1234 138****1234 [138****1234]"
    assert elder.phone.plain == PHONE
    assert PHONE.encode() not in stored(elder)
    assert not elder.card_number
    assert (str(elder.card_number), elder.card_number.plain) == ("", "")


def test_the_same_datum_in_two_rows_is_sealed_differently(db):
    assert stored(make()) != stored(make())


@pytest.mark.parametrize("column", ["phone", "card_number"])
def test_a_copied_ciphertext_does_not_open(db, column):
    """Into another row, or into another column of the same row."""
    source, target = make(), make()
    place = target if column == "phone" else source
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE registry_elder SET {column} = %s WHERE id = %s", [stored(source), place.id])
    with pytest.raises(sealing.UnableToOpen):
        _ = getattr(Elder.objects.get(id=place.id), column).plain


def test_a_changed_byte_does_not_open(db):
    elder = make()
    for at in (0, 2, 20, -1):
        broken = bytearray(stored(elder))
        broken[at] ^= 1
        place = f"registry_elder.phone.{elder.id}"
        with pytest.raises(sealing.UnableToOpen):
            sealing.open_sealed(bytes(broken), keys=lambda _: b"0" * 16, place=place)


@pytest.mark.parametrize("partial", [True, False])
def test_an_unchanged_value_keeps_its_ciphertext_and_makes_no_history(db, partial):
    elder = Elder.objects.get(id=make().id)
    before = stored(elder)
    elder.phone = PHONE
    elder.save(update_fields=["phone"] if partial else None)
    assert stored(elder) == before
    assert not FieldChange.objects.filter(row=elder.id).exists()


def test_saving_twice_after_making_seals_once(db):
    elder = make()
    before = stored(elder)
    elder.save()
    assert stored(elder) == before
    assert elder.phone.plain == PHONE


def test_a_changed_value_is_sealed_anew_and_the_former_stays_sealed_in_the_history(db):
    elder = make()
    before = stored(elder)
    elder.phone = "13900005678"
    elder.save(update_fields=["phone"])
    assert Elder.objects.get(id=elder.id).phone.plain == "13900005678"
    change = FieldChange.objects.get(row=elder.id)
    assert list(change.before) == ["phone"]
    former = bytes.fromhex(change.before["phone"].removeprefix("\\x"))
    assert former == before


def test_emptied_is_empty(db):
    elder = make()
    elder.phone = ""
    elder.save()
    assert not Elder.objects.get(id=elder.id).phone


def test_a_deferred_field_is_fetched_when_asked_for(db):
    assert str(Elder.objects.only("id").get(id=make().id).phone) == "138****1234"
    assert str(Elder.objects.defer("phone").get(id=make().id).phone) == "138****1234"


def test_bulk_rows_are_sealed_too(db):
    elder = make()
    elder.phone = "13700001111"
    Elder.objects.bulk_update([elder], ["phone"])
    assert Elder.objects.get(id=elder.id).phone.plain == "13700001111"


def test_a_newer_key_seals_and_the_older_still_opens(db, settings):
    elder = make()
    settings.FIELD_KEYS = {**settings.FIELD_KEYS, 2: secrets.token_hex(16)}
    settings.FIELD_KEY_NUMBER = 2
    assert Elder.objects.get(id=elder.id).phone.plain == PHONE
    newer = make()
    assert (stored(elder)[1], stored(newer)[1]) == (1, 2)
    assert Elder.objects.get(id=newer.id).phone.plain == PHONE


def test_an_unknown_key_number_is_said(db, settings):
    elder = make()
    settings.FIELD_KEYS = {7: secrets.token_hex(16)}
    with pytest.raises(sealing.UnableToOpen, match="key 1"):
        _ = Elder.objects.get(id=elder.id).phone.plain


def test_a_blind_index_depends_on_kind_and_key(db, settings):
    one = index_of(PHONE, "phone")
    assert one == index_of(PHONE, "phone")
    assert one != index_of(PHONE, "card")
    settings.INDEX_KEY = secrets.token_hex(32)
    assert one != index_of(PHONE, "phone")
