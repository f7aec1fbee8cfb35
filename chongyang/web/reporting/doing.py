"""What the pages share: who acts, a step with its refusal in words, how a state and a place are called."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext

from chongyang.core.clock import now as clock_now
from chongyang.core.operations.cases import UnableToStep
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.definitions import Indicator, load_indicators
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY, Place, load_places
from chongyang.reporting import operations, queries
from chongyang.reporting.enums import FILLABLE, LOCKED, RETURNED
from chongyang.reporting.rules import ways
from chongyang.reporting.rules.forms import Item
from chongyang.territory.permissions import NotAllowed
from chongyang.web.parts.doors import scope_of

TONES = {RETURNED: "warn", LOCKED: "good", "open": "", "filled": "note"}


def said(request: HttpRequest) -> dict[str, Any]:
    """Scope, actor and moment, as operations ask for them."""
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": clock_now()}


def today() -> date:
    return timezone.localdate(clock_now())


def do(request: HttpRequest, step: Callable[[], Any], done: str) -> bool:
    """Take a step; what it refuses is told in words. Whether it was taken."""
    try:
        step()
    except operations.UnableToReport as refused:
        messages.error(request, " ".join(refused.faults.values()))
    except UnableToStep as refused:
        messages.error(request, gettext(refused.reason))
    except NotAllowed:
        messages.error(request, gettext("您不能办理这一步。"))
    else:
        messages.success(request, done)
        return True
    return False


def period_of(text: str) -> Period:
    """Raises Http404 for what is none."""
    try:
        return Period.read(text)
    except ValueError:
        raise Http404(text[:12]) from None


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def form_label(key: str) -> str:
    form = queries.get_form(key)
    return form.english if get_language() == "en" else form.label


def label_of(indicator: Indicator) -> str:
    return indicator.english if get_language() == "en" else indicator.label


def asked_words(item: Item) -> str:
    """What is counted for a line, and of what whole, in the reader's language."""
    return " / ".join(words for words in item.words(english=get_language() == "en") if words)


def item_label(key: str) -> str:
    """What a line is called."""
    return next((label_of(one) for one in load_indicators() if one.key == key), key)


def places_of(period: str) -> Mapping[str, Place]:
    """The places as they were on the last day of a period: a county that is gone keeps its returns."""
    return load_places(Period.read(period).days.last)


def place_label(key: str, period: str) -> str:
    """The place in the reader's language; streets have a Chinese name alone."""
    place = places_of(period)[key]
    if key == CITY:
        return gettext(Level.CITY.label)
    return key.title() if get_language() == "en" and place.level is Level.UNIT else place.name


def state_of(row: Any) -> str:
    return gettext(ways.state_words(row.way, row.level, row.state))


def row_of(row: Any) -> dict[str, Any]:
    """A return for a list."""
    day = today()
    return {
        "row": row,
        "label": form_label(row.form),
        "place": place_label(row.place, row.period),
        "state": state_of(row),
        "tone": TONES.get(row.state, "accent"),
        "is_late": queries.is_late(row, day),
        "is_mine_to_fill": row.state in FILLABLE,
    }
