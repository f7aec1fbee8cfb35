"""What claims hear of other rooms and of their own runs; every handler may be called twice."""

from uuid import UUID

from chongyang.claims.models import Belonging, Contest, Disagreement, NotOf, Run, StopProposal, Word
from chongyang.claims.models.contests import OPEN
from chongyang.claims.operations import due
from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.scopes import system_scope
from chongyang.registry.queries import home_of


def follow_run(event: Event) -> None:
    """A run is done: the files of all it spoke of are settled, and told deaths proposed today."""
    if event.subject is None:
        return
    with enter(system_scope("claims.run")):
        run = Run.objects.filter(id=event.subject).first()
        if run is not None:
            due.mark_run_due(run=run.id, feed=run.feed, told_on=run.told_on, now=event.at)


def follow_file(event: Event) -> None:
    """A clerk changed a file: her word takes part from now on. One that moved takes her rows along."""
    if event.person is None:
        return
    with enter(system_scope("claims.file")):
        if "area" in (event.payload or {}).get("fields", ()):
            _follow_area(event.person)
        if _has_claims(event.person):
            due.mark_due(persons=[event.person], now=event.at)


def follow_status(event: Event) -> None:
    """The life status changed by whatever way: a told death that still waits is looked at again."""
    if event.person is None:
        return
    with enter(system_scope("claims.status")):
        if StopProposal.objects.filter(person=event.person, state="waiting").exists():
            due.mark_due(persons=[event.person], now=event.at)


def _has_claims(person: UUID) -> bool:
    held = Belonging.objects.filter(person=person).exists()
    return held or Word.objects.filter(person=person, ended_at=None).exists()


def _follow_area(person: UUID) -> None:
    """Links and open matters go where the person lives; what was answered keeps its area."""
    home = home_of(person)
    if home is None:
        return
    for rows in (
        Belonging.objects.filter(person=person),
        NotOf.objects.filter(person=person),
        Word.objects.filter(person=person),
        Disagreement.objects.filter(person=person),
        Contest.objects.filter(person=person, state__in=OPEN),
        StopProposal.objects.filter(person=person, state="waiting"),
    ):
        rows.exclude(area=home.area).update(area=home.area)
