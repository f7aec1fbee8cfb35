"""The winner of every field is written into the file with source, day and run; twice changes nothing.

`planning` works out what is written; one file is written by itself, many in a few statements for all of them.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from chongyang.claims.enums import WordKind
from chongyang.claims.models import Disagreement, Due, Word
from chongyang.claims.operations import deaths, writing_many
from chongyang.claims.operations.classes import follow_classes, follow_passing, refused_classes
from chongyang.claims.operations.planning import File, Known, Plan, plan_file
from chongyang.claims.queries import golden as reading
from chongyang.claims.queries.loading import words_kept
from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.registry import queries as people
from chongyang.registry.operations import golden as registry
from chongyang.registry.queries import settling

log = logging.getLogger(__name__)

PART = 1000
LOAD = """
    SELECT c.id, c.feed, c.source, c.run, c.record_index, c.fields, c.valid_from, c.valid_to, b.person, b.how,
           b.probability, b.since, greatest(c.valid_from, full_run.told_on)
    FROM claims_belonging b
    JOIN claims_claim c ON c.feed = b.feed AND c.record_index = b.record_index AND c.valid_to IS NULL
    LEFT JOIN (SELECT feed, max(told_on) AS told_on FROM claims_run WHERE is_full AND state = 'done'
               GROUP BY feed) full_run ON full_run.feed = c.feed
    WHERE b.person = ANY (%s) ORDER BY b.person, c.feed, c.record_index
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """What one settling changed; `refused` are winners that the file cannot take, with the reason of each."""

    person: UUID
    fields: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def settle(*, person: UUID, scope: Scope, by: Actor, now: datetime) -> Settled:
    """Write what survivorship says of one person; raises NotFound. Of linked files the survivor is written.

    The scope says who may set it off; the rule then sees every file of the person, so that the outcome is the
    same whoever did.
    """
    people.access_elder(scope, person)
    with access.enter(system_scope("settle", by)):
        clusters = settling.clusters_of([person])
        done = settle_many(persons=clusters, scope=system_scope("settle", by), now=now, strict=True)
        Due.objects.filter(person__in=clusters).delete()
    return done[0]


def settle_due(*, now: datetime, limit: int = PART) -> int:
    """One part of the work that waits, in the system's name; gives how many files were looked at."""
    with access.enter(system_scope("settle")):
        due = Due.objects.order_by("since", "person").select_for_update(skip_locked=True, of=("self",))
        persons = list(due.values_list("person", flat=True)[:limit])
        settle_part(persons=persons, scope=system_scope("settle"), now=now)
        Due.objects.filter(person__in=persons).delete()
    return len(persons)


def settle_part(*, persons: Collection[UUID], scope: Scope, now: datetime) -> int:
    """Some hundred files in a few statements for all of them; gives how many changed. The system's scope is
    entered. A part that the database refuses is settled file by file, so that one broken file stops no other.
    """
    if not persons:
        return 0
    try:
        with transaction.atomic():
            return writing_many.write_plans(plans=_plans(persons, scope, now), by=scope.actor, now=now)
    except (DatabaseError, RuntimeError) as error:
        log.error("a part of %d files is settled one by one: %s", len(persons), type(error).__name__)
        done = settle_many(persons=persons, scope=scope, now=now)
        return sum(bool(one.fields) for one in done)


def _plans(persons: Collection[UUID], scope: Scope, now: datetime) -> list[Plan]:
    plans = []
    for file in load_files(persons, scope):
        try:
            plans.append(plan_file(file, now))
        except Exception as error:  # one broken file must not keep all others waiting
            log.error("settling of file %s: %s", file.survivor, type(error).__name__)
    return plans


def load_files(persons: Collection[UUID], scope: Scope) -> list[File]:
    """Survivors with their doubles, locked, and every word about them; a handful of statements."""
    clusters = settling.clusters_of(persons) if persons else {}
    files = [file for cluster in clusters.values() for file in cluster]
    elders, profiles = registry.lock_files(files)
    claims = claims_by_file(files)
    kept: dict[UUID, list[Word]] = {}
    for word in words_kept(scope, files):
        kept.setdefault(word.person, []).append(word)
    known = Known.of(clusters)
    return [
        File(
            known,
            survivor,
            {file: elders[file] for file in cluster if file in elders},
            {file: profiles[file] for file in cluster if file in profiles},
            [claim for file in cluster for claim in claims.get(file, ())],
            [word for file in cluster for word in kept.get(file, ())],
            tuple(cluster),
        )
        for survivor, cluster in clusters.items()
    ]


def settle_many(
    *, persons: Collection[UUID], scope: Scope, now: datetime, strict: bool = False
) -> list[Settled]:
    """Files one after another; the system's scope is entered.

    One file that fails is logged and passed by, unless `strict`.
    """
    done: list[Settled] = []
    told: dict[UUID, list[reading.HeldClaim]] = {}
    files = load_files(persons, scope)
    for held in files:
        settle_one = _settle if strict else _passing
        if (settled := settle_one(held, scope.actor, now)) is not None:
            done.append(settled)
            told[held.survivor] = held.claims
    follow = follow_classes if strict else follow_passing
    follow(told=told, files={file.survivor: file.cluster for file in files}, now=now)
    return done


def _passing(held: File, by: Actor, now: datetime) -> Settled | None:
    try:
        with transaction.atomic():
            return _settle(held, by, now)
    except Exception as error:  # one broken file must not keep all others waiting
        log.error("settling of file %s: %s", held.survivor, type(error).__name__)
        return None


def claims_by_file(files: Collection[UUID]) -> dict[UUID, list[reading.HeldClaim]]:
    """The claims in force of the records of some files; the system's scope is entered."""
    by_file: dict[UUID, list[reading.HeldClaim]] = {}
    with connection.cursor() as cursor:
        cursor.execute(LOAD, [list(files)])
        for row in cursor.fetchall():
            claim = reading.opened(row)
            by_file.setdefault(claim.file, []).append(claim)
    return by_file


def _settle(held: File, by: Actor, now: datetime) -> Settled:
    plan = plan_file(held, now)
    elder = plan.elder
    for name in plan.ends:
        kept = Word.objects.filter(person=elder.id, field=name, kind=WordKind.TYPED.value, ended_at=None)
        kept.update(ended_at=now)
    for word in plan.keeps:
        word.save(force_insert=True)
    written = registry.write_draft(elder=elder, profile=plan.profile, draft=plan.draft, by=by, now=now)
    _write_disagreement(elder, plan.conflicts, held.known.disagreements.get(elder.id), now)
    waiting = held.known.waiting.get(elder.id)
    deaths.follow_claims(elder=elder, claims=held.claims, chosen=plan.chosen, waiting=waiting, now=now)
    refused = {**written.refused, **refused_classes(held.claims)}
    return Settled(elder.id, written.fields, plan.conflicts, refused)


def _write_disagreement(
    elder: Any, conflicts: tuple[str, ...], held: Disagreement | None, now: datetime
) -> None:
    """Who is in the list of disagreements; a row that says the same already is not touched."""
    if not conflicts:
        if held is not None:
            held.delete()
    elif held is None or (held.fields, held.area) != (list(conflicts), elder.area):
        rows = {"area": elder.area, "fields": list(conflicts), "found_at": now}
        Disagreement.objects.update_or_create(person=elder.id, defaults=rows)
