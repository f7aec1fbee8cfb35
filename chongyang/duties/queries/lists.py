"""Lists of the desk: the ledger by item, one duty with what was said of it, letters, meetings, matters."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from chongyang.core import access
from chongyang.core.models import FileStored
from chongyang.core.queries import files
from chongyang.core.scopes import Scope
from chongyang.duties import permissions
from chongyang.duties.enums import EscalationState, Light, MatterState
from chongyang.duties.models import (
    Addition,
    Escalation,
    Letter,
    LetterMatter,
    LightSet,
    Matter,
    Meeting,
    Progress,
    Reminder,
    Run,
)
from chongyang.duties.queries.lit import Lit, list_runs_lit
from chongyang.duties.queries.reaching import NotFound, access_letter
from chongyang.duties.rules.items import Item, load_items
from chongyang.duties.rules.lights import worst
from chongyang.indicators.rules.periods import Period


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the ledger with its duties in reach; none where it was given to nobody."""

    item: Item
    lits: tuple[Lit, ...]

    @property
    def light(self) -> Light | None:
        """The gravest of its duties."""
        return worst(lit.light for lit in self.lits) if self.lits else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader of the ledger looks for; empty is everything."""

    document: str = ""
    clause: str = ""
    owner: str = ""
    light: str = ""
    state: str = ""

    def fits(self, lit: Lit) -> bool:
        return (
            self.owner in ("", lit.run.organisation_key)
            and self.light in ("", lit.light)
            and self.state in ("", lit.run.state)
        )

    @property
    def asks_of_duties(self) -> bool:
        """Whether an item that was given to nobody cannot fit."""
        return bool(self.light or self.state)


def list_ledger(
    scope: Scope, period: Period, asked: Asked | None = None, *, today: date | None = None
) -> list[Entry]:
    """Items in the order of the plans, each with the duties that fit."""
    wanted = asked or Asked()
    lits: dict[str, list[Lit]] = defaultdict(list)
    for lit in list_runs_lit(scope, period, today=today):
        if wanted.fits(lit):
            lits[lit.item.key].append(lit)
    return [
        Entry(item, tuple(lits[item.key]))
        for item in load_items()
        if _is_wanted(item, wanted, lits[item.key])
    ]


def _is_wanted(item: Item, wanted: Asked, lits: list[Lit]) -> bool:
    if wanted.document not in ("", item.document) or wanted.clause not in ("", item.clause):
        return False
    if lits:
        return True
    names_owner = wanted.owner in ("", *item.owners)
    return names_owner and not wanted.asks_of_duties


def list_periods(scope: Scope, today: date) -> list[str]:
    """The running quarter and every one that somebody reported, the newest first."""
    permissions.demand_read(scope)
    rows = access.visible(Progress.objects.filter(replaced_at=None), scope)
    told = set(rows.order_by("period").values_list("period", flat=True).distinct())
    return sorted({str(Period.around(today)), *told}, reverse=True)


def list_mine(scope: Scope, period: Period, *, today: date | None = None) -> list[Lit]:
    """The duties of the reader's own organisation, in a post that reaches them."""
    runs = Run.objects.filter(organisation__in=[scope.organisation] if scope.organisation else [])
    return [
        lit
        for lit in list_runs_lit(scope, period, today=today, runs=runs)
        if permissions.is_own(scope, lit.run)
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """All that was said of one duty, each the newest first."""

    reports: list[Progress]
    former: list[Progress]
    sets: list[LightSet]
    reminders: list[Reminder]
    escalations: list[Escalation]
    letters: list[Letter]
    matters: list[Matter]


def list_told(scope: Scope, run: Run) -> Told:
    """Of a duty that was reached (`access_run`)."""
    reports = Progress.objects.filter(run=run).prefetch_related(
        Prefetch("additions", Addition.objects.order_by("told_at", "id"))
    )
    held = list(access.visible(reports, scope).order_by("-until_on", "-told_at", "-id"))
    letters = Letter.objects.filter(matters__run=run).order_by("-drafted_at", "-id")
    return Told(
        reports=[row for row in held if row.replaced_at is None],
        former=[row for row in held if row.replaced_at is not None],
        sets=list(access.visible(LightSet.objects.filter(run=run), scope).order_by("-set_at", "-id")),
        reminders=list(access.visible(Reminder.objects.filter(run=run), scope).order_by("-told_at", "-id")),
        escalations=list(
            access.visible(Escalation.objects.filter(run=run), scope).order_by("-proposed_at", "-id")
        ),
        letters=[row for row in access.visible(letters, scope) if _shows(scope, row)],
        matters=list(access.visible(Matter.objects.filter(run=run), scope).order_by("-raised_at", "-id")),
    )


def _shows(scope: Scope, row: Letter) -> bool:
    """A draft is the office's own until somebody signed it."""
    is_out = row.state not in ("draft", "withdrawn")
    return is_out or permissions.may(scope, permissions.OFFICE)


def list_letters(scope: Scope, state: str = "") -> "QuerySet[Letter]":
    """Letters in reach, the newest first; drafts for offices alone. Raises NotAllowed."""
    permissions.demand_read(scope)
    rows = access.visible(Letter.objects.all(), scope)
    if not permissions.may(scope, permissions.OFFICE):
        rows = rows.exclude(state__in=["draft", "withdrawn"])
    return (rows.filter(state=state) if state else rows).order_by("-drafted_at", "-id")


def get_letter(scope: Scope, letter: UUID) -> tuple[Letter, list[Run]]:
    """A letter with the duties that it is about. Raises NotAllowed, NotFound."""
    row = access_letter(scope, letter)
    if not _shows(scope, row):
        raise NotFound(str(letter))
    matters = LetterMatter.objects.filter(letter=row).select_related("run")
    return row, [one.run for one in access.visible(matters, scope).order_by("run__clause", "id")]


def list_escalations(scope: Scope, state: str = EscalationState.PROPOSED) -> list[Escalation]:
    """What the machine proposes, the oldest missed day first."""
    permissions.demand_read(scope)
    rows = access.visible(Escalation.objects.filter(state=state), scope).select_related("run")
    return list(rows.order_by("missed_on", "run__clause", "id"))


def list_meetings(scope: Scope) -> "QuerySet[Meeting]":
    """The newest first."""
    permissions.demand_read(scope)
    return access.visible(Meeting.objects.all(), scope).order_by("-held_on", "-id")


def list_matters(scope: Scope, *states: MatterState, meeting: UUID | None = None) -> "QuerySet[Matter]":
    """Problems in reach, those whose day comes first before the others."""
    permissions.demand_read(scope)
    rows = access.visible(Matter.objects.all(), scope).select_related("run", "meeting")
    if states:
        rows = rows.filter(state__in=states)
    if meeting:
        rows = rows.filter(meeting=meeting)
    return rows.order_by("solve_by", "raised_at", "id")


def files_of(scope: Scope, keys: Iterable[UUID]) -> Mapping[UUID, FileStored]:
    """The files of reports and replies by key."""
    rows = access.visible(FileStored.objects.filter(id__in=list(keys)), scope)
    return {row.id: row for row in rows.order_by("id")}


def access_file(scope: Scope, file: UUID) -> FileStored:
    """A file that a report, an addition or a reply in reach names; any other is not there."""
    permissions.demand_read(scope)
    held = Q(files__contains=[file])
    named = (
        access.visible(Progress.objects.filter(held), scope).exists()
        or access.visible(Addition.objects.filter(held), scope).exists()
        or access.visible(Letter.objects.filter(reply_files__contains=[file]), scope).exists()
    )
    row = files.access_file(scope, file) if named else None
    if row is None:
        raise NotFound(str(file))
    return row
