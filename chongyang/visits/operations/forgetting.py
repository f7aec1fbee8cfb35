"""Positions, readings and pictures are needed until a month is settled and argued about, and not after."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from chongyang.core import events
from chongyang.core.models import FileStored
from chongyang.core.operations import files
from chongyang.core.scopes import SYSTEM
from chongyang.territory import queries as territory
from chongyang.visits.models import Photo
from chongyang.visits.rules.settings import settings


@transaction.atomic
def forget(*, now: datetime, limit: int = 500) -> int:
    """Empty positions and readings, take pictures away; their fingerprints stay. System scope."""
    told = settings("score")
    emptied = _empty_places(now - timedelta(days=told["keep_places_days"]))
    gone = _drop_pictures(now - timedelta(days=told["keep_photos_days"]), now, limit)
    if emptied or gone:
        events.record(
            "visits.evidence.forgotten",
            by=SYSTEM,
            now=now,
            area=territory.city_interval()[0],
            subject_type="visits.visit",
            payload={"places": emptied, "pictures": gone},
        )
    return emptied + gone


def _empty_places(before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT visits_forget(%s)", [before])
        return int(cursor.fetchone()[0])


def _drop_pictures(before: datetime, now: datetime, limit: int) -> int:
    rows = list(Photo.objects.filter(received_at__lt=before, file__isnull=False).order_by("id")[:limit])
    kept = [row.file_id for row in rows if row.file_id]
    Photo.objects.filter(id__in=[row.id for row in rows]).update(file=None)
    for file in FileStored.objects.filter(id__in=kept).order_by("id"):
        files.erase(row=file, by=SYSTEM, now=now)
    return len(rows)
