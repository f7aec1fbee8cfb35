"""Whether anything about values has changed, without reading them."""

from django.db.models import Count, Max

from chongyang.indicators.models import Value


def mark_of_values() -> str:
    """Another text whenever a value was written, replaced or locked."""
    latest = {name: Max(name) for name in ("found_at", "replaced_at", "locked_at")}
    return str(sorted(Value.objects.aggregate(count=Count("id"), **latest).items()))
