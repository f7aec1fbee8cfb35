"""Gantt and investment curve drawn by the server: plain SVG in percent or pixels, no style attribute."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, dist, radians

from django.utils.translation import gettext

from chongyang.projects.enums import Stage
from chongyang.projects.queries import Course, Point
from chongyang.web.parts.templatetags.moments import day as day_words

QUARTER = 3
LEAST_DAYS = 365
LEAST_DEGREES = 0.01


CROWD = 1 / 11
"""Of the longer side of what is shown: nearer marks would cover each other on a telephone."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Places too near to each other for a mark each; `held` are their positions in the list."""

    longitude: float
    latitude: float
    held: tuple[int, ...]


def crowds_of(places: Sequence[tuple[float, float]]) -> list[Crowd]:
    """Each place once, with the first one that stands near it."""
    if not places:
        return []
    flat = cos(radians(places[0][1]))
    grounds = [(x * flat, y) for x, y in places]
    sides = [max(side) - min(side) for side in zip(*grounds, strict=True)]
    near = max(*sides, LEAST_DEGREES) * CROWD
    held: dict[int, list[int]] = {}
    for index, ground in enumerate(grounds):
        first = next((one for one in held if dist(grounds[one], ground) < near), index)
        held.setdefault(first, []).append(index)
    return [Crowd(*places[first], tuple(members)) for first, members in held.items()]


def marks_of(crowds: Iterable[Crowd]) -> Iterator[dict[str, object]]:
    """A mark for each crowd with its numbers in the list, which follows the crowds: 1, 2–5, 6."""
    number = 0
    for crowd in crowds:
        first, number = number + 1, number + len(crowd.held)
        label = str(first) if first == number else f"{first}–{number}"
        yield {
            "longitude": crowd.longitude,
            "latitude": crowd.latitude,
            "label": label,
            "kind": "facility",
        }


@dataclass(frozen=True, slots=True)
class Sheet:
    """How large a curve is drawn, in pixels at its own size: its writing is as large as the page's."""

    kind: str
    width: int
    height: int
    left: int = 8
    top: int = 28
    bottom: int = 34

    @property
    def base(self) -> int:
        return self.height - self.bottom

    def tall(self, fen: int, most: int) -> float:
        return round(fen / most * (self.base - self.top), 1)


SHEETS = (Sheet("wide", 720, 280), Sheet("narrow", 320, 260, left=2))
"""For a desk, and for a telephone: a wide one made small cannot be read."""


@dataclass(frozen=True, slots=True)
class Bar:
    """From `left` over `width`, in percent of the picture."""

    left: float
    width: float
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One project of the Gantt."""

    course: Course
    planned: Bar | None
    bars: tuple[Bar, ...]
    due: float | None

    @property
    def words(self) -> str:
        """What the row shows, for those who hear it."""
        told = [bar.words for bar in (*([self.planned] if self.planned else []), *self.bars)]
        return "；".join(told) or gettext("没有日期")


@dataclass(frozen=True, slots=True)
class Gantt:
    """Rows under one axis of years; `today` in percent."""

    rows: tuple[Row, ...]
    years: tuple[tuple[int, float], ...]
    today: float


def gantt_of(courses: Sequence[Course], today: date) -> Gantt:
    """From the first day that any course holds until the last, whole years."""
    days = [day for course in courses for day in course.days] + [today]
    first = date(min(days).year, 1, 1)
    until = max(date(max(days).year + 1, 1, 1), first + timedelta(days=LEAST_DAYS))
    scale = _Scale(first, until)
    years = tuple((year, scale.place(date(year, 1, 1))) for year in range(first.year, until.year))
    return Gantt(tuple(_row(course, scale) for course in courses), years, scale.place(today))


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    until: date

    def place(self, day: date) -> float:
        return round((day - self.first).days * 100 / (self.until - self.first).days, 2)

    def bar(self, first: date, until: date, kind: str, words: str) -> Bar:
        left = self.place(first)
        last = day_words(until - timedelta(days=1))
        return Bar(
            left, max(round(self.place(until) - left, 2), 0.3), kind, f"{words} {day_words(first)} – {last}"
        )


def _row(course: Course, scale: _Scale) -> Row:
    planned = scale.bar(*course.planned, "planned", gettext("计划")) if course.planned else None
    bars = tuple(
        scale.bar(span.first, span.until, span.stage, gettext(Stage.of(span.stage).label))
        for span in course.spans
    )
    due = course.project.due_on
    return Row(course, planned, bars, scale.place(due) if due else None)


@dataclass(frozen=True, slots=True)
class Column:
    """One month or quarter of the curve."""

    label: str
    left: float
    width: float
    top: float
    height: float
    done_fen: int
    planned_fen: int
    sum_fen: int

    @property
    def middle(self) -> float:
        return round(self.left + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Curve:
    """Columns of what was done, and two lines from the beginning of the year: planned and done. `most_fen`
    is what the line at the top of the sheet stands for.
    """

    sheet: Sheet
    columns: tuple[Column, ...]
    planned: str
    done: str
    most_fen: int

    @property
    def is_empty(self) -> bool:
        return not any(column.planned_fen or column.sum_fen for column in self.columns)


def curve_of(points: Sequence[Point], sheet: Sheet = SHEETS[0], *, by_quarter: bool) -> Curve:
    """The months of a year, or its quarters, on one scale; the line of what was done ends where it does."""
    groups = (
        [points[at : at + QUARTER] for at in range(0, len(points), QUARTER)]
        if by_quarter
        else [[point] for point in points]
    )
    most = max((max(one.planned_to_date_fen, one.done_to_date_fen) for one in points), default=0) or 1
    step = (sheet.width - 2 * sheet.left) / max(len(groups), 1)
    columns = tuple(
        _column(group, sheet, (sheet.left + step * at, step), most, by_quarter=by_quarter)
        for at, group in enumerate(groups)
    )
    last = max((at for at, column in enumerate(columns, 1) if column.done_fen), default=0)
    told = columns[:last]
    return Curve(
        sheet,
        columns,
        _line(sheet, columns, [column.planned_fen for column in columns], most),
        _line(sheet, told, [column.sum_fen for column in told], most),
        most,
    )


def _column(
    group: Sequence[Point], sheet: Sheet, place: tuple[float, float], most: int, *, by_quarter: bool
) -> Column:
    (left, step), last, fen = place, group[-1], sum(point.done_fen for point in group)
    label = f"Q{(last.month.month + 2) // QUARTER}" if by_quarter else str(last.month.month)
    tall = sheet.tall(fen, most)
    return Column(
        label,
        round(left + step * 0.2, 1),
        round(step * 0.6, 1),
        round(sheet.base - tall, 1),
        tall,
        fen,
        last.planned_to_date_fen,
        last.done_to_date_fen,
    )


def _line(sheet: Sheet, columns: Iterable[Column], sums: Sequence[int], most: int) -> str:
    """The points of a polyline through the middle of each column."""
    return " ".join(
        f"{column.middle},{sheet.base - sheet.tall(fen, most):.1f}"
        for column, fen in zip(columns, sums, strict=True)
    )
