"""Was an answer useful, how content is one with what was published: counted, nobody kept."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from chongyang.core.keys import named_key
from chongyang.core.scopes import Actor
from chongyang.core.words import N_
from chongyang.supervision.enums import Content, Useful
from chongyang.supervision.models import Publication, Remark, Vote
from chongyang.supervision.operations.errors import UnableToRemark
from chongyang.supervision.operations.remarks import use_form
from chongyang.supervision.operations.steps import system, tell
from chongyang.supervision.queries.assessment import NotFound
from chongyang.supervision.rules.tables import PUBLISHED

CHOICES = {"useful": Useful, "content": Content}
NO_CHOICE = N_("请选一项。")


@transaction.atomic
def vote_on_answer(*, number: str, choice: str, token: str, by: Actor, now: datetime) -> None:
    """One vote a form on a shown answer. Raises UnableToRemark, NotFound."""
    with system(by):
        row = Remark.objects.filter(number=number).first()
        if row is None or not (row.is_open and row.is_answered):
            raise NotFound(number)
        _count(row.id, "useful", choice, token, by, now)


@transaction.atomic
def vote_on_result(*, number: str, choice: str, token: str, by: Actor, now: datetime) -> None:
    """One vote a form on a published result. Raises UnableToRemark, NotFound."""
    with system(by):
        row = Publication.objects.filter(number=number, state=PUBLISHED).first()
        if row is None:
            raise NotFound(number)
        _count(row.id, "content", choice, token, by, now)


def _count(about: UUID, kind: str, choice: str, token: str, by: Actor, now: datetime) -> None:
    if choice not in list(CHOICES[kind]):
        raise UnableToRemark(NO_CHOICE, "choice")
    use_form(token, str(about), now)
    key = named_key("supervision-vote", f"{about}/{kind}/{choice}")
    Vote.objects.get_or_create(about=about, kind=kind, choice=choice, defaults={"id": key})
    Vote.objects.filter(about=about, kind=kind, choice=choice).update(votes=F("votes") + 1)
    tell("vote.counted", about, by, now, kind=kind, choice=choice)
