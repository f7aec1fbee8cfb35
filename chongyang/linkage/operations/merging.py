"""Two files made one person's, and two again. The link is the registry's; here is what makes it undoable."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from chongyang.claims.operations import due
from chongyang.core import access, events, hanging
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.linkage.models import Merge, Moved
from chongyang.linkage.operations import apart, images
from chongyang.linkage.operations.errors import UnableToMerge
from chongyang.linkage.rules.model import shipped
from chongyang.registry import operations as registry
from chongyang.registry import queries as elders
from chongyang.registry.operations import UnableToLink
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

REASON_LEAST = 4
ELSEWHERE = N_("两份档案不都在您的管辖范围内，不能直接合并；请向对方区县提出，双方同意后由系统合并。")
NO_REASON = N_("请写明理由（不少于四个字，不写姓名和号码）。")
NO_MERGE = N_("没有这次合并，或已经撤销。")
NOT_YOURS = N_("合并期间新增的记录只能归这两份档案之一。")
FIXED = N_("已结束的求助留在原来的档案。")


@transaction.atomic
def merge_files(
    *, double: UUID, survivor: UUID, reason: str, scope: Scope, by: Actor, now: datetime, **more: UUID | None
) -> Merge:
    """Link two files; `more` may name the `pair` that led to it and who said so besides, `second_by`.

    Raises UnableToMerge: where one of the files is another county's, where nobody else has said so.
    """
    demand(scope, Can.ADJUDICATE)
    stated = stated_reason(reason)
    for person in (double, survivor):
        if not reaches(scope, person):
            raise UnableToMerge(ELSEWHERE)
    try:
        registry.link_double(
            double=double,
            survivor=survivor,
            scope=scope if shipped().second_person["files"] else system_scope("merge", by),
            by=by,
            now=now,
            second_by=more.get("second_by"),
        )
    except UnableToLink as refused:
        raise UnableToMerge(refused.reason) from refused
    row = Merge.objects.get(double=double, parted_at=None)
    row.reason, row.pair, row.second_by = stated, more.get("pair"), more.get("second_by")
    row.save(update_fields=["reason", "pair", "second_by"])
    return row


def reaches(scope: Scope, person: UUID) -> bool:
    """Whether a file lies within the scope."""
    try:
        elders.access_elder(scope, person)
    except elders.NotFound:
        return False
    return True


def stated_reason(reason: str) -> str:
    """A reason of a few characters; raises UnableToMerge."""
    stated = " ".join(reason.split())[:200]
    if len(stated) < REASON_LEAST:
        raise UnableToMerge(NO_REASON, "reason")
    return stated


def keep_image(*, double: UUID, survivor: UUID, by: Actor, now: datetime) -> None:
    """Before any link: both files as they are, sealed. Called by the registry whoever links."""
    with access.enter(system_scope("merge", by)):
        homes = [elders.home_of(person) for person in (double, survivor)]
        areas = [home.area if home else 0 for home in homes]
        row = Merge(double=double, survivor=survivor, area=areas[0], other_area=areas[1], merged_at=now)
        row.image = images.image_of([double, survivor])
        row.merged_by = by.account
        row.save(force_insert=True)
        due.mark_due(persons=[double, survivor], now=now)
        _told("linkage.files.merged", row, by, now)


def restore_image(*, double: UUID, survivor: UUID, by: Actor, now: datetime) -> None:
    """Before a link is taken away: both files as they were. A link from before there were images has none."""
    with access.enter(system_scope("part", by)):
        row = Merge.objects.filter(double=double, parted_at=None).first()
        if row is None:
            return
        kept = images.restore(row.image.plain, [double, survivor])
        row.parted_at, row.parted_by = now, by.account
        row.save(update_fields=["parted_at", "parted_by"])
        due.mark_due(persons=[double, survivor], now=now)
        apart.say_apart(row, by, now)
        _told("linkage.files.parted", row, by, now, fields=sum(map(len, kept.values())))


def _told(kind: str, row: Merge, by: Actor, now: datetime, **payload: int) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=row.area,
        subject_type="registry.elder",
        subject=row.double,
        person=row.double,
        payload={"merge": str(row.id), "survivor": str(row.survivor), **payload},
    )


@dataclass(frozen=True, slots=True)
class Group:
    """What one room wrote since the merge."""

    name: str
    label: str
    items: list[hanging.Item]


def written_since(merge: Merge) -> list[Group]:
    """What hangs on either file and came since they were linked, by room; within the entered scope."""
    persons = [merge.double, merge.survivor]
    groups = [
        Group(one.name, one.label, one.since(persons, merge.merged_at)) for one in hanging.list_hanging()
    ]
    return [group for group in groups if group.items]


@transaction.atomic
def part_files(
    *,
    merge: UUID,
    whose: Mapping[UUID, UUID],
    reason: str,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> Merge:
    """Undo a merge: both files are byte for byte what they were, and what came since is given to whom `whose`
    says (row to person), else to the file that it was written to. Raises UnableToMerge.
    """
    demand(scope, Can.ADJUDICATE)
    stated = stated_reason(reason)
    row = access.visible(Merge.objects.filter(id=merge, parted_at=None), scope).first()
    if row is None or not (reaches(scope, row.survivor) and reaches(scope, row.double)):
        raise UnableToMerge(NO_MERGE)
    with access.enter(system_scope("part", by)):
        groups = written_since(row)
    _refuse_strangers(row, groups, whose)
    try:
        registry.unlink_double(double=row.double, scope=scope, by=by, now=now)
        with access.enter(system_scope("part", by)):
            _give_all(row, groups, whose, by, now)
    except UnableToLink as refused:
        raise UnableToMerge(refused.reason) from refused
    Merge.objects.filter(id=row.id).update(part_reason=stated)
    row.refresh_from_db()
    return row


def _refuse_strangers(row: Merge, groups: list[Group], whose: Mapping[UUID, UUID]) -> None:
    items = {item.row: item for group in groups for item in group.items}
    for key, person in whose.items():
        if person not in (row.double, row.survivor) or key not in items:
            raise UnableToMerge(NOT_YOURS)
        if items[key].fixed and person != items[key].person:
            raise UnableToMerge(FIXED)


def _give_all(row: Merge, groups: list[Group], whose: Mapping[UUID, UUID], by: Actor, now: datetime) -> None:
    givers = {one.name: one.give for one in hanging.list_hanging()}
    for group in groups:
        for item in group.items:
            person = whose.get(item.row, item.person if item.fixed else item.file)
            give = givers[group.name]
            if person == item.person or give is None or item.fixed:
                continue
            home = elders.home_of(person)
            give(row=item.row, person=person, area=home.area if home else row.area, by=by, now=now)
            Moved.objects.create(
                merge=row,
                area=row.area,
                what=group.name,
                row=item.row,
                was=item.person,
                became=person,
                at=now,
            )


def sentence(refused: UnableToMerge) -> str:
    """The refusal in the reader's language."""
    return gettext(refused.reason)
