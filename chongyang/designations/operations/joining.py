"""Holders whose name was typed before the library had their entry become that entry: one holder, one slot."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core import access
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.designations.enums import KEYED, HolderKind
from chongyang.designations.models import Application, TitleHeld
from chongyang.designations.operations.steps import tell, tell_title
from chongyang.designations.queries import holders
from chongyang.designations.rules.holders import slot_of

log = logging.getLogger(__name__)


def join_library(*, now: datetime, county: int | None = None) -> int:
    """Give every typed holder, and one whose entry left the library and came again, the key of the one entry
    of its county that is called alike. Idempotent; returns how many. One whose entry has its own living title
    or open application stays as it is, and the log names it: two people must see which of the two stands.
    """
    with access.enter(system_scope("holders")):
        entries = holders.read_entries()
        found = [
            (row, key)
            for row in holders.list_unjoined(entries, county)
            if (key := holders.entry_of(entries, row)) is not None
        ]
        return sum(_join(row, key, now) for row, key in found)


def _join(row: TitleHeld | Application, key: UUID, now: datetime) -> bool:
    kind = HolderKind.of(row.holder_kind)
    told = {"slot": slot_of(kind.value, key, row.name), KEYED[kind]: key}
    try:
        with transaction.atomic():
            if not type(row).objects.filter(id=row.id, slot=row.slot).update(**told):
                return False  # another was quicker
            if isinstance(row, TitleHeld):
                tell_title("joined", row, SYSTEM, now)
            else:
                tell("joined", row, SYSTEM, now)
    except IntegrityError:
        log.warning("holder of %s %s: its entry of the library has its own", row._meta.label, row.id)
        return False
    return True
