"""Papers of a run: handed in, taken back, used again from an earlier stage."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.approvals import permissions, queries
from chongyang.approvals.enums import EDITABLE
from chongyang.approvals.models import Paper, StageRun
from chongyang.approvals.operations.errors import UnableToApply
from chongyang.approvals.operations.stepping import locked, tell
from chongyang.core import access
from chongyang.core.operations import files
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding.operations.errors import telling_of_file
from chongyang.funding.rules.forms import Faulty

MOST_FILES = 60
NOT_OPEN = N_("现在不能改材料：这个阶段已经交给窗口。")
NO_MATERIAL = N_("这个阶段不要这份材料。")
TOO_MANY_FILES = N_("材料太多，最多 %(most)s 份。")
NOT_REUSABLE = N_("这份材料不能再用：已经过期，或只用于当时的阶段，请重新上传。")
THERE_ALREADY = N_("这份材料已经在这里了。")
HANDED_BEFORE = N_("这份材料是告知补正之前交来的，不能删除；请另外上传补正的材料。")


def editable(run: UUID, scope: Scope) -> StageRun:
    """The applicant's run, locked, while it is still hers; the caller enters the system's scope."""
    held = locked(queries.access_own_run(scope, run).id)
    if held.state not in EDITABLE:
        raise UnableToApply({"state": NOT_OPEN})
    return held


@transaction.atomic
def attach(
    *,
    run: UUID,
    material: str,
    chunks: Iterable[bytes],
    name: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    declared: int | None = None,
) -> Paper:
    """Hand a file in for a material. Raises UnableToApply with the file's fault, NotFound."""
    with access.enter(system_scope("approvals papers", actor=by)):
        held = editable(run, scope)
        _check_material(held, material)
        whose: dict[str, Any] = {"area": held.area, "organisation": held.organisation}
        with telling_of_file(UnableToApply):
            kept = files.take_in(chunks=chunks, name=name, declared=declared, by=by, now=now, **whose)
        paper = _paper(held, material, by, now)
        paper.file = kept
        paper.save(force_insert=True)
        tell("paper.added", held, by, now, material=material)
    return paper


def _paper(run: StageRun, material: str, by: Actor, now: datetime) -> Paper:
    return Paper(
        run=run,
        application=run.application,
        area=run.area,
        organisation=run.organisation,
        material=material,
        handed_at=now,
        added_by=permissions.account_of(by),
        added_at=now,
    )


def _check_material(run: StageRun, material: str) -> None:
    if material not in queries.plan_of(run).required:
        raise UnableToApply({"material": NO_MATERIAL})
    if Paper.objects.filter(run=run).count() >= MOST_FILES:
        raise UnableToApply({"file": Faulty(TOO_MANY_FILES, most=MOST_FILES)})


@transaction.atomic
def reuse(*, run: UUID, paper: UUID, scope: Scope, by: Actor, now: datetime) -> Paper:
    """Use a paper of an earlier stage again, with its file and the day on which it was handed in. Raises
    UnableToApply where it is over or belonged to its stage alone.
    """
    with access.enter(system_scope("approvals papers", actor=by)):
        held = editable(run, scope)
        offered = {one.paper.id: one.paper for one in queries.list_reusable(held, now)}
        if paper not in offered:
            raise UnableToApply({"paper": NOT_REUSABLE})
        former = offered[paper]
        _check_material(held, former.material)
        made = _paper(held, former.material, by, now)
        made.file, made.first, made.handed_at = former.file, former.first or former, former.handed_at
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            raise UnableToApply({"paper": THERE_ALREADY}) from None
        tell("paper.reused", held, by, now, material=made.material)
    return made


@transaction.atomic
def detach(*, paper: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """Take a paper back that nobody has judged yet. Raises NotFound, UnableToApply."""
    held = queries.access_own_paper(scope, paper)
    with access.enter(system_scope("approvals papers", actor=by)):
        run = editable(held.run_id, scope)
        if run.asked_at is not None and held.added_at <= run.asked_at:
            raise UnableToApply({"paper": HANDED_BEFORE})
        take_away(held, by, now)
        tell("paper.removed", run, by, now, material=held.material)


def take_away(paper: Paper, by: Actor, now: datetime) -> None:
    """The row, and the file with the last paper that has it."""
    file = paper.file
    paper.delete()
    if not Paper.objects.filter(file=file).exists():
        files.erase(row=file, by=by, now=now)
