"""Running the checks: each in a transaction of its own, so that one that fails holds up no other."""

import logging
import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import DatabaseError, connection, transaction

from chongyang.core import access
from chongyang.core.integrity import Check, get_check, list_checks, load_numbers, preparations_for
from chongyang.core.models import IntegrityRun
from chongyang.core.scopes import system_scope

log = logging.getLogger(__name__)
SHANGHAI = ZoneInfo("Asia/Shanghai")
NUMBERS = load_numbers(Path(__file__).resolve().parent.parent / "data" / "integrity.yaml")
LOCK = 0x4359494E54  # "CYINT"
KEEP = """
WITH found AS MATERIALIZED (
    SELECT DISTINCT ON (id) id, area, person FROM ({rows}) AS told WHERE id IS NOT NULL AND area IS NOT NULL
    ORDER BY id
), gone AS (
    DELETE FROM core_integrityfinding AS held WHERE held.name = %(name)s
        AND NOT EXISTS (SELECT FROM found WHERE found.id = held.row)
), come AS (
    INSERT INTO core_integrityfinding (name, row, area, person, since)
    SELECT %(name)s, id, area, person, %(now)s FROM found
    WHERE NOT EXISTS (
        SELECT FROM core_integrityfinding AS held
        WHERE held.name = %(name)s AND held.row = found.id AND held.area = found.area
    )
    ON CONFLICT (name, row) DO UPDATE SET area = excluded.area, person = excluded.person
)
INSERT INTO core_integritycount (name, run_id, area, value, excused)
SELECT %(name)s, %(run)s, found.area / 1000 * 1000, count(*), count(excuse.id)
FROM found LEFT JOIN core_integrityexcuse AS excuse ON excuse.name = %(name)s
    AND excuse.row = found.id AND excuse.ended_at IS NULL AND excuse.until > %(today)s
GROUP BY 2, 3
"""


def run_checks(
    *, now: datetime, names: Collection[str] = (), tell: Callable[[Check, float], None] | None = None
) -> IntegrityRun:
    """Ask all checks, or those named; keeps what they found. Raises KeyError for an unknown name.

    Seconds at 20,000 elders; the registry's first run over a new city also reads sealed columns once.
    """
    chosen = [_known(name) for name in names] if names else list_checks()
    run = _begin(chosen, now, is_whole=not names)
    for step in preparations_for(check.room for check in chosen):
        step(now)
    seconds, failed = {}, []
    for check in chosen:
        begun = time.monotonic()
        if not _ask(check, run, now):
            failed.append(check.name)
        seconds[check.name] = round(time.monotonic() - begun, 3)
        if tell:
            tell(check, seconds[check.name])
    return _end(run, seconds, failed)


def _known(name: str) -> Check:
    check = get_check(name)
    if check is None:
        raise KeyError(name)
    return check


@transaction.atomic
def _begin(chosen: list[Check], now: datetime, *, is_whole: bool) -> IntegrityRun:
    with access.enter(system_scope("integrity")):
        return IntegrityRun.objects.create(began_at=now, checks=len(chosen), is_whole=is_whole)


def _ask(check: Check, run: IntegrityRun, now: datetime) -> bool:
    """Whether the check could be asked. Two runs at once ask one check after the other."""
    today = now.astimezone(SHANGHAI).date()
    told = {**check.numbers, "name": check.name, "now": now, "today": today, "run": run.id}
    try:
        with access.enter(system_scope("integrity")), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            cursor.execute("SELECT set_config('work_mem', %s, true)", [f"{NUMBERS['sort_mib']}MB"])
            cursor.execute(KEEP.format(rows=check.rows), told)
    except DatabaseError as error:
        log.error("check %s: %s", check.name, type(error).__name__)
        return False
    return True


@transaction.atomic
def _end(run: IntegrityRun, seconds: dict[str, float], failed: list[str]) -> IntegrityRun:
    with access.enter(system_scope("integrity")):
        run.ended_at = run.began_at + timedelta(seconds=sum(seconds.values()))
        run.seconds, run.failed = seconds, failed
        run.save(update_fields=["ended_at", "seconds", "failed"])
    return run


@transaction.atomic
def purge_runs(*, now: datetime) -> int:
    """Throw away runs, with their counts, after their days; what is found now stays."""
    with access.enter(system_scope("integrity")):
        old = IntegrityRun.objects.filter(began_at__lt=now - timedelta(days=NUMBERS["kept_days"]))
        return old.delete()[0]
