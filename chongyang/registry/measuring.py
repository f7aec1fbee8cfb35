"""What this room lets be counted (`core.measuring`): persons, doubles with their survivor alone."""

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

TABLE = "registry_elder"
LIVING = "same_as_id IS NULL AND (life_status = 'alive' OR status_on >= %(until_on)s)"
AGED_65 = f"{LIVING} AND born_on <= %(until_on)s - interval '65 years'"
REGISTERED = f"{LIVING} AND registered_at < %(until_at)s"
PAGE = "street_elder"

MEASURES = (
    Measure("registry.living", N_("健在的建档老人"), N_("人"), TABLE, LIVING, opens=PAGE, is_of_persons=True),
    Measure(
        "registry.registered",
        N_("入网登记的老人"),
        N_("人"),
        TABLE,
        REGISTERED,
        opens=PAGE,
        is_of_persons=True,
    ),
    Measure(
        "registry.aged_65",
        N_("65 岁及以上的建档老人"),
        N_("人"),
        TABLE,
        AGED_65,
        opens=PAGE,
        is_of_persons=True,
    ),
)
