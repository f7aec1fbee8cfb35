"""What linkage keeps of some persons, for a person's own copy and for its destruction."""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db.models import Q

from chongyang.linkage.models import Merge, Pair, Verdict


def pairs_of_persons(persons: Collection[UUID]) -> Iterator[Pair]:
    """Every comparison with one of them on either side; in the running scope."""
    either = Q(left_person__in=list(persons)) | Q(right_person__in=list(persons))
    yield from Pair.objects.filter(either).order_by("id")


def verdicts_of_persons(persons: Collection[UUID]) -> Iterator[Verdict]:
    """What people said about these comparisons."""
    either = Q(pair__left_person__in=list(persons)) | Q(pair__right_person__in=list(persons))
    yield from Verdict.objects.filter(either).order_by("id")


def merges_of_persons(persons: Collection[UUID]) -> Iterator[Merge]:
    """Links of their files, with the images that undo them."""
    either = Q(double__in=list(persons)) | Q(survivor__in=list(persons))
    yield from Merge.objects.filter(either).order_by("id")
