"""What this room lets be counted (`core.measuring`): institutions, beds, facilities of a day."""

from functools import partial

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

OPENED = "(p.opened_on IS NULL OR p.opened_on < %(until_on)s)"
OPEN = f"{OPENED} AND (p.closed_on IS NULL OR p.closed_on >= %(until_on)s)"
NEW = f"{OPEN} AND p.opened_on >= %(first_on)s"
HOMES = "p.kind IN ('care_home', 'social_welfare_institute', 'rural_welfare_home')"
NEARBY = "p.kind IN ('integrated_care_centre', 'day_care_centre', 'community_care_facility')"
PUBLIC = "p.owner_kind IN ('public', 'public_built_private_run')"
STANDING = (
    "(a.valid_from IS NULL OR a.valid_from < %(until_on)s)"
    " AND (a.valid_to IS NULL OR a.valid_to >= %(until_on)s)"
)
WITHIN = f"providers_provider p JOIN territory_area a ON p.area BETWEEN a.first AND a.last AND {STANDING}"
BEDS = "sum(p.beds)"

_places = partial(Measure, table="providers_provider p", row="p.id", area="p.area")
_covered = partial(
    Measure, unit=N_("个"), table=WITHIN, row="p.id", area="a.first", number="count(DISTINCT a.first)"
)

MEASURES = (
    _places("providers.institutions", N_("在办养老机构"), N_("家"), where=f"{OPEN} AND {HOMES}"),
    _places("providers.beds", N_("养老床位"), N_("张"), where=OPEN, number=BEDS),
    _places("providers.nursing_beds", N_("护理型床位"), N_("张"), where=OPEN, number="sum(p.nursing_beds)"),
    _places("providers.beds_new", N_("新增床位"), N_("张"), where=NEW, number=BEDS),
    _places(
        "providers.beds_new_social",
        N_("社会办新增床位"),
        N_("张"),
        where=f"{NEW} AND p.owner_kind <> 'public'",
        number=BEDS,
    ),
    _places(
        "providers.public_homes_200",
        N_("200 张以上床位的公办养老机构"),
        N_("家"),
        where=f"{OPEN} AND {HOMES} AND {PUBLIC} AND p.beds >= 200",
    ),
    _places("providers.facilities", N_("居家社区养老服务设施"), N_("个"), where=f"{OPEN} AND {NEARBY}"),
    _places(
        "providers.facilities_new", N_("新增居家社区养老服务设施"), N_("个"), where=f"{NEW} AND {NEARBY}"
    ),
    _places(
        "providers.integrated_centres",
        N_("综合养老服务中心"),
        N_("所"),
        where=f"{OPEN} AND p.kind = 'integrated_care_centre'",
    ),
    _places(
        "providers.day_care_centres",
        N_("日间照料中心"),
        N_("个"),
        where=f"{OPEN} AND p.kind = 'day_care_centre'",
    ),
    Measure(
        "providers.rural_centres",
        N_("农村养老服务中心"),
        N_("个"),
        table=WITHIN,
        row="p.id",
        area="p.area",
        where=f"{OPEN} AND {NEARBY} AND a.level = 'community' AND a.kind = 'village'",
    ),
    _covered(
        "providers.covered_communities",
        N_("有养老服务设施的城市社区"),
        where=f"{OPEN} AND {NEARBY} AND a.level = 'community' AND a.kind = 'community'",
    ),
    _covered(
        "providers.covered_villages",
        N_("有养老服务设施的农村社区"),
        where=f"{OPEN} AND {NEARBY} AND a.level = 'community' AND a.kind = 'village'",
    ),
    _covered(
        "providers.covered_towns",
        N_("有养老服务设施的乡镇"),
        where=f"{OPEN} AND {NEARBY} AND a.level = 'street' AND a.kind IN ('town', 'township')",
    ),
)
