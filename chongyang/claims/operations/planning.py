"""What settling would do with one file, worked out before anything is written: the same for one and for many.

What a person typed is kept before a claim is written over it, so that the file can be computed again at any
time: take the claim away, settle, and what was typed stands there as before.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.utils import timezone

from chongyang.claims.enums import WordKind
from chongyang.claims.models import Disagreement, StopProposal, Word
from chongyang.claims.operations.deaths import DAY_FIELDS
from chongyang.claims.queries import golden as reading
from chongyang.claims.queries.loading import SETTLED, Held, Opened, Typed
from chongyang.claims.rules import fields as canonical
from chongyang.claims.rules import survivorship as rules
from chongyang.registry.operations import golden as registry


@dataclass(frozen=True, slots=True)
class Known:
    """What stands of a part's persons already: disagreements, and told deaths that wait. Two statements."""

    disagreements: Mapping[UUID, Disagreement]
    waiting: Mapping[UUID, StopProposal]

    @staticmethod
    def of(persons: Collection[UUID]) -> "Known":
        held = Disagreement.objects.filter(person__in=list(persons)).order_by("person")
        stops = StopProposal.objects.filter(person__in=list(persons), state="waiting").order_by("person")
        return Known({row.person: row for row in held}, {row.person: row for row in stops})


@dataclass(frozen=True, slots=True)
class File:
    """A survivor with its doubles under lock, and every word about the person."""

    known: Known
    survivor: UUID
    elders: Mapping[UUID, Any]
    profiles: Mapping[UUID, Any]
    claims: list[reading.HeldClaim]
    kept: list[Word]
    cluster: tuple[UUID, ...] = ()
    """The survivor and its doubles, also those that are not within reach."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that settling writes of one file: the draft, words to keep and to end, fields in disagreement."""

    file: File
    draft: registry.Draft
    chosen: Mapping[str, rules.Choice]
    keeps: tuple[Word, ...]
    ends: tuple[str, ...]
    """Fields whose kept word ends: another takes its place, or it stands in the file again."""
    conflicts: tuple[str, ...]

    @property
    def elder(self) -> Any:
        return self.file.elders[self.file.survivor]

    @property
    def profile(self) -> Any:
        return self.file.profiles.get(self.file.survivor)


def plan_file(file: File, now: datetime) -> Plan:
    """Decide every field of a file by the rules; reads and writes nothing."""
    today, opened = timezone.localdate(now), Opened()
    elder, profile = file.elders[file.survivor], file.profiles.get(file.survivor)
    words = Held.of(file.survivor, file.elders, file.profiles, file.kept, spoken_of(file), opened)
    chosen = rules.choose_all(reading.words_of(file.claims, words, decided()), today)
    values = _targets(chosen, words, elder, profile)
    draft = registry.draft_golden(
        elder=elder, profile=profile, values=values, today=today, plain=opened.plain
    )
    kept = {word.field for word in file.kept if word.person == elder.id and word.kind == WordKind.TYPED}
    keeps = _keeps(elder, draft.taken, words, now)
    replaced = {word.field for word in keeps} & kept
    conflicts = tuple(name for name in reading.in_order(chosen) if chosen[name].is_conflict)
    ends = tuple(sorted(replaced | _returned(draft.taken, words, kept)))
    return Plan(file, draft, chosen, tuple(keeps), ends, conflicts)


@cache
def decided() -> frozenset[str]:
    """Fields that a settling writes, lists as a disagreement, or needs for a told death."""
    held = rules.shipped().fields.items()
    return frozenset({name for name, rule in held if rule.write != "never" or rule.conflict} | {*DAY_FIELDS})


def spoken_of(file: File) -> frozenset[str] | None:
    """The fields of which anybody but the file's own clerk says anything; None where all must be looked at.

    Of every other field the typed word stands as it stands: nothing to open, nothing to decide.
    """
    if len(file.elders) != 1:
        return None
    names = {name for claim in file.claims for name in claim.values if name in decided()}
    names.update(word.field for word in file.kept)
    for row in (*file.elders.values(), *file.profiles.values()):
        names.update(name for name, mark in row.sources.items() if len(mark) >= SETTLED)
    return frozenset(names | {leader for name in names if (leader := rules.shipped().of(name).follows)})


def _targets(
    chosen: Mapping[str, rules.Choice], held: Held, elder: Any, profile: Any
) -> dict[str, registry.Golden]:
    """What each field of the file shall hold; fields that only persons change are not among them."""
    targets = {}
    for name in (*registry.ELDER, *registry.PROFILE):
        if held.only is not None and name not in held.only:
            continue
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


def _keeps(elder: Any, values: Mapping[str, registry.Golden], held: Held, now: datetime) -> list[Word]:
    """Before a claim is written over what a person typed, that word is kept; a cleared cell too."""
    keeps = []
    for name, golden in values.items():
        typed = held.stands.get(name)
        covered = golden.mark is not None and len(golden.mark) == SETTLED
        if typed is None or not covered or name not in held.now_typed:
            continue
        if typed.is_blank and typed.mark is None:
            continue
        word = Word(
            person=elder.id,
            area=elder.area,
            field=name,
            kind=WordKind.TYPED.value,
            source=typed.source,
            told_on=typed.on,
            is_marked=typed.mark is not None,
            kept_at=now,
        )
        word.value = None if typed.is_blank else json.dumps(typed.value, ensure_ascii=False)
        keeps.append(word)
    return keeps


def _returned(values: Mapping[str, registry.Golden], held: Held, kept: Collection[str]) -> set[str]:
    """A word that stands in the file again need not be kept beside it."""
    return {
        name
        for name, golden in values.items()
        if (golden.mark is None or len(golden.mark) < SETTLED) and name in kept and name not in held.now_typed
    }
