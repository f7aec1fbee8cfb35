"""What the pages of supplies share: a step with its refusal in words, what a form typed, dishes in words."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core.clock import now as clock_now
from chongyang.orders.operations import UnableToOrder
from chongyang.supplies import enums, operations
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import Doing, day_of, key_of, private, said, text_of
from chongyang.web.parts.doors import scope_of
from chongyang.web.parts.lists import joined
from chongyang.web.parts.numbers import whole

__all__ = ["act", "base", "day_of", "key_of", "private", "said", "text_of"]

act = Doing((operations.UnableToSupply, UnableToOrder)).do
MOST_DIGITS, DAY, FAR = 6, timedelta(days=1), timedelta(days=400)


def base(request: HttpRequest, here: str) -> dict[str, Any]:
    scope = scope_of(request)
    return {
        "tab": here,
        "now": clock_now(),
        "today": timezone.localdate(clock_now()),
        "keeps": may(scope, Can.PROVIDE_SERVICES) and scope.organisation is not None,
        "watches": may(scope, Can.READ_QUALITY),
        "carries": may(scope, Can.MAKE_VISITS),
        "orders_own": may(scope, Can.ORDER_OWN),
        "orders_for": may(scope, Can.ORDER_SERVICES),
    }


def number_of(request: HttpRequest, name: str) -> int:
    """A whole number from 0 on; -1 for anything else."""
    return count_of(request.POST.get(name, ""))


def count_of(text: str) -> int:
    return whole(text.strip(), -1, MOST_DIGITS)


def fen_of(text: str) -> int:
    """Yuan as typed, with at most two digits after the dot, in fen; -1 where it is none."""
    whole, dot, rest = text.strip().partition(".")
    good = whole.isascii() and whole.isdigit() and len(whole) <= MOST_DIGITS
    if not good or (dot and not (rest.isascii() and rest.isdigit() and len(rest) <= 2)):
        return -1
    return int(whole) * 100 + int((rest + "00")[:2])


def held_of(request: HttpRequest, names: Iterable[str], **stands: Any) -> dict[str, Any]:
    """What a form shows: what was typed, where it was refused; else what stands."""
    if request.method == "POST":
        return {name: request.POST.get(name, "") for name in names}
    return {name: "" if (value := stands.get(name)) is None else value for name in names}


def time_of(request: HttpRequest, name: str) -> time:
    """An hour that was typed; midnight where it is none."""
    try:
        found = time.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return time.min
    return found.replace(tzinfo=None)


def place_of(request: HttpRequest, name: str) -> float:
    """Degrees; out of every range where it is no number."""
    text = request.POST.get(name, "").strip()[:20]
    try:
        found = float(text)
    except ValueError:
        return 999.0
    return found if -180 <= found <= 180 else 999.0


def asked_day(request: HttpRequest, today: date, name: str = "day") -> date:
    """The day of the address, not too far off; else today."""
    found = day_of(request.GET.get(name, ""))
    return found if found and abs(found - today) <= FAR else today


def meal_words(key: str) -> str:
    return gettext(dict(enums.Meal.choices()).get(key, key))


def dish_words(row: Any) -> dict[str, Any]:
    """A dish with its marks."""
    marks = [gettext("少盐")] * row.low_salt + [gettext("软食")] * row.soft
    return {"row": row, "left": row.left, "marks": marks, "allergens": joined(allergen_words(row.allergens))}


def allergen_words(keys: Iterable[str]) -> list[str]:
    known = dict(enums.Allergen.choices())
    return [gettext(known[key]) for key in keys if key in known]


def rental_words(row: Any) -> dict[str, Any]:
    state = gettext(enums.RentalState.of(row.state).label)
    return {"row": row, "state": state, "may_cancel": row.state == enums.RentalState.RESERVED}


def choices_of(words: Any) -> list[tuple[str, str]]:
    return [(one.value, gettext(one.label)) for one in words]
