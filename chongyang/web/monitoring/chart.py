"""Charts drawn by the server: a line with its spread, limits as a band, alerts as marks; a strip of activity.

SVG with classes alone, because the content policy allows no inline style; the table beside it says the same.
Half a kilobyte a series and no script, where a library would bring a megabyte.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil, floor, log10

WIDTH, HEIGHT = 400, 190
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 10, 24
STRIP_ROW = 30


@dataclass(frozen=True, slots=True)
class Value:
    """One step of a series: mean, and the spread around it."""

    at: datetime
    mean: float
    low: float
    high: float
    count: int = 1


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one kind; `tone` is its colour's class."""

    label: str
    tone: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit with its words; the side from which values are beyond it."""

    value: float
    words: str
    is_high: bool
    tone: str = "warn"
    of: str = ""  # the series that it belongs to


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment to point at."""

    at: datetime
    words: str
    tone: str = "warn"


@dataclass(frozen=True, slots=True)
class Span:
    """The time that a chart shows, and the moments that its axis names."""

    since: datetime
    until: datetime
    ticks: Sequence[tuple[datetime, str]] = ()

    def part(self, at: datetime) -> float:
        return (at - self.since) / (self.until - self.since)


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A series in pixels. `spread` goes from lowest to highest, empty where each step is one value."""

    label: str
    tone: str
    path: str
    spread: str
    dots: Sequence[Dot]


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line with its words."""

    y: float
    words: str
    tone: str = ""


@dataclass(slots=True)
class Drawing:
    """Everything that the template needs, in pixels."""

    title: str
    width: int = WIDTH
    height: int = HEIGHT
    lines: list[Line] = field(default_factory=list)
    grid: list[Rule] = field(default_factory=list)
    limits: list[Rule] = field(default_factory=list)
    bands: list[tuple[float, float]] = field(default_factory=list)
    ticks: list[Dot] = field(default_factory=list)
    marks: list[tuple[Dot, str]] = field(default_factory=list)

    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM
    plot_width: int = WIDTH - LEFT - RIGHT

    @property
    def has_values(self) -> bool:
        return any(line.dots for line in self.lines)


def draw(
    title: str,
    series: Sequence[Series],
    limits: Sequence[Limit],
    marks: Iterable[Mark],
    span: Span,
    gap: timedelta,
) -> Drawing:
    """A chart; a line is broken where values lie further apart than `gap`."""
    held = [value for one in series for value in one.values]
    low, high, step = _scale([value.low for value in held] + [value.high for value in held], limits)
    plot = _Plot(span, low, high)
    drawn = Drawing(title)
    drawn.lines = [_line(one, plot, gap) for one in series]
    drawn.grid = [
        Rule(plot.y(low + step * n), f"{low + step * n:g}") for n in range(round((high - low) / step) + 1)
    ]
    drawn.limits = [Rule(plot.y(one.value), one.words, one.tone) for one in limits]
    drawn.bands = [band for one in series if (band := _band([x for x in limits if x.of == one.label], plot))]
    drawn.ticks = [Dot(plot.x(at), HEIGHT - 6, words) for at, words in span.ticks]
    drawn.marks = [(Dot(plot.x(one.at), TOP, one.words), one.tone) for one in marks if _within(one.at, span)]
    return drawn


@dataclass(frozen=True, slots=True)
class _Plot:
    span: Span
    low: float
    high: float

    def x(self, at: datetime) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * self.span.part(at), 1)

    def y(self, value: float) -> float:
        part = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * part, 1)


def _within(at: datetime, span: Span) -> bool:
    return span.since <= at <= span.until


def _scale(values: Sequence[float], limits: Sequence[Limit]) -> tuple[float, float, float]:
    """Lowest and highest of the axis on round numbers, and the step between."""
    held = [*values, *(one.value for one in limits)] or [0.0, 1.0]
    low, high = min(held), max(held)
    least = max(abs(high), 1.0) * 0.001  # a finer axis tells nothing, and ends in rounding
    spread = (high - low) if high - low > least else max(abs(high), 1.0) * 0.2
    raw = spread / 4
    size = 10 ** floor(log10(raw))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= raw * 0.999)
    first, last = floor(low / step) * step, ceil(high / step) * step
    return round(first, 6), round(last if last > first else first + step, 6), step


def _line(series: Series, plot: _Plot, gap: timedelta) -> Line:
    ordered = sorted(series.values, key=lambda value: value.at)
    path, former = [], None
    for value in ordered:
        moves = former is None or value.at - former > gap
        path.append(f"{'M' if moves else 'L'}{plot.x(value.at)} {plot.y(value.mean)}")
        former = value.at
    dots = [Dot(plot.x(one.at), plot.y(one.mean), f"{one.mean:.4g}") for one in ordered]
    return Line(series.label, series.tone, "".join(path), _spread(ordered, plot), dots)


def _spread(ordered: Sequence[Value], plot: _Plot) -> str:
    if all(one.count <= 1 for one in ordered):
        return ""
    return "".join(
        f"M{plot.x(one.at)} {plot.y(one.low)}V{plot.y(one.high)}" for one in ordered if one.high > one.low
    )


def _band(limits: Sequence[Limit], plot: _Plot) -> tuple[float, float] | None:
    """Top and height of what lies within the tightest limits."""
    if not limits:
        return None
    above = min((one.value for one in limits if one.is_high), default=plot.high)
    below = max((one.value for one in limits if not one.is_high), default=plot.low)
    height = round(plot.y(below) - plot.y(above), 1)
    return (plot.y(above), height) if height > 0 else None


@dataclass(frozen=True, slots=True)
class Cell:
    """A step of a strip; `strength` 0 to 4 is its shade."""

    x: float
    width: float
    strength: int
    words: str


@dataclass(frozen=True, slots=True)
class StripRow:
    label: str
    y: int
    cells: Sequence[Cell]


def strip_row(
    label: str, place: int, values: Sequence[tuple[datetime, float, str]], span: Span, step: timedelta
) -> StripRow:
    """One kind of activity as shaded cells, the darkest the busiest of this row."""
    most = max((value for _, value, _ in values), default=0) or 1
    left, width = 0, WIDTH
    wide = width * (step / (span.until - span.since))
    cells = [
        Cell(
            round(left + width * span.part(at), 1),
            round(max(wide - 0.5, 0.8), 1),
            ceil(4 * value / most) if value > 0 else 0,
            words,
        )
        for at, value, words in values
        if _within(at, span)
    ]
    return StripRow(label, place * STRIP_ROW, cells)
