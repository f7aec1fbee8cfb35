"""What this room lets be counted (`core.measuring`): its units, and people as others published them."""

from datetime import date
from decimal import Decimal

from chongyang.core.measuring import Measure, Published
from chongyang.core.words import N_
from chongyang.territory.rules.population import aged_of_city, load_aged
from chongyang.territory.rules.reference import reporting_units_on

CITY = "city"
TABLE = "territory_area"
STANDING = (
    "(valid_from IS NULL OR valid_from < %(until_on)s) AND (valid_to IS NULL OR valid_to >= %(until_on)s)"
)


def _units(key: str, label: str, unit: str, where: str) -> Measure:
    return Measure(key, label, unit, TABLE, f"{where} AND {STANDING}", row="code", area="first")


def _aged(on: date) -> dict[str, Decimal]:
    """Published for the city and two counties, estimated for the other units; one year is known so far."""
    numbers = {key: Decimal(aged.number) for key, aged in load_aged().items()}
    return numbers | {CITY: Decimal(aged_of_city().number)}


def _residents(on: date) -> dict[str, Decimal]:
    numbers = {unit.key: Decimal(unit.residents_2019) for unit in reporting_units_on(on)}
    return numbers | {CITY: sum(numbers.values(), Decimal(0))}


MEASURES = (
    _units("territory.streets", N_("街道（乡镇）"), N_("个"), "level = 'street'"),
    _units("territory.towns", N_("乡镇"), N_("个"), "level = 'street' AND kind IN ('town', 'township')"),
    _units(
        "territory.city_communities",
        N_("城市社区（居委会）"),
        N_("个"),
        "level = 'community' AND kind = 'community'",
    ),
    _units(
        "territory.villages", N_("农村社区（村委会）"), N_("个"), "level = 'community' AND kind = 'village'"
    ),
    Published(
        "territory.aged_60",
        N_("60 岁及以上常住人口"),
        N_("人"),
        _aged,
        "territory/data/population.yaml",
        is_of_persons=True,
    ),
    Published(
        "territory.residents", N_("常住人口"), N_("人"), _residents, "territory/data/reporting_units.yaml"
    ),
)
