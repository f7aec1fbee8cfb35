"""What rules over many persons need to know of each: for the machine's own work, in two statements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chongyang.core.scopes import Scope
from chongyang.registry.models import Elder, Profile
from chongyang.registry.queries.elders import visible_elders


@dataclass(frozen=True, slots=True)
class Risk:
    """Age and conditions of one person."""

    born_on: date
    conditions: tuple[str, ...] = ()


def list_risks(persons: Collection[UUID]) -> dict[UUID, Risk]:
    """Birth and conditions by person; who is not in the register is not there."""
    born = Elder.objects.filter(id__in=persons).order_by("id").values_list("id", "born_on")
    told = dict(Profile.objects.filter(id__in=persons).order_by("id").values_list("id", "conditions"))
    return {person: Risk(day, tuple(told.get(person, ()))) for person, day in born}


def list_by_key(scope: Scope, persons: Collection[UUID]) -> list[Elder]:
    """Those of these elders who are within reach, in order of their keys; for lists that name them masked."""
    return list(visible_elders(scope).filter(id__in=persons).order_by("id"))
