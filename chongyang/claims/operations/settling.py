"""The winner of every field is written into the file with source, day and run; twice changes nothing.

What a person typed is kept before a claim is written over it, so that the file can be computed again at any
time: take the claim away, settle, and what was typed stands there as before.
"""

import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from chongyang.claims.enums import WordKind
from chongyang.claims.models import Disagreement, Due, StopProposal, Word
from chongyang.claims.operations import deaths
from chongyang.claims.operations.classes import Told, follow_classes, refused_classes
from chongyang.claims.queries import golden as reading
from chongyang.claims.queries.loading import SETTLED, Held, Typed, words_kept
from chongyang.claims.rules import fields as canonical
from chongyang.claims.rules import survivorship as rules
from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.registry import queries as people
from chongyang.registry.operations import golden as registry
from chongyang.registry.queries import settling

log = logging.getLogger(__name__)

PART = 200
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
        settle_many(persons=persons, scope=system_scope("settle"), now=now)
        Due.objects.filter(person__in=persons).delete()
    return len(persons)


def settle_many(
    *, persons: Collection[UUID], scope: Scope, now: datetime, strict: bool = False
) -> list[Settled]:
    """The same for some hundred files in a handful of statements; the system's scope is entered.

    One file that fails is logged and passed by, unless `strict`.
    """
    clusters = settling.clusters_of(persons) if persons else {}
    files = [file for cluster in clusters.values() for file in cluster]
    elders, profiles = registry.lock_files(files)
    claims = claims_by_file(files)
    kept: dict[UUID, list[Word]] = {}
    for word in words_kept(scope, files):
        kept.setdefault(word.person, []).append(word)
    known = _Known.of(clusters)
    done: list[Settled] = []
    told: dict[UUID, list[reading.HeldClaim]] = {}
    for survivor, cluster in clusters.items():
        held = _File(
            known,
            survivor,
            {file: elders[file] for file in cluster if file in elders},
            {file: profiles[file] for file in cluster if file in profiles},
            [claim for file in cluster for claim in claims.get(file, ())],
            [word for file in cluster for word in kept.get(file, ())],
        )
        settle_one = _settle if strict else _passing
        if (settled := settle_one(held, scope.actor, now)) is not None:
            done.append(settled)
            told[survivor] = held.claims
    follow = follow_classes if strict else _follow_passing
    follow(told=told, files=clusters, now=now)
    return done


def _follow_passing(*, told: Told, files: Mapping[UUID, Collection[UUID]], now: datetime) -> int:
    """What cannot be proposed keeps no file from being settled; `settle_claims --all` tries it again."""
    try:
        with transaction.atomic():
            return follow_classes(told=told, files=files, now=now)
    except Exception as error:
        log.error("classes told of %d files: %s", len(told), type(error).__name__)
        return 0


def _passing(held: "_File", by: Actor, now: datetime) -> Settled | None:
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


@dataclass(frozen=True, slots=True)
class _Known:
    """What stands of a part's persons already: disagreements, and told deaths that wait. Two statements."""

    disagreements: Mapping[UUID, Disagreement]
    waiting: Mapping[UUID, StopProposal]

    @staticmethod
    def of(persons: Collection[UUID]) -> "_Known":
        held = Disagreement.objects.filter(person__in=list(persons)).order_by("person")
        stops = StopProposal.objects.filter(person__in=list(persons), state="waiting").order_by("person")
        return _Known({row.person: row for row in held}, {row.person: row for row in stops})


@dataclass(frozen=True, slots=True)
class _File:
    """A survivor with its doubles under lock, and every word about the person."""

    known: "_Known"
    survivor: UUID
    elders: Mapping[UUID, Any]
    profiles: Mapping[UUID, Any]
    claims: list[reading.HeldClaim]
    kept: list[Word]


def _settle(held: _File, by: Actor, now: datetime) -> Settled:
    today = timezone.localdate(now)
    elder, profile = held.elders[held.survivor], held.profiles.get(held.survivor)
    words = Held.of(held.survivor, held.elders, held.profiles, held.kept)
    chosen = rules.choose_all(reading.words_of(held.claims, words), today)
    values = _targets(chosen, words, elder, profile)
    kept = {word.field for word in held.kept if word.person == elder.id and word.kind == WordKind.TYPED}
    _keep_typed(elder, values, words, kept, now)
    written = registry.write_golden(elder=elder, profile=profile, values=values, by=by, now=now)
    _end_typed(elder, values, words, kept, now)
    conflicts = tuple(name for name in reading.in_order(chosen) if chosen[name].is_conflict)
    _write_disagreement(elder, conflicts, held.known.disagreements.get(elder.id), now)
    waiting = held.known.waiting.get(elder.id)
    deaths.follow_claims(elder=elder, claims=held.claims, chosen=chosen, waiting=waiting, now=now)
    refused = {**written.refused, **refused_classes(held.claims)}
    return Settled(elder.id, written.fields, conflicts, refused)


def _targets(
    chosen: Mapping[str, rules.Choice], held: Held, elder: Any, profile: Any
) -> dict[str, registry.Golden]:
    """What each field of the file shall hold; fields that only persons change are not among them."""
    targets = {}
    for name in (*registry.ELDER, *registry.PROFILE):
        row = elder if name in registry.ELDER else profile
        rule = rules.shipped().of(name)
        if row is None or rule.write == "never":
            continue
        target = _target(rule, chosen.get(name, rules.NOTHING), held.stands.get(name))
        if target is not None:
            targets[name] = target
    return targets


def _target(rule: rules.Rule, choice: rules.Choice, typed: Typed | None) -> registry.Golden | None:
    stays = registry.Golden(_python(rule.field, typed.value), typed.mark) if typed else None
    winner = choice.winner
    if winner is None:
        return stays or registry.Golden(None, None)
    if typed is not None and _typed_stands(rule, choice, winner, typed):
        return stays
    teller = _teller(choice, winner)
    mark = [teller.source, teller.told_on.isoformat(), _by(teller)]
    return registry.Golden(_python(rule.field, choice.value), mark)


def _typed_stands(rule: rules.Rule, choice: rules.Choice, winner: rules.Word, typed: Typed) -> bool:
    """A person's word stays when it won, when the winner says the same, when the field is filled only where
    it is blank, and when somebody cleared the field after the claim was told.
    """
    if typed.is_blank:
        is_cleared = typed.mark is not None and winner.kind == WordKind.CLAIM
        return is_cleared and winner.told_on <= typed.on
    if rule.write == "blank" and winner.kind != WordKind.CORRECTION:
        return True
    value = sorted(typed.value) if isinstance(typed.value, list) else typed.value
    return rules.same_key(rule.field, rules.Word(value, "", typed.on)) == rules.same_key(
        rule.field, rules.Word(choice.value, "", typed.on)
    )


def _teller(choice: rules.Choice, winner: rules.Word) -> rules.Word:
    """Whose source and day stand beside the value: of words that were put together, not the file's own."""
    tellers = (winner, *choice.losers)
    return next((one for one in tellers if one.kind != WordKind.TYPED or one.record), winner)


def _by(winner: rules.Word) -> str:
    """By what a mark was written: the run of a claim, another file, an answered contest."""
    if winner.kind == WordKind.CLAIM:
        return str(winner.run)
    return f"{'file' if winner.kind == WordKind.TYPED else 'contest'}:{winner.record}"


def _python(name: str, value: Any) -> Any:
    if value in (None, "", []):
        return None
    return date.fromisoformat(value) if name in canonical.DAYS and isinstance(value, str) else value


def _keep_typed(
    elder: Any, values: Mapping[str, registry.Golden], held: Held, kept: Collection[str], now: datetime
) -> None:
    """Before a claim is written over what a person typed, that word is kept; a cleared cell too."""
    for name, golden in values.items():
        typed = held.stands.get(name)
        covered = golden.mark is not None and len(golden.mark) == SETTLED
        if typed is None or not covered or name not in held.now_typed:
            continue
        if typed.is_blank and typed.mark is None:
            continue
        if name in kept:
            _end(elder.id, name, now)
        Word.objects.create(
            person=elder.id,
            area=elder.area,
            field=name,
            kind=WordKind.TYPED.value,
            value=None if typed.is_blank else json.dumps(typed.value, ensure_ascii=False),
            source=typed.source,
            told_on=typed.on,
            is_marked=typed.mark is not None,
            kept_at=now,
        )


def _end_typed(
    elder: Any, values: Mapping[str, registry.Golden], held: Held, kept: Collection[str], now: datetime
) -> None:
    """A word that stands in the file again need not be kept beside it."""
    for name, golden in values.items():
        returned = golden.mark is None or len(golden.mark) < SETTLED
        if returned and name in kept and name not in held.now_typed:
            _end(elder.id, name, now)


def _end(person: UUID, name: str, now: datetime) -> None:
    rows = Word.objects.filter(person=person, field=name, kind=WordKind.TYPED.value, ended_at=None)
    rows.update(ended_at=now)


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
