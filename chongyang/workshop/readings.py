"""Readings and rights of the demo city: a night of reading, a broken glass, requests, an export, a hold.

All by the operations, in the name of demo accounts, so that the desks have something in them and a demo shows
what a city would see. Repeatable: what stands already stays.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, interval_of, system_scope
from chongyang.privacy import operations
from chongyang.privacy.models import Export, Finding, GlassBreak, LegalHold, RightsRequest
from chongyang.privacy.operations import RequestForm
from chongyang.registry import operations as registry
from chongyang.registry import queries as elders
from chongyang.registry.models import Elder
from chongyang.workshop.accounts import STREET
from chongyang.workshop.papers import scope_of

ZONE = ZoneInfo("Asia/Shanghai")
FAR = "410102"
NIGHT_FILES, ONE_FILE = 4, 12
WORDS = "老人在我们窗口突然头晕，家属电话在外区档案里。（演示）"


def make_readings(now: datetime) -> dict[str, int]:
    """How many of each were made; nothing in a city without demo accounts or elders."""
    clerk, steward = scope_of("street_clerk", now), scope_of("data_steward", now)
    reviewer, family = scope_of("city_reviewer", now), scope_of("family", now)
    if not (clerk and steward and reviewer and family):
        return {}
    steps: tuple[tuple[str, Callable[[], int]], ...] = (
        ("findings", lambda: _read_oddly(clerk, now)),
        ("glasses", lambda: _break(clerk, now)),
        ("requests", lambda: _ask(clerk, family, now)),
        ("holds", lambda: _hold(steward, now)),
        ("exports", lambda: _export(reviewer, now)),
    )
    return {name: step() for name, step in steps}


def _some(within: str, limit: int) -> list[Elder]:
    with enter(system_scope("readings")):
        rows = Elder.objects.filter(area__range=interval_of(within), life_status="alive", same_as=None)
        return list(rows.order_by("id")[:limit])


def _read_oddly(clerk: Scope, now: datetime) -> int:
    """Some files at half past eleven yesterday, and one file a dozen times in a week."""
    with enter(system_scope("readings")):
        if Finding.objects.exists():
            return 0
    people = _some(STREET, NIGHT_FILES + 1)
    night = (now.astimezone(ZONE) - timedelta(days=1)).replace(hour=23, minute=30, second=0, microsecond=0)
    for number, elder in enumerate(people[:NIGHT_FILES]):
        _read(clerk, elder, night + timedelta(minutes=3 * number))
    for number in range(ONE_FILE if people else 0):
        _read(clerk, people[-1], now - timedelta(hours=8 * number, minutes=7))
    operations.watch_readings(now=now)
    with enter(system_scope("readings")):
        return Finding.objects.count()


def _read(clerk: Scope, elder: Elder, at: datetime) -> None:
    with enter(clerk):
        registry.read_file(elder_id=elder.id, purpose="service", scope=clerk, by=clerk.actor, now=at)


def _break(clerk: Scope, now: datetime) -> int:
    """A file of another county, opened ten minutes ago."""
    with enter(system_scope("readings")):
        held = GlassBreak.objects.exists()
    numbered = [elder for elder in _some(FAR, 5) if elder.identity_number]
    if held or not numbered:
        return 0
    number = numbered[0].identity_number.plain
    at = now - timedelta(minutes=10)
    with enter(clerk):
        operations.break_glass(identity=number, reason="at_counter", words=WORDS, scope=clerk, now=at)
    return 1


def _ask(clerk: Scope, family: Scope, now: datetime) -> int:
    """A copy for the family, which is nearly due, and two requests at the counter."""
    with enter(system_scope("readings")):
        if RightsRequest.objects.exists():
            return 0
    made = 0
    with enter(family):
        for elder in elders.list_elders(family, limit=1):
            form = RequestForm(kind="copy")
            operations.ask_right(person=elder.id, form=form, scope=family, now=now - timedelta(days=18))
            made += 1
    said = (
        ("correction", "出生日期应为身份证上的日期（演示）"),
        ("deletion", "已迁往外地，请删除档案（演示）"),
    )
    people = _some(STREET, 12)[-len(said) :]
    with enter(clerk):
        for elder, (kind, text) in zip(people, said, strict=False):
            form = RequestForm(kind=kind, text=text, asker="elder", channel="counter")
            operations.ask_right(person=elder.id, form=form, scope=clerk, now=now - timedelta(days=3))
            made += 1
    return made


def _hold(steward: Scope, now: datetime) -> int:
    with enter(steward):
        people = _some(STREET, 8)[-1:]
        if not people or LegalHold.objects.exists():
            return 0
        told = {"reason": "complaint", "case_number": "（演示）"}
        operations.place_hold(person=people[0].id, scope=steward, now=now, **told)
    return 1


def _export(reviewer: Scope, now: datetime) -> int:
    """One of a street, free to download, and one of the district, which waits for approval if it is large."""
    with enter(system_scope("readings")):
        if Export.objects.exists():
            return 0
    with enter(reviewer):
        for code in (STREET, "410105"):
            if elders.count_elders(reviewer, interval_of(code)) <= MOST:
                operations.ask_export(within=interval_of(code), purpose="visit", scope=reviewer, now=now)
    return 2


MOST = 9_000
