"""The projects that both plans name, as rows: present from the first start."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.keys import named_key
from chongyang.core.scopes import Actor, interval_of, system_scope
from chongyang.policy.rules.documents import load_documents
from chongyang.projects.models import Project
from chongyang.projects.rules.named import Named, load_named
from chongyang.territory.rules.reference import CITY_CODE

FROM_THE_PLAN = ("name", "clause", "quote", "milestone", "and_then", "said", "due_on", "target", "envelope")


@transaction.atomic
def load_named_projects(*, by: Actor, now: datetime) -> int:
    """Bring in what is missing and mend what the plan says; what people keep of a project stays. Returns how
    many rows were written; a second run writes none.
    """
    with enter(system_scope("load projects", actor=by)):
        held = {row.id: row for row in Project.objects.filter(document__gt="")}
        written = sum(_bring(row, held.get(_key(row)), now) for row in load_named())
        if written:
            area, told = interval_of(CITY_CODE)[0], {"projects": written}
            about: dict[str, Any] = {"area": area, "subject_type": "projects.named", "payload": told}
            events.record("projects.named.loaded", by=by, now=now, **about)
    return written


def _key(row: Named) -> Any:
    return named_key("project", f"{row.document}/{row.key}")


def _bring(row: Named, held: Project | None, now: datetime) -> bool:
    """True if the row was made or changed."""
    wanted = {name: getattr(row, name) for name in FROM_THE_PLAN}
    if held is None:
        _make(row, wanted, now)
        return True
    if all(getattr(held, name) == value for name, value in wanted.items()):
        return False
    for name, value in wanted.items():
        setattr(held, name, value)
    held.save(update_fields=list(wanted))
    return True


def _make(row: Named, wanted: dict[str, Any], now: datetime) -> None:
    """Its first day in the library is that of the plan's publication: before it nobody had to report."""
    issued = {document.key: document.issued_on for document in load_documents()}
    since = issued.get(row.document) or timezone.localdate(now)
    Project.objects.create(
        id=_key(row),
        number=row.number,
        document=row.document,
        sector=row.sector.value,
        area=row.area,
        is_area_confirmed=bool(row.county),
        stage_since=since,
        listed_on=since,
        **wanted,
    )
