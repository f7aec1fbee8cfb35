"""What survivorship chose for many files, in a few statements: the drafts of `golden`, one event a part.

A file whose birthday changed has an event of its own besides, because classes of age follow it.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from chongyang.core import bulk, events
from chongyang.core.fields import Sealed, index_of
from chongyang.core.scopes import Actor
from chongyang.registry.models import Elder, Profile
from chongyang.registry.operations import golden
from chongyang.registry.operations.golden import Draft
from chongyang.registry.operations.people import subject_of
from chongyang.registry.rules import places, tokens

CITY_AREA = 410_100_000_000
ELDER = ("id", *golden.ELDER, "name_key", "sources", "version")
PROFILE = ("id", *golden.PROFILE, "sources")
FOLLOWED = frozenset({"born_on"})
"""Fields whose change other rooms follow file by file."""
TOKEN_KINDS = {"name": "", "phone": "p:", "card_number": "c:", "address": "a:"}
STALE_TOKENS = """
    DELETE FROM registry_searchtoken held
    USING unnest(%(persons)s::uuid[], %(kinds)s::text[]) AS one (person, kind)
    WHERE held.person = one.person
      AND CASE WHEN one.kind = '' THEN substr(held.token, 2, 1) <> ':' ELSE left(held.token, 2) = one.kind END
      AND NOT EXISTS (SELECT FROM {wanted} AS n WHERE n.person = held.person AND n.token = held.token)
"""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A file with the draft of what it shall say."""

    elder: Elder
    profile: Profile | None
    draft: Draft


@transaction.atomic
def write_many(*, files: Sequence[Drafted], by: Actor, now: datetime) -> int:
    """Write drafts as `write_golden` writes one; the caller holds the rows under lock. Gives how many differ.

    Files of which nothing differs cost nothing. Raises RuntimeError when a row is not within reach.
    """
    changed = [file for file in files if file.draft.taken]
    for file in changed:
        golden.put(file.elder, file.profile, file.draft)
    elders = [file.elder for file in changed]
    profiles = [
        file.profile for file in changed if file.profile and file.draft.taken.keys() & set(golden.PROFILE)
    ]
    told = bulk.update("registry_elder", ELDER, (_columns(row, ELDER) for row in elders))
    told += bulk.update("registry_profile", PROFILE, (_columns(row, PROFILE) for row in profiles))
    if told != len(elders) + len(profiles):
        raise RuntimeError("a file of this part is not within reach")
    _write_tokens(changed)
    _tell(changed, by, now)
    return len(changed)


def _columns(row: Any, names: Sequence[str]) -> list[Any]:
    values = [getattr(row, name) for name in names]
    return [_stored(value) for value in values]


def _stored(value: Any) -> Any:
    if isinstance(value, Sealed):
        return value.stored()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def _write_tokens(files: Sequence[Drafted]) -> None:
    """Tokens of what changed alone: a name's spelling costs more than all the rest of a file."""
    kinds = [(file.elder, name) for file in files for name in TOKEN_KINDS if name in file.draft.taken]
    if not kinds:
        return
    rows = {(token, elder.area, elder.id) for elder, name in kinds for token in _tokens_of(elder, name)}
    columns = ("token", "area", "person")
    bulk.insert("registry_searchtoken", columns, sorted(rows), ignore=True)
    words: dict[str, list[Any]] = {
        "persons": [elder.id for elder, _ in kinds],
        "kinds": [TOKEN_KINDS[name] for _, name in kinds],
    }
    with connection.cursor() as cursor:
        cursor.execute(STALE_TOKENS.format(wanted="many_registry_searchtoken"), words)


def _tokens_of(elder: Elder, name: str) -> frozenset[str]:
    if name == "name":
        return tokens.tokens_for(elder.name, {})
    plain = getattr(elder, name).plain
    if not plain:
        return frozenset()
    if name == "address":
        return tokens.tokens_for("", {}, [index_of(word, "place") for word in places.words_of(plain)])
    kind = "phone" if name == "phone" else "card"
    return tokens.tokens_for("", {kind: index_of(plain, kind)})


def _tell(files: Sequence[Drafted], by: Actor, now: datetime) -> None:
    if not files:
        return
    counts = Counter(name for file in files for name in file.draft.taken)
    payload = {"files": len(files), "fields": dict(sorted(counts.items()))}
    kind: dict[str, Any] = {"area": CITY_AREA, "subject_type": "registry.elder", "payload": payload}
    events.record("registry.elders.settled", by=by, now=now, **kind)
    for file in files:
        if FOLLOWED & file.draft.taken.keys():
            told = {"fields": sorted(file.draft.taken), "version": file.elder.version}
            subject = subject_of(file.elder)
            events.record("registry.elder.settled", by=by, now=now, payload=told, **subject)


__all__ = ["Drafted", "write_many"]
