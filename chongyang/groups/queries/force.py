"""Which classes hold on a day, for files named by their keys; in the system's scope, for the daily round."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from chongyang.groups.enums import Told
from chongyang.groups.models import Membership, Proposal
from chongyang.groups.rules import classes as rules
from chongyang.registry.models import Elder, Profile


def holds_on(day: date) -> Q:
    """Memberships that hold on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def lived_on(day: date) -> Q:
    """Elders who were not dead on a day."""
    return ~Q(life_status="dead") | Q(status_on__gt=day)


def classes_in_force(persons: Sequence[UUID], day: date) -> dict[UUID, list[str]]:
    """The classes of each file on a day, in their order; the dead belong to none."""
    rows = Membership.objects.filter(holds_on(day), person__in=persons).order_by("id")
    held: dict[UUID, set[str]] = defaultdict(set)
    for person, kind in rows.values_list("person", "kind"):
        held[person].add(kind)
    alive = Elder.objects.filter(lived_on(day), id__in=persons).order_by("id")
    born = dict(alive.values_list("id", "born_on"))
    found: dict[UUID, list[str]] = {}
    for person in persons:
        by_age = rules.by_age(born[person], day) if person in born else ()
        found[person] = rules.in_order({*held[person], *by_age}) if person in born else []
    return found


def standing_by_office(persons: Sequence[UUID], day: date) -> dict[UUID, set[str]]:
    """Classes by an office's word that hold on a day, and those that a feed told and nobody has answered."""
    held = Membership.objects.filter(holds_on(day), person__in=persons, end_reason="").order_by("id")
    told = Proposal.objects.filter(person__in=persons, state="open", told_by=Told.FEED.value).order_by("id")
    standing: dict[UUID, set[str]] = defaultdict(set)
    for rows in (held, told):
        for person, kind in rows.values_list("person", "kind"):
            if rules.is_by_office(kind):
                standing[person].add(kind)
    return dict(standing)


def waiting_by_feed(persons: Sequence[UUID]) -> list[tuple[UUID, str, str]]:
    """(person, class, source) of what a feed told and nobody has answered."""
    rows = Proposal.objects.filter(person__in=persons, state="open", told_by=Told.FEED.value).order_by("id")
    return list(rows.values_list("person", "kind", "source"))


def list_changing(since: date | None, day: date) -> list[UUID]:
    """Files whose classes may differ between two days; without a former day, all that have or had any."""
    if since is None:
        has_any = Membership.objects.values("person")
        old = Elder.objects.filter(born_on__lte=rules.born_by("aged", day)).values("id")
        rows = Profile.objects.filter(~Q(classes=[]) | Q(id__in=has_any) | Q(id__in=old))
        return list(rows.order_by("id").values_list("id", flat=True))
    turned = Q(valid_from__gt=since, valid_from__lte=day) | Q(valid_to__gt=since, valid_to__lte=day)
    persons = set(Membership.objects.filter(turned).values_list("person", flat=True))
    for kind in rules.BY_AGE:
        between = Q(born_on__gt=rules.born_by(kind, since), born_on__lte=rules.born_by(kind, day))
        persons |= set(Elder.objects.filter(between).values_list("id", flat=True))
    return sorted(persons)
