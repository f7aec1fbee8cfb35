"""Invitations and what they brought, by the person or by the file that was invited."""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db.models import Q

from chongyang.registration.models import Invitation, InvitationTry


def invitations_of_persons(persons: Collection[UUID]) -> Iterator[Invitation]:
    """Those of files that were not registered name them as `subject` alone; in the running scope."""
    wanted = list(persons)
    yield from Invitation.objects.filter(Q(person__in=wanted) | Q(subject__in=wanted)).order_by("id")


def tries_of_persons(persons: Collection[UUID]) -> Iterator[InvitationTry]:
    wanted = list(persons)
    either = Q(invitation__person__in=wanted) | Q(invitation__subject__in=wanted)
    yield from InvitationTry.objects.filter(either).order_by("id")
