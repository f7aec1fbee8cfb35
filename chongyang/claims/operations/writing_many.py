"""Many planned files are written in a few statements: words kept and ended, files, disagreements.

What is rare (a told death, a proposal that waits) goes file by file, as it does for one.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from chongyang.claims.enums import WordKind
from chongyang.claims.models import Disagreement, Word
from chongyang.claims.operations import deaths
from chongyang.claims.operations.classes import follow_passing
from chongyang.claims.operations.planning import Plan
from chongyang.core import bulk
from chongyang.core.fields import Sealed
from chongyang.core.scopes import Actor
from chongyang.registry.operations import golden_many as registry

WORD = (
    *("id", "person", "area", "field", "kind", "value", "source", "told_on", "is_marked", "kept_at"),
    *("refutes", "contest", "ended_at"),
)
END = """
    UPDATE claims_word AS held SET ended_at = %(now)s
    FROM unnest(%(persons)s::uuid[], %(names)s::text[]) AS one (person, name)
    WHERE held.person = one.person AND held.field = one.name
      AND held.kind = %(kind)s AND held.ended_at IS NULL
"""


def write_plans(*, plans: Sequence[Plan], by: Actor, now: datetime) -> int:
    """Write what was planned for files under lock; gives how many files changed."""
    _end_words([(plan.elder.id, name) for plan in plans for name in plan.ends], now)
    bulk.insert("claims_word", WORD, (_columns(word) for plan in plans for word in plan.keeps))
    drafted = [registry.Drafted(plan.elder, plan.profile, plan.draft) for plan in plans]
    count = registry.write_many(files=drafted, by=by, now=now)
    _write_disagreements(plans, now)
    for plan in plans:
        _follow_deaths(plan, now)
    told = {plan.file.survivor: plan.file.claims for plan in plans}
    follow_passing(told=told, files={plan.file.survivor: plan.file.cluster for plan in plans}, now=now)
    return count


def _end_words(ended: Sequence[tuple[UUID, str]], now: datetime) -> None:
    if not ended:
        return
    persons, names = [one for one, _ in ended], [name for _, name in ended]
    kind = WordKind.TYPED.value
    with connection.cursor() as cursor:
        cursor.execute(END, {"persons": persons, "names": names, "kind": kind, "now": now})


def _columns(word: Word) -> list[object]:
    values = [getattr(word, name) for name in WORD]
    return [value.stored() if isinstance(value, Sealed) else value for value in values]


def _write_disagreements(plans: Sequence[Plan], now: datetime) -> None:
    """The same as for one file: a row that says so already is not touched."""
    gone, fresh = [], []
    for plan in plans:
        elder, held = plan.elder, plan.file.known.disagreements.get(plan.file.survivor)
        if not plan.conflicts:
            gone += [elder.id] if held is not None else []
        elif held is None or (held.fields, held.area) != (list(plan.conflicts), elder.area):
            fresh.append((elder.id, elder.area, list(plan.conflicts), now))
    if gone or fresh:
        Disagreement.objects.filter(person__in=[*gone, *(row[0] for row in fresh)]).delete()
    bulk.insert("claims_disagreement", ("person", "area", "fields", "found_at"), fresh)


def _follow_deaths(plan: Plan, now: datetime) -> None:
    waiting = plan.file.known.waiting.get(plan.file.survivor)
    deaths.follow_claims(
        elder=plan.elder, claims=plan.file.claims, chosen=plan.chosen, waiting=waiting, now=now
    )
