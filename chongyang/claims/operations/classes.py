"""What feeds tell of classes becomes proposals to the office that may grant them; never a class by itself."""

import logging
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from chongyang.claims.queries import golden as reading
from chongyang.core.scopes import SYSTEM
from chongyang.groups import operations as groups
from chongyang.groups.operations import Gone, Proposed
from chongyang.groups.queries.force import standing_by_office, waiting_by_feed
from chongyang.groups.rules import classes as rules
from chongyang.registry.enums import PersonClass

log = logging.getLogger(__name__)
LEVELS = {PersonClass.DISABLED.value: "disability_level", PersonClass.ABILITY_LOSS.value: "ability_level"}
NUMBER_LENGTH = 60
IDENTITY = re.compile(r"\d{17}[\dXx]|\d{15}")
"""A disability certificate's number begins with the identity number: that stays sealed in the claim."""
ENDED = """
    SELECT c.id, c.feed, c.source, c.run, c.record_index, c.fields, c.valid_from, c.valid_to, b.person, b.how,
           b.probability, b.since, c.valid_from
    FROM claims_belonging b
    JOIN claims_claim c ON c.feed = b.feed AND c.record_index = b.record_index AND c.valid_to IS NOT NULL
    WHERE b.person = ANY (%s) AND c.source = ANY (%s) ORDER BY b.person, c.valid_to, c.id
"""
Told = Mapping[UUID, Iterable[reading.HeldClaim]]
"""The claims in force of each person, the survivor of linked files."""


def refused_classes(claims: Iterable[reading.HeldClaim]) -> dict[str, str]:
    """Classes that a source tells which may not grant them, with the reason; `classes.<kind>`."""
    told = ((kind, rules.source_reason(kind, claim.source)) for claim in claims for kind in _kinds(claim))
    return {f"classes.{kind}": reason for kind, reason in told if reason}


def follow_classes(*, told: Told, files: Mapping[UUID, Collection[UUID]], now: datetime) -> int:
    """Called by each settling with one part of the persons, under their lock: propose what is told, take back
    what is told no more. A handful of statements for a part that brings nothing new. Returns what changed.
    """
    today = timezone.localdate(now)
    by_source: dict[str, list[Proposed]] = defaultdict(list)
    said: dict[UUID, set[str]] = defaultdict(set)
    for person, claims in told.items():
        for claim in sorted(claims, key=_age):
            for kind in _granted(claim):
                said[person].add(kind)
                proposed = _proposed(person, kind, claim)
                if proposed.last_day is None or proposed.last_day >= today:
                    by_source[claim.source].append(proposed)
    changed = sum(
        groups.propose_from_feed(told=rows, source=source, by=SYSTEM, now=now)
        for source, rows in sorted(by_source.items())
    )
    return changed + _take_back(said, {person: files[person] for person in told}, now)


def follow_passing(*, told: Told, files: Mapping[UUID, Collection[UUID]], now: datetime) -> int:
    """What cannot be proposed keeps no file from being settled; `settle_claims --all` tries it again."""
    try:
        with transaction.atomic():
            return follow_classes(told=told, files=files, now=now)
    except Exception as error:
        log.error("classes told of %d files: %s", len(told), type(error).__name__)
        return 0


def _kinds(claim: reading.HeldClaim) -> list[str]:
    return [kind for kind in claim.values.get("classes") or () if kind in rules.class_rules()]


def _granted(claim: reading.HeldClaim) -> list[str]:
    return [kind for kind in _kinds(claim) if not rules.source_reason(kind, claim.source)]


def _age(claim: reading.HeldClaim) -> tuple[str, date, str, str]:
    """The newest decision last: of two records that tell the same class it is the one that is proposed."""
    return str(claim.values.get("class_from") or ""), claim.valid_from, claim.feed, claim.record


def _proposed(person: UUID, kind: str, claim: reading.HeldClaim) -> Proposed:
    rule, number = rules.class_rules()[kind], str(claim.values.get("class_number") or "")
    level = str(claim.values.get(LEVELS.get(kind, ""), ""))
    return Proposed(
        person,
        kind,
        "" if IDENTITY.search(number) else number[:NUMBER_LENGTH],
        _day(claim, "class_from"),
        _day(claim, "class_until"),
        level if level in rule.levels else "",
        rule.evidence[0],
    )


def _day(claim: reading.HeldClaim, name: str) -> date | None:
    text = claim.values.get(name)
    return date.fromisoformat(text) if text else None


def _take_back(
    said: Mapping[UUID, Collection[str]], files: Mapping[UUID, Collection[UUID]], now: datetime
) -> int:
    """Ended claims are unsealed only of persons of whom something stands that no office's feed tells."""
    standing = standing_by_office(list(files), timezone.localdate(now))
    bare = {person: kinds.difference(said.get(person, ())) for person, kinds in standing.items()}
    survivor = {file: person for person, kinds in bare.items() if kinds for file in files[person]}
    if not survivor:
        return 0
    today = timezone.localdate(now)
    gone = [  # a record that became another person's leaves no ended claim, only a proposal without one
        Gone(person, kind, source, today)
        for person, kind, source in waiting_by_feed(list(bare))
        if kind in bare[person]
    ]
    gone += [
        Gone(survivor[claim.file], kind, claim.source, claim.valid_to)
        for claim in _ended(survivor)
        for kind in _granted(claim)
        if claim.valid_to and kind in bare[survivor[claim.file]]
    ]
    return groups.take_back_told(gone=gone, by=SYSTEM, now=now) if gone else 0


def _ended(files: Collection[UUID]) -> list[reading.HeldClaim]:
    sources = sorted({source.value for source in rules.SOURCES.values()})
    with connection.cursor() as cursor:
        cursor.execute(ENDED, [list(files), sources])
        return [reading.opened(row) for row in cursor.fetchall()]
