"""What the sealed columns say, read once for each change: checks then compare whole tables."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.fields import index_of
from chongyang.core.identifiers import Identity, InvalidIdentifier, cleaned, read_identity, read_phone
from chongyang.core.scopes import system_scope
from chongyang.registry.models import Elder, Readout
from chongyang.registry.rules import pinyin

BATCH = 5000
DIGEST = """md5(coalesce(e.identity_number, ''::bytea) || coalesce(e.phone, ''::bytea)
    || coalesce(e.address, ''::bytea) || convert_to(e.name, 'UTF8'))::uuid"""
STALE = f"""
SELECT e.id, {DIGEST} FROM registry_elder e LEFT JOIN registry_readout r ON r.id = e.id
WHERE (r.id IS NULL OR r.digest <> {DIGEST} OR r.area <> e.area) AND e.id > %s ORDER BY e.id LIMIT %s
"""  # noqa: S608 - put together from a constant
ORPHANS = "DELETE FROM registry_readout r WHERE NOT EXISTS (SELECT FROM registry_elder e WHERE e.id = r.id)"
COLUMNS = ("area", "digest", "name_key", "born_on", "sex", "is_number_wrong", "phone_index", "is_phone_wrong")
LEAST = UUID(int=0)


def refresh_readouts(now: datetime) -> int:
    """Read anew what changed since the last time; a part in each transaction. Returns how many were read.

    Some 20,000 files a second and core: the first time over a city of 1.3 million takes minutes, a night's
    changes less than a second.
    """
    today, after, read = timezone.localdate(now), LEAST, 0
    while True:
        with transaction.atomic(), enter(system_scope("readouts")):
            stale = _stale(after)
            _write(stale, today)
        read += len(stale)
        if len(stale) < BATCH:
            break
        after = stale[-1][0]
    with transaction.atomic(), enter(system_scope("readouts")), connection.cursor() as cursor:
        cursor.execute(ORPHANS)
    return read


def _stale(after: UUID) -> list[tuple[UUID, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(STALE, [after, BATCH])
        return list(cursor.fetchall())


def _write(stale: Sequence[tuple[UUID, UUID]], today: date) -> None:
    digests = dict(stale)
    columns = ("id", "area", "name", "identity_number", "phone", "address")
    files = Elder.objects.filter(id__in=digests).only(*columns).order_by("id")
    Readout.objects.bulk_create(
        [_read(elder, digests[elder.id], today) for elder in files],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*COLUMNS, "address_index"],
    )


def _read(elder: Elder, digest: UUID, today: date) -> Readout:
    number, identity = elder.identity_number.plain, None
    if number:
        identity = _identity(number, today)
    phone, address = elder.phone.plain, cleaned(elder.address.plain)
    return Readout(
        id=elder.id,
        area=elder.area,
        digest=digest,
        name_key=pinyin.sort_key(elder.name),
        born_on=identity.born_on if identity else None,
        sex=identity.sex if identity else "",
        is_number_wrong=bool(number) and identity is None,
        phone_index=index_of(phone, "phone") if phone else None,
        is_phone_wrong=bool(phone) and not _is_phone(phone),
        address_index=index_of(address, "whole-address") if address else None,
    )


def _identity(number: str, today: date) -> Identity | None:
    try:
        return read_identity(number, today=today)
    except InvalidIdentifier:
        return None


def _is_phone(number: str) -> bool:
    try:
        read_phone(number)
    except InvalidIdentifier:
        return False
    return True
