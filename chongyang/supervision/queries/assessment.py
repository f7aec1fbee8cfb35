"""Runs and score sheets: whoever assesses sees all, a unit sees its own once it was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chongyang.core.access import enter
from chongyang.core.models import FileStored
from chongyang.core.queries import cases
from chongyang.core.scopes import Scope, system_scope
from chongyang.supervision import permissions
from chongyang.supervision.models import Appeal, Correction, Judgement, Note, Run, Score, Standing
from chongyang.supervision.rules.schemes import Item, Ranked, Scheme, get_scheme
from chongyang.supervision.rules.subjects import Subject, subjects_of
from chongyang.supervision.rules.tables import ABANDONED, LOCKED, SCORING
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import Can


class NotFound(Exception):
    """There is no such row, or it is not within reach: the two are told apart to nobody."""


@dataclass(frozen=True, slots=True)
class Held:
    """A run with the scheme it was begun with and its units by key."""

    run: Run
    scheme: Scheme
    ranked: Ranked
    subjects: dict[str, Subject]

    def subject(self, key: str) -> Subject:
        """Raises NotFound."""
        if key not in self.subjects:
            raise NotFound(key)
        return self.subjects[key]

    def item(self, key: str) -> Item:
        """Raises NotFound."""
        found = self.ranked.item(key)
        if found is None:
            raise NotFound(key)
        return found


@dataclass(frozen=True, slots=True)
class Sheet:
    """One unit's result: its standing and its lines in the order of the scheme."""

    subject: Subject
    standing: Standing | None
    scores: tuple[Score, ...]


def hold_scheme(run: Run) -> Held:
    """The run with its scheme as it was begun. Raises NotFound where that scheme is shipped no more."""
    scheme = get_scheme(run.year, run.version)
    if scheme is None:
        raise NotFound(f"{run.year} v{run.version}")
    ranked = scheme.of(run.listing)
    ranked = Ranked(ranked.listing, run.subjects, ranked.items)
    return Held(run, scheme, ranked, {one.key: one for one in subjects_of(scheme, ranked)})


def list_runs(scope: Scope) -> list[Run]:
    """Every run that the reader may open, the newest year first."""
    every = permissions.sees_all(scope)
    with enter(system_scope("assessment", actor=scope.actor)):
        rows = Run.objects.order_by("-year", "listing", "-opened_at", "id")
        return list(rows if every else rows.exclude(state__in=[SCORING, ABANDONED]))


def access_run(scope: Scope, run: UUID) -> Held:
    """One run. Raises NotFound; before the units were told, only who assesses sees it."""
    every = permissions.sees_all(scope)
    with enter(system_scope("assessment", actor=scope.actor)):
        row = Run.objects.filter(id=run).first()
    if row is None or (not every and row.state in (SCORING, ABANDONED)):
        raise NotFound(str(run))
    return hold_scheme(row)


def _reached(scope: Scope, held: Held) -> set[str]:
    """The units whose sheets the reader may open."""
    if permissions.sees_all(scope):
        return set(held.subjects)
    own = permissions.own_organisation(scope)
    return {key for key, one in held.subjects.items() if permissions.is_own(scope, one, own)}


def list_sheets(scope: Scope, held: Held) -> list[Sheet]:
    """The sheets within reach by rank; who has no rank stands last."""
    reach = _reached(scope, held)
    with enter(system_scope("assessment", actor=scope.actor)):
        scores = _by_subject(Score.objects.filter(run=held.run, subject__in=reach).order_by("place", "id"))
        rows = Standing.objects.filter(run=held.run, subject__in=reach)
        standings = {row.subject: row for row in rows.order_by("subject")}
    sheets = [Sheet(held.subjects[key], standings.get(key), tuple(scores.get(key, ()))) for key in reach]
    return sorted(sheets, key=_rank)


def _rank(sheet: Sheet) -> tuple[int, str]:
    rank = sheet.standing.rank if sheet.standing else None
    return rank or len(sheet.subject.key) + 10**6, sheet.subject.key


def _by_subject(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.subject, []).append(row)
    return found


def access_sheet(scope: Scope, run: UUID, subject: str) -> tuple[Held, Sheet]:
    """One unit's sheet. Raises NotFound."""
    held = access_run(scope, run)
    found = next((one for one in list_sheets(scope, held) if one.subject.key == subject), None)
    if found is None:
        raise NotFound(subject)
    return held, found


def list_judgements(scope: Scope, held: Held, subject: str) -> list[Judgement]:
    """What the judges gave a unit; for who assesses alone, and each unit sees the mean in its sheet."""
    demand(scope, Can.ASSESS)
    with enter(system_scope("assessment", actor=scope.actor)):
        rows = Judgement.objects.filter(run=held.run, subject=subject)
        return list(rows.order_by("item", "given_at", "id"))


def files_of(scope: Scope, rows: Iterable[Judgement | Appeal]) -> dict[UUID, FileStored]:
    """The files of rows that the reader was given, by key."""
    keys = [key for row in rows for key in row.files]
    with enter(system_scope("assessment", actor=scope.actor)):
        return {row.id: row for row in FileStored.objects.filter(id__in=keys).order_by("id")}


def access_evidence(scope: Scope, held: Held, subject: str, file: UUID) -> FileStored:
    """A file that an appeal of the unit names, or for who assesses a mark. Raises NotFound."""
    rows: list[Judgement | Appeal] = [row for row in list_appeals(scope, held) if row.subject == subject]
    if may(scope, Can.ASSESS):
        rows += list_judgements(scope, held, subject)
    found = files_of(scope, [row for row in rows if file in row.files]).get(file)
    if found is None:
        raise NotFound(str(file))
    return found


def list_appeals(scope: Scope, held: Held) -> list[Appeal]:
    """Appeals of the units within reach, the open ones first."""
    reach = _reached(scope, held)
    with enter(system_scope("assessment", actor=scope.actor)):
        rows = Appeal.objects.filter(run=held.run, subject__in=reach)
        return sorted(rows.order_by("raised_at", "id"), key=lambda row: row.decided_at is not None)


def list_corrections(scope: Scope, held: Held) -> list[Correction]:
    """What was changed after the lock, the newest last."""
    reach = _reached(scope, held)
    with enter(system_scope("assessment", actor=scope.actor)):
        rows = Correction.objects.filter(run=held.run, subject__in=reach)
        return list(rows.order_by("proposed_at", "id"))


def list_notes(scope: Scope, held: Held) -> list[Note]:
    """What is proposed for the units within reach."""
    reach = _reached(scope, held)
    with enter(system_scope("assessment", actor=scope.actor)):
        return list(Note.objects.filter(run=held.run, subject__in=reach).order_by("written_at", "id"))


def steps_of(scope: Scope, key: UUID) -> list[Any]:
    """Every step of a run, a publication or a remark, for a reader who has opened it already."""
    system = system_scope("assessment", actor=scope.actor)
    with enter(system):
        return cases.list_steps(system, key)


def actions_of(scope: Scope, key: UUID) -> frozenset[str]:
    """The actions to offer in its state to the reader's role."""
    with enter(system_scope("assessment", actor=scope.actor)):
        case = cases.access_case(system_scope("assessment"), key)
    return frozenset(one.name for one in cases.list_actions(scope, case)) if case else frozenset()


def is_locked(held: Held) -> bool:
    return held.run.state == LOCKED
