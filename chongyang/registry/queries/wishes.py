"""What an elder's file says about who should come: the languages she speaks, whom she would rather have."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.registry.models import Profile
from chongyang.registry.permissions import can_read


@dataclass(frozen=True, slots=True)
class Wishes:
    """Two columns of the profile, no health datum."""

    languages: frozenset[str] = frozenset()
    prefers_sex: str = ""


def wishes_of(scope: Scope, cluster: Sequence[UUID]) -> Wishes:
    """Of all the files of one person (`get_cluster`); nothing where nothing is said or nobody may read it."""
    if not (cluster and can_read(scope)):
        return Wishes()
    rows = visible(Profile.objects.filter(id__in=cluster), scope).order_by("id")
    told = list(rows.values_list("languages", "prefers_sex"))
    spoken = frozenset(language for languages, _ in told for language in languages)
    return Wishes(spoken, next((sex for _, sex in told if sex), ""))
