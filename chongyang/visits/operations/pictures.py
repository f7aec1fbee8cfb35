"""Pictures that come for an entry: the bytes it announced, their age, and whether they were used before."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings as installation
from django.db import connection, transaction

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.files.errors import UnableToKeep
from chongyang.core.files.reading import read_limited
from chongyang.core.later import Later
from chongyang.core.operations import cases, files
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can
from chongyang.visits.enums import Kind
from chongyang.visits.models import Entry, Photo
from chongyang.visits.operations import judging
from chongyang.visits.rules.settings import settings

if TYPE_CHECKING:
    from PIL import Image
else:
    Image = Later("PIL.Image")

NOT_ANNOUNCED = N_("这张照片没有对应的登记，没有收下。")
OTHER_BYTES = N_("照片内容与登记时的指纹不符，没有收下。")
NOT_A_PICTURE = N_("只收 JPEG 和 PNG 图片。")
MANY = N_("照片太多，一次上门最多 %(most)s 张。")
ZONE = ZoneInfo("Asia/Shanghai")
EXIF_FOLDER, TAKEN, CHANGED = 0x8769, 0x9003, 0x0132
PICTURE_TYPES = ("image/jpeg", "image/png")
NAMES = {Kind.PHOTO.value: "visit.jpg", Kind.SIGN.value: "signature.png"}
LIKE = """
SELECT id FROM visits_photo
WHERE visit_id <> %s AND kind = %s AND received_at > %s
  AND (digest = %s OR (%s AND (organisation = %s OR person = %s)
       AND bit_count((looks # %s::bigint)::bit(64)) <= %s))
ORDER BY received_at, id LIMIT 1
"""


@transaction.atomic
def keep_picture(
    *,
    device: UUID,
    sequence: int,
    chunks: Iterable[bytes],
    by: Actor,
    scope: Scope,
    now: datetime,
    declared: int | None = None,
) -> Photo:
    """The bytes of a picture that an entry announced. Idempotent. Raises NotAllowed, UnableToKeep."""
    demand(scope, Can.MAKE_VISITS)
    data = read_limited(chunks, most=installation.FILE_BYTES, declared=declared)
    with enter(system_scope("picture", actor=by)):
        entry = _entry(device, sequence, by)
        if known := Photo.objects.filter(entry=entry).first():
            return known
        digest = hashlib.sha256(data).hexdigest()
        if digest != entry.payload.get("digest"):
            raise UnableToKeep(OTHER_BYTES)
        row = _kept(entry, data, digest, by, now)
        _record(row, by, now)
        judging.judge_if_whole(entry.visit, now=now)
        return row


def _entry(device: UUID, sequence: int, by: Actor) -> Entry:
    assert by.account is not None
    rows = Entry.objects.filter(device=device, sequence=sequence, account=by.account, kind__in=NAMES)
    entry = rows.select_related("visit").first()
    if entry is None:
        raise UnableToKeep(NOT_ANNOUNCED)
    cases.hold(entry.visit.order)
    most = settings("score")["photo"]["most"]
    if Photo.objects.filter(visit=entry.visit_id).count() >= most:
        raise UnableToKeep(MANY, most=most)
    return entry


def _kept(entry: Entry, data: bytes, digest: str, by: Actor, now: datetime) -> Photo:
    stored = files.take_in(
        chunks=[data],
        name=NAMES[entry.kind],
        area=entry.area,
        by=by,
        now=now,
        organisation=entry.organisation,
        person=entry.person,
    )
    if stored.media_type not in PICTURE_TYPES:
        raise UnableToKeep(NOT_A_PICTURE)
    kind = "signature" if entry.kind == Kind.SIGN else "photo"
    row = Photo(
        visit_id=entry.visit_id,
        entry=entry,
        kind=kind,
        file=stored,
        digest=digest,
        looks=stored.looks,
        person=entry.person,
        area=entry.area,
        organisation=entry.organisation,
        taken_at=entry.happened_at,
        exif_at=exif_time(data),
        received_at=now,
    )
    row.is_old = _is_old(row, entry)
    row.like = _like(row, now)
    row.save(force_insert=True)
    return row


def exif_time(data: bytes) -> datetime | None:
    """When the camera says that it took the picture, in the city's time; None for anything unreadable."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            tags = picture.getexif()
            text = tags.get_ifd(EXIF_FOLDER).get(TAKEN) or tags.get(CHANGED)
        told = datetime.strptime(str(text).strip("\x00 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - zone below
    except Exception:  # a camera writes anything, and so does a liar
        return None
    return told.replace(tzinfo=ZONE).astimezone(UTC)


def _is_old(row: Photo, entry: Entry) -> bool:
    """Taken long before it was handed in as taken: by the camera's word or by the file's; either is enough to
    doubt, neither to believe. Both are the phone's clock, and so is what they are compared with.
    """
    before = entry.taken_at - timedelta(hours=settings("score")["photo"]["old_hours"])
    told = entry.payload.get("file_at")
    moments = [row.exif_at, datetime.fromisoformat(told) if told else None]
    return any(at is not None and at < before for at in moments)


def _like(row: Photo, now: datetime) -> UUID | None:
    """The first picture of another visit that is the same, or looks the same, of this provider or person.

    Signatures are compared by their bytes alone: thin lines on white all look alike.
    """
    told = settings("score")["photo"]
    since = now - timedelta(days=told["looked_back_days"])
    by_looks = row.kind == "photo" and row.looks is not None
    with connection.cursor() as cursor:
        cursor.execute(
            LIKE,
            [
                *(row.visit_id, row.kind, since, row.digest, by_looks),
                *(row.organisation, row.person, row.looks or 0, told["alike_bits"]),
            ],
        )
        found = cursor.fetchone()
    return found[0] if found else None


def _record(row: Photo, by: Actor, now: datetime) -> None:
    events.record(
        "visits.photo.kept",
        by=by,
        now=now,
        area=row.area,
        subject_type="visits.visit",
        subject=row.visit_id,
        organisation=row.organisation,
        person=row.person,
        payload={"kind": row.kind, "is_old": row.is_old, "is_again": row.like is not None},
    )
