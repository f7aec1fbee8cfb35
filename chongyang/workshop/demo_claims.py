"""Claims of the demo's feeds find their files by the exact identity number, a first part is settled, and two
things are contested: so that the desk of claims is not empty before the linkage has run.

Invented, by rule. Repeatable: a city whose records belong to people already keeps them.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from chongyang.claims.models import Belonging, Claim, Contest, Run, StopProposal
from chongyang.claims.operations import Placed, belong_all
from chongyang.claims.operations import contests as contesting
from chongyang.claims.operations.contest_rows import UnableToContest
from chongyang.claims.operations.settling import settle_due, settle_many
from chongyang.claims.queries import contests as lists
from chongyang.claims.queries import golden
from chongyang.claims.rules.fields import pack, unpack
from chongyang.core.access import enter
from chongyang.core.fields import index_of
from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM, Actor, Scope, interval_of, system_scope
from chongyang.registry.models import Elder

PARTS, PART = 2, 200
DEATHS, TOLD_DEATHS, STREET = "police_deaths", 3, "410105001"
CONTESTS = 2
NOTE = "演示：老人拿出户口本原件，与部门所写不同。"
ANSWER = "演示：已与来源部门核对，登记无误。"
AGO = timedelta(days=3)
STEWARD = Actor(kind="person", label="data_steward", role="data_steward")


def make_demo_claims(*, now: datetime) -> dict[str, int]:
    """How many records found a file, how many files were settled, how many contests were raised."""
    scope = system_scope("demo claims")
    with enter(scope):
        if Belonging.objects.exists() or Contest.objects.exists():
            return {}
        linked = belong_all(rows=list(_exact()), scope=scope, by=SYSTEM, now=now)
        _tell_deaths(now)
    settled = sum(settle_due(now=now, limit=PART) for _ in range(PARTS))
    with enter(scope):
        told = Belonging.objects.filter(feed__in=(DEATHS, "civil_cremations"))
        persons = sorted(set(told.order_by("person").values_list("person", flat=True)))
        settle_many(persons=persons, scope=scope, now=now)
        _let_one_wait(now)
        return {"linked": linked, "settled": settled, "contests": _contest(scope, now)}


def _tell_deaths(now: datetime) -> None:
    """Police tell of a few who live by their files: what the desk is for. Their last run brought it."""
    run = Run.objects.filter(feed=DEATHS, state="done").order_by("-told_on", "id").first()
    street = interval_of(STREET)
    living = Elder.objects.filter(area__range=street, life_status="alive", same_as=None)
    for elder in living.exclude(registered_at=None).order_by("-id")[:TOLD_DEATHS]:
        if run is None:
            return
        index = index_of(f"demo/{elder.id}", "identity")
        claim = Claim(
            id=new_key(),
            area=elder.area,
            feed=DEATHS,
            source="police",
            run=run.id,
            record_index=index,
            digest=index,
            valid_from=run.told_on,
        )
        died = (run.told_on - timedelta(days=2)).isoformat()
        claim.fields = pack({"name": elder.name, "life_status": "dead", "died_on": died})
        claim.save(force_insert=True)
        Belonging.objects.create(
            feed=DEATHS, record_index=index, person=elder.id, area=elder.area, how="linked", since=now
        )


def _let_one_wait(now: datetime) -> None:
    """One of them has waited more than a day, so that the desk shows what red means."""
    first = StopProposal.objects.filter(state="waiting").order_by("id").first()
    if first is not None:
        StopProposal.objects.filter(id=first.id).update(proposed_at=now - timedelta(hours=30))


def _exact() -> Iterator[Placed]:
    """Each claim whose identity number is exactly that of a file; the linkage does the others."""
    elders = {bytes(row.identity_index): row for row in _numbered()}
    for claim in Claim.objects.filter(valid_to=None).order_by("feed", "id").iterator(chunk_size=2000):
        number = unpack(claim.fields.plain).get("identity_number")
        elder = elders.get(index_of(number, "identity")) if number else None
        if elder is not None:
            yield Placed(claim.feed, bytes(claim.record_index), elder.id, elder.area, probability=1.0)


def _numbered() -> Any:
    rows = Elder.objects.filter(identity_index__isnull=False, same_as=None)
    return rows.only("id", "area", "identity_index").order_by("id").iterator(chunk_size=5000)


def _contest(scope: Scope, now: datetime) -> int:
    """Two contests of disagreeing names, one of them answered."""
    made = 0
    for row in lists.list_disagreements(scope, field="name", limit=CONTESTS):
        record = golden.golden_of(scope, row.person, now.date())
        one = record.of("name")
        words = [one.choice.winner, *one.choice.losers] if one else []
        claim = next((word for word in words if word is not None and word.feed), None)
        if claim is None:
            continue
        form = contesting.ContestForm(
            field="name", feed=claim.feed, record=claim.record, reason="written_wrong", note=NOTE
        )
        try:
            told = contesting.contest_claim(
                person=row.person, form=form, scope=scope, by=SYSTEM, now=now - AGO
            )
        except UnableToContest:
            continue
        made += 1
        if made == CONTESTS:
            contesting.uphold(contest=told.id, answer=ANSWER, scope=scope, by=STEWARD, now=now)
    return made
