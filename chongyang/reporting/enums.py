"""Words of reporting."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Way(Labelled):
    """How a figure comes to the city."""

    AREA = "area", N_("按地区")
    LINE = "line", N_("按条线")


class Channel(Labelled):
    """How a figure came into its cell."""

    PAGE = "page", N_("网页填写")
    WORKBOOK = "workbook", N_("电子表格")
    API = "api", N_("接口")
    SUM = "sum", N_("下级汇总")
    CORRECTION = "correction", N_("更正")


class CorrectionState(Labelled):
    """How far a correction is."""

    PROPOSED = "proposed", N_("待确认")
    CONFIRMED = "confirmed", N_("已更正")
    REFUSED = "refused", N_("未同意")


OPEN, FILLED, RETURNED, ACCEPTED, LOCKED = "open", "filled", "returned", "accepted", "locked"
FILLABLE = (OPEN, FILLED, RETURNED)
"""States in which whoever fills in may write."""
SETTLED = (ACCEPTED, LOCKED)
