"""How the catalogue says things: units, prices, where the reader lives, who offers."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.services import queries
from chongyang.services.enums import ProviderKind, ProviderState
from chongyang.services.rules import catalogue
from chongyang.services.rules.catalogue import Item
from chongyang.territory import queries as territory
from chongyang.web.parts.doors import scope_of
from chongyang.web.parts.lists import joined
from chongyang.workforce.queries import told, told_skill

UNITS = {
    "visit": N_("每次上门"),
    "hour": N_("每小时"),
    "meal": N_("每餐"),
    "piece": N_("每件"),
    "time": N_("每次"),
}
PLACE = "catalogue_area"


def place_of(request: HttpRequest) -> int | None:
    """The street that the reader chose, now or before; a code of nine digits."""
    asked = request.GET.get("area")
    code = asked if asked is not None else request.session.get(PLACE, "")
    known = code.isascii() and code.isdigit() and len(code) == 9 if isinstance(code, str) else False
    row = next((one for one in territory.list_areas("street").filter(code=code)), None) if known else None
    if asked is not None and (request.session.get(PLACE) or row):
        request.session[PLACE] = row.code if row else ""
    return row.first if row else None


def base(request: HttpRequest, here: str) -> dict[str, Any]:
    """What every page knows: the day, and the place whose prices are shown."""
    place = place_of(request)
    return {
        "tab": here,
        "today": timezone.localdate(clock_now()),
        "place": place,
        "place_name": territory.area_name(place) if place else "",
        "area_groups": _areas(place),
    }


def _areas(place: int | None) -> list[dict[str, Any]]:
    """Counties with their streets, to choose from."""
    streets: dict[str, list[dict[str, Any]]] = {}
    for row in territory.list_areas("street"):
        held = {"code": row.code, "name": row.name, "on": row.first == place}
        streets.setdefault(row.code[:6], []).append(held)
    return [
        {"name": one.name, "streets": streets.get(one.code, [])} for one in territory.list_areas("county")
    ]


def card_of(item: Item, low: int | None, count: int) -> dict[str, Any]:
    """One service in a list: its price here from, or the range of the catalogue."""
    return {
        "key": item.key,
        "label": told(item),
        "minutes": item.minutes,
        "unit": gettext(UNITS[item.unit]),
        "low": low,
        "from_fen": item.price_from_fen,
        "to_fen": item.price_to_fen,
        "count": count,
        "people": item.people,
    }


def facts_of(item: Item, range_: queries.Range) -> list[tuple[str, Any]]:
    """The standard of a service as pairs."""
    kinds = dict(ProviderKind.choices())
    hours, percent = item.cancellation.free_hours, item.cancellation.fee_percent
    price = f"{range_.price_from_fen / 100:g}–{range_.price_to_fen / 100:g}"
    return [
        (gettext("时长"), gettext("约 %(minutes)s 分钟") % {"minutes": item.minutes}),
        (gettext("来几个人"), gettext("%(people)s 人") % {"people": item.people}),
        (gettext("价格范围"), gettext("%(price)s 元，%(unit)s") % {"price": price, "unit": _unit(item)}),
        (
            gettext("护理员须持有"),
            joined(told_skill(one) for one in sorted(item.skills)) or gettext("不要求"),
        ),
        (gettext("由谁提供"), joined(gettext(kinds[one]) for one in item.who_may)),
        (
            gettext("取消"),
            gettext("开始前 %(hours)s 小时以外取消不收费；之后收 %(percent)s%%。")
            % {"hours": hours, "percent": percent},
        ),
    ]


def _unit(item: Item) -> str:
    return gettext(UNITS[item.unit])


def offers_here(request: HttpRequest, item: str, place: int | None, day: Any) -> list[queries.OfferTold]:
    """Who offers it in the street that was chosen; nobody where none was."""
    return queries.find_offers(scope_of(request), item=item, area=place, on=day) if place else []


def provider_words(row: Any) -> dict[str, Any]:
    state = ProviderState.of(row.state)
    return {
        "row": row,
        "kind": gettext(dict(ProviderKind.choices()).get(row.kind, row.kind)),
        "state": gettext(state.label),
        "is_open": state is ProviderState.IN_FORCE,
    }


def item_word(key: str) -> str:
    found = catalogue.items().get(key)
    return told(found) if found else key
