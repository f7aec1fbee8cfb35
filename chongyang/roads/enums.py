"""Words of the road network."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Mode(Labelled):
    """How somebody goes."""

    WALK = "walk", N_("步行")
    EBIKE = "ebike", N_("电动自行车")
    DRIVE = "drive", N_("驾车")


class Basis(Labelled):
    """What a time rests on."""

    ROAD = "road", N_("按路网")
    STRAIGHT_LINE = "straight_line", N_("按直线估算")


class Shift(Labelled):
    """In which coordinates a file is; what is kept is WGS 84."""

    WGS84 = "wgs84", "WGS 84"
    GCJ02 = "gcj02", "GCJ-02"
