"""What stands in each member of the layout: places, beds, titles, projects. Places and titles are public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, Sum

from chongyang.core.measuring import Days, Measure, get_measure
from chongyang.core.queries.measuring import count_by_street
from chongyang.core.scopes import Interval, Scope
from chongyang.designations.models import TitleHeld
from chongyang.designations.queries.register import living_on
from chongyang.designations.rules.layout import Member, Part, load_layout
from chongyang.projects import queries as projects
from chongyang.providers.models import Provider
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can

PUBLIC_HOMES = Q(
    kind__in=("care_home", "social_welfare_institute", "rural_welfare_home"),
    owner_kind__in=("public", "public_built_private_run"),
)
NEARBY = Q(kind__in=("integrated_care_centre", "day_care_centre", "community_care_facility"))
COVERED, COMMUNITIES = "providers.covered_communities", "territory.city_communities"


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands within a member today. `largest_public` are the beds of its largest public home; `covered`
    of `communities` have a facility, where the plan asks for it; `projects` is None for who reads none.
    """

    member: Member
    homes: int
    beds: int
    facilities: int
    largest_public: int
    titles: tuple[TitleHeld, ...]
    projects: int | None
    covered: int | None = None
    communities: int | None = None
    has_home: bool | None = None


def list_standing(scope: Scope, on: date) -> list[tuple[Part, list[Standing]]]:
    """Every part with what stands in its members; the projects only within the reader's own areas."""
    return [(part, [_standing(scope, part, one, on) for one in part.members]) for part in load_layout().parts]


def _standing(scope: Scope, part: Part, member: Member, on: date) -> Standing:
    within = member.intervals
    told = Provider.objects.filter(_in(within), closed_on=None).aggregate(
        with_beds=Count("id", filter=Q(beds__gt=0)),
        all_beds=Sum("beds"),
        nearby=Count("id", filter=NEARBY),
        largest=Max("beds", filter=PUBLIC_HOMES),
    )
    titles = TitleHeld.objects.filter(living_on(on) & _in(within)).order_by("title", "-valid_from", "id")
    covered = _coverage(member, on) if member.coverage else (None, None)
    largest = told["largest"] or 0
    return Standing(
        member=member,
        homes=told["with_beds"],
        beds=told["all_beds"] or 0,
        facilities=told["nearby"],
        largest_public=largest,
        titles=tuple(titles),
        projects=_projects(scope, within),
        covered=covered[0],
        communities=covered[1],
        has_home=largest >= part.beds if part.beds else None,
    )


def _in(intervals: Iterable[Interval]) -> Q:
    rule = Q(pk__in=[])
    for interval in intervals:
        rule |= Q(area__range=interval)
    return rule


def _projects(scope: Scope, within: Iterable[Interval]) -> int | None:
    if not may(scope, Can.READ_PROJECTS):
        return None
    return projects.list_projects(scope).filter(_in(within)).count()


def _coverage(member: Member, on: date) -> tuple[int | None, int | None]:
    """By the measures of the rooms below: the same that the indicator counts."""
    return _sum(COVERED, member, on), _sum(COMMUNITIES, member, on)


def _sum(key: str, member: Member, on: date) -> int | None:
    measure = get_measure(key)
    if not isinstance(measure, Measure):
        return None
    days = Days(on, date.fromordinal(on.toordinal() + 1))
    counted = count_by_street(measure, days)
    return int(sum(n for area, n in counted.items() if any(a <= area <= b for a, b in member.intervals)))
