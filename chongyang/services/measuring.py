"""What this room lets be counted: providers in force, and what they offer, on the last day of a period."""

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

ON_DAY = (
    "p.entered_on < %(until_on)s AND (p.leaves_on IS NULL OR p.leaves_on >= %(until_on)s"
    " OR p.state NOT IN ('leaving', 'exited'))"
)
OFFERED = (
    "EXISTS (SELECT FROM services_offer o WHERE o.provider_id = p.id AND o.item IN ({items})"
    " AND o.valid_from < %(until_on)s AND (o.valid_to IS NULL OR o.valid_to >= %(until_on)s))"
)
MEALS = "'meal_delivery', 'meal_cooking'"
BATHS = "'bath_help', 'bath_two'"


def list_measures() -> tuple[Measure, ...]:
    """Enterprises and organisations by their seat."""
    return (
        _of("providers", N_("在册的居家社区养老服务企业和组织"), ON_DAY),
        _of("meal_providers", N_("提供助餐服务的企业和组织"), f"{ON_DAY} AND {OFFERED.format(items=MEALS)}"),
        _of("bath_providers", N_("提供助浴服务的企业和组织"), f"{ON_DAY} AND {OFFERED.format(items=BATHS)}"),
    )


def _of(key: str, label: str, where: str) -> Measure:
    return Measure(
        f"services.{key}",
        label,
        N_("家"),
        table="services_serviceprovider p",
        row="p.id",
        area="p.area",
        where=where,
        opens="catalogue_provider",
    )
