"""Words of indicators."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Source(Labelled):
    """Where a value comes from."""

    COMPUTED = "computed", N_("自动计算")
    REPORTED = "reported", N_("单位填报")


class Level(Labelled):
    """Of which places there are values, from above."""

    CITY = "city", N_("全市")
    UNIT = "unit", N_("县（市、区）")
    STREET = "street", N_("街道（乡镇）")


class Span(Labelled):
    """How long a period is."""

    QUARTER = "quarter", N_("季度")
    YEAR = "year", N_("年度")


class Direction(Labelled):
    """Which way is better."""

    UP = "up", N_("越高越好")
    DOWN = "down", N_("越低越好")
