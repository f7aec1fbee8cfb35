"""What an elder's file says about who should come: the languages she speaks, whom she would rather have."""

from collections.abc import Collection, Sequence
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
    told = list(wishes_each(scope, cluster).values())
    spoken = frozenset(language for one in told for language in one.languages)
    return Wishes(spoken, next((one.prefers_sex for one in told if one.prefers_sex), ""))


def wishes_each(scope: Scope, files: Collection[UUID]) -> dict[UUID, Wishes]:
    """What each of these files says by itself, in the order of their keys; one statement."""
    if not (files and can_read(scope)):
        return {}
    rows = visible(Profile.objects.filter(id__in=files), scope).order_by("id")
    told = rows.values_list("id", "languages", "prefers_sex")
    return {key: Wishes(frozenset(languages), sex) for key, languages, sex in told}
