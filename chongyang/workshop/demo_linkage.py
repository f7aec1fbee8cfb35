"""The demo's linkage: a few doubles of files as life makes them, all records linked, two pairs judged.

Invented, by rule. Repeatable: a city that was linked once is left as it is.
"""

from datetime import datetime, timedelta

from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM, Actor, interval_of, system_scope
from chongyang.linkage import operations
from chongyang.linkage.models import LinkRun, Pair
from chongyang.registry.models import Elder, Profile
from chongyang.registry.operations.tokens import write_tokens
from chongyang.registry.rules import pinyin
from chongyang.workshop.accounts import JINSHUI

MOST_ELDERS = 10_000
DOUBLES = 8
OTHER_COUNTY = 410_102_001_000
AGO = timedelta(hours=5)
MERGE_REASON = "演示：电话核实，同一人在两个社区登记"


def make_demo_linkage(*, elders: int, now: datetime) -> dict[str, int]:
    """How many doubles, records, persons, pairs for people; nothing in a large city or a linked one."""
    scope = system_scope("demo linkage")
    with enter(scope):
        if elders > MOST_ELDERS or LinkRun.objects.exists():
            return {}
        doubles = _make_doubles(now)
    run = operations.link_all(scope=scope, by=SYSTEM, now=now - AGO)
    with enter(scope):
        _merge_one(now)
    return {"doubles": len(doubles), "records": run.records, "persons": run.persons, "pairs": run.to_look_at}


def _make_doubles(now: datetime) -> list[Elder]:
    """The same people typed once more at another desk: without a number, the day as told there."""
    first, last = interval_of(JINSHUI)
    rows = Elder.objects.filter(area__range=(first, last), life_status="alive", same_as=None)
    chosen = [row for row in rows.order_by("identity_index")[: DOUBLES * 4] if row.phone and row.address]
    return [_double(row, place, now) for place, row in enumerate(chosen[:DOUBLES])]


def _double(row: Elder, place: int, now: datetime) -> Elder:
    """Every fourth one is registered in another county; every third has the day and month exchanged."""
    area = OTHER_COUNTY if place % 4 == 3 else row.area
    born = row.born_on
    if place % 3 == 1 and born.day <= 12:
        born = born.replace(month=born.day, day=min(born.month, 28))
    columns = {"sex": row.sex, "born_on": born, "nation": row.nation, "source": "community"}
    told = Elder(
        id=new_key(),
        area=area,
        name=row.name,
        name_key=pinyin.sort_key(row.name),
        registered_at=now - timedelta(days=40 + place),
        sourced_on=(now - timedelta(days=40 + place)).date(),
        **columns,
    )
    told.phone, told.address = row.phone.plain, row.address.plain
    told.save(force_insert=True)
    Profile.objects.create(id=told.id, area=area, source="community", sourced_on=told.sourced_on)
    write_tokens(told)
    return told


def _merge_one(now: datetime) -> None:
    """The likeliest two files of one county are one: so the page of merges has something to undo."""
    pairs = Pair.objects.filter(kind="files", state="open").order_by("-weight", "id")
    pair = next((row for row in pairs if row.area // 10**6 == row.other_area // 10**6), None)
    if pair is None:
        return
    steward = Actor(kind="person", label="data_steward", role="data_steward")
    merged = operations.merge_files(
        double=pair.right_person,
        survivor=pair.left_person,
        reason=MERGE_REASON,
        scope=system_scope("demo linkage", steward),
        by=steward,
        now=now - timedelta(hours=2),
        pair=pair.id,
    )
    Pair.objects.filter(id=pair.id).update(state="same", decided_at=merged.merged_at)
