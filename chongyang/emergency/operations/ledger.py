"""The ledger leaves the program: how many rows at most, to what purpose, and the event that says so."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import events
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.emergency import queries
from chongyang.emergency.rules.ledger import Choice, ExportPurpose
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


class UnableToExport(Exception):
    """No purpose, or more rows than one export may hold; nothing left. Chinese source text."""


def _purpose(text: str) -> str:
    if text not in set(ExportPurpose):
        raise UnableToExport(N_("请选择导出的用途。"))
    return text


@transaction.atomic
def begin_ledger_export(*, choice: Choice, form: str, purpose: str, scope: Scope, now: datetime) -> int:
    """Demand the right, count, and write the event; `queries.export_register` gives the rows then."""
    demand(scope, Can.EXPORT_LEDGER)
    said, found = _purpose(purpose), queries.count_register(scope, choice)
    if found > queries.EXPORT_LIMIT:
        raise UnableToExport(N_("一次最多导出 20000 行，请缩小范围。"))
    _tell("emergency.ledger.exported", said, choice, scope, now, rows=found, form=form)
    return found


@transaction.atomic
def note_figures_export(*, choice: Choice, form: str, purpose: str, scope: Scope, now: datetime) -> None:
    """Sums without any person leave: written down as well."""
    demand(scope, Can.READ_LEDGER)
    _tell("emergency.figures.exported", _purpose(purpose), choice, scope, now, rows=0, form=form)


def _tell(
    kind: str, purpose: str, choice: Choice, scope: Scope, now: datetime, *, rows: int, form: str
) -> None:
    area = choice.area or next(iter(scope.intervals), territory.city_interval())
    told = {"since": choice.since.isoformat(), "until": choice.until.isoformat(), "rows": rows, "form": form}
    chosen = {name: getattr(choice, name) for name in ("source", "level", "kind", "outcome", "sought")}
    events.record(
        kind,
        by=scope.actor,
        now=now,
        area=area[0],
        subject_type="emergency.ledger",
        organisation=scope.organisation,
        purpose=purpose,
        payload={**told, **chosen, "first": area[0], "last": area[1]},
    )


@transaction.atomic
def note_report(*, incident: UUID, scope: Scope, now: datetime, is_revealed: bool) -> None:
    """An after-action report was made: by whom, and whether it names the elder."""
    row = queries.access_times(scope, incident)
    events.record(
        "emergency.report.made",
        by=scope.actor,
        now=now,
        area=row.area,
        subject_type="incident",
        subject=incident,
        person=row.incident.person,
        payload={"revealed": is_revealed},
    )
