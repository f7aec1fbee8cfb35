"""Filters for moments, days, money and areas, as people here write them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from chongyang.core.clock import now as clock_now
from chongyang.territory import queries as territory

register = template.Library()
SHANGHAI = ZoneInfo("Asia/Shanghai")


@register.filter
def moment(value: datetime | None, now: datetime | None = None) -> SafeString | str:
    """今天 14:03, 昨天 09:10, 11月3日 08:00, 2025年11月3日 08:00; the whole moment stands in the title."""
    if value is None:
        return ""
    local, today = value.astimezone(SHANGHAI), (now or clock_now()).astimezone(SHANGHAI).date()
    words = f"{_day(local.date(), today)} {local:%H:%M}"
    whole = f"{_whole_day(local.date())} {local:%H:%M:%S}"
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), whole, words)


@register.filter
def stamp(value: datetime | None) -> str:
    """2026年11月22日 17:00, on paper that is read on another day."""
    if value is None:
        return ""
    local = value.astimezone(SHANGHAI)
    return f"{_whole_day(local.date())} {local:%H:%M}"


@register.filter
def month(value: date) -> str:
    """2026年10月, or October 2026."""
    return f"{value:%B %Y}" if get_language() == "en" else f"{value.year}年{value.month}月"


def short_stamp(value: datetime) -> str:
    """11月22日 16:31, within a sentence about the last days."""
    local = value.astimezone(SHANGHAI)
    return f"{_short_day(local.date())} {local:%H:%M}"


@register.filter
def day(value: date | None) -> str:
    """2018年7月30日, or 30 July 2018."""
    return "" if value is None else _whole_day(value)


def _day(value: date, today: date) -> str:
    near = {0: gettext("今天"), 1: gettext("昨天"), -1: gettext("明天")}
    if (distance := (today - value).days) in near:
        return near[distance]
    return _whole_day(value) if value.year != today.year else _short_day(value)


def _short_day(value: date) -> str:
    return f"{value.day} {value:%b}" if get_language() == "en" else f"{value.month}月{value.day}日"


def _whole_day(value: date) -> str:
    if get_language() == "en":
        return f"{value.day} {value:%B %Y}"
    return f"{value.year}年{value.month}月{value.day}日"


@register.filter
def money(fen: int | None) -> str:
    """Fen as yuan: 123450 → ¥1,234.50; exact, for the cents are split off as integers."""
    if fen is None:
        return ""
    yuan, cents = divmod(abs(fen), 100)
    return f"{'−' if fen < 0 else ''}¥{yuan:,}.{cents:02}"


@register.filter
def wan(fen: int | None) -> str:
    """Fen as ten thousands of yuan with two places: 1234567800 → 1,234.57. For investments."""
    if fen is None:
        return ""
    return f"{'−' if fen < 0 else ''}{abs(fen) / 1_000_000:,.2f}"


@register.filter
def area(value: int | None) -> str:
    """The name of the units around an area value."""
    return territory.area_name(value) if value is not None else ""


@register.filter
def number(value: Any) -> str:
    """A whole number with its thousands apart."""
    return f"{value:,}" if value is not None else ""
