"""From the shifted coordinates of Chinese maps (GCJ-02) to WGS 84, at the door.

The shift has no official publication. The formula is the one that the public reads out of map services
(googollee/eviltransform, wandergis/coordtransform; both MIT, written anew here): WGS 84 → GCJ-02 within about
a metre. The way back has no closed form and is found by repetition.
"""

from math import cos, pi, radians, sin, sqrt

AXIS = 6378245.0  # metres, Krasovsky 1940
ECCENTRICITY = 0.00669342162296594323  # squared
CENTRE = (105.0, 35.0)
ROUNDS = 6  # each brings the error down by a factor of about a thousand


def gcj02_of(longitude: float, latitude: float) -> tuple[float, float]:
    """Where a Chinese map shows a point of WGS 84. Only for points inside the country."""
    x, y = longitude - CENTRE[0], latitude - CENTRE[1]
    north, east = _north(x, y), _east(x, y)
    angle = radians(latitude)
    magic = 1 - ECCENTRICITY * sin(angle) ** 2
    north = north * 180 / (AXIS * (1 - ECCENTRICITY) / (magic * sqrt(magic)) * pi)
    east = east * 180 / (AXIS / sqrt(magic) * cos(angle) * pi)
    return longitude + east, latitude + north


def wgs84_of(longitude: float, latitude: float) -> tuple[float, float]:
    """The point of WGS 84 that a Chinese map shows here."""
    x, y = longitude, latitude
    for _ in range(ROUNDS):
        shown = gcj02_of(x, y)
        x, y = x + longitude - shown[0], y + latitude - shown[1]
    return x, y


def _north(x: float, y: float) -> float:
    metres = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    metres += (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    metres += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    return metres + (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3


def _east(x: float, y: float) -> float:
    metres = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    metres += (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    metres += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    return metres + (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
