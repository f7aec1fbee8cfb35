"""Whether a programme stands still on a day: by its own file, or because the treasury froze its payments."""

from datetime import date

from django.db.models import Q

from chongyang.core.words import N_
from chongyang.policy.rules.programmes import Programme
from chongyang.treasury.enums import Level
from chongyang.treasury.models import Freeze

FROZEN = N_("这个项目从 %(since)s 起暂停办理（%(document)s）。")


def frozen(programme: Programme, area: int, on: date) -> tuple[str, str] | None:
    """Since when and by which document; None where it is open. In the system's scope."""
    if held := programme.frozen_on(on):
        return str(held.since), held.document
    rows = Freeze.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on),
        confirmed_by__isnull=False,
        valid_from__lte=on,
        programme__in=("", programme.code),
    )
    for row in rows.order_by("valid_from", "id"):
        width = 10 ** (12 - Level.of(row.level).digits)
        if row.area // width == area // width:
            return str(row.valid_from), row.reason
    return None
