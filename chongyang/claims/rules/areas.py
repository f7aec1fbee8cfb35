"""Area values of runs: a value of twelve digits stands for the unit whose code it fills up with zeros."""

from chongyang.core.scopes import Interval

CITY_AREA = 410100000000
LEVELS = (4, 6, 9, 12)
DIGITS = 12


def code_of(area: int) -> str:
    """The statistical code behind an area value: 410105000000 is 410105."""
    text = f"{area:0{DIGITS}d}"
    return next(text[:level] for level in LEVELS if not int(text[level:] or 0))


def span_of(area: int) -> Interval:
    """The closed interval of everything inside that unit."""
    return area, area + 10 ** (DIGITS - len(code_of(area))) - 1
