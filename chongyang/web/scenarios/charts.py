"""Bars drawn by the server: today beside the scenario, year by year or line by line."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from chongyang.scenarios.rules.tables import Line

TEN_THOUSAND = 1_000_000
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 560, 240, 12, 26, 30
ROW = 54


@dataclass(frozen=True, slots=True)
class Pair:
    """Two bars in pixels with their words; `line` holds the numbers."""

    label: str
    line: Line
    today: tuple[float, float]
    scenario: tuple[float, float]
    place: float
    step: float
    today_words: str
    scenario_words: str
    more_words: str


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    head: str
    pairs: tuple[Pair, ...]
    width: int
    height: int
    is_lying: bool = False
    base: int = HEIGHT - BOTTOM


def in_ten_thousands(fen: int) -> str:
    """万元 with two places, the sign of a minus typographic."""
    return f"{'−' if fen < 0 else ''}{abs(fen) / TEN_THOUSAND:,.2f}"


def more_words(fen: int) -> str:
    return f"+{in_ten_thousands(fen)}" if fen > 0 else in_ten_thousands(fen)


def standing(title: str, head: str, lines: Iterable[Line], label: Callable[[Any], str]) -> Chart:
    """Pairs of bars side by side, for years."""
    rows = list(lines)
    most = _most(rows)
    step = (WIDTH - LEFT * 2) / max(len(rows), 1)

    def bar(fen: int) -> tuple[float, float]:
        tall = fen / most * (HEIGHT - TOP - BOTTOM)
        return round(HEIGHT - BOTTOM - tall, 1), round(tall, 1)

    pairs = [
        _pair(row, label(row.key), bar, round(LEFT + step * at, 1), round(step, 1))
        for at, row in enumerate(rows)
    ]
    return Chart(title, head, tuple(pairs), WIDTH, HEIGHT)


def lying(title: str, head: str, lines: Iterable[Line], label: Callable[[Any], str]) -> Chart:
    """Pairs of bars under their names, for counties and programmes; the largest change first."""
    rows = sorted(lines, key=lambda row: (-abs(row.more_fen), -row.scenario_fen, str(row.key)))
    most = _most(rows)

    def bar(fen: int) -> tuple[float, float]:
        return 0, round(fen / most * WIDTH, 1)

    pairs = [_pair(row, label(row.key), bar, float(ROW * at), ROW) for at, row in enumerate(rows)]
    return Chart(title, head, tuple(pairs), WIDTH, max(ROW * len(rows), ROW), is_lying=True)


def _most(rows: list[Line]) -> int:
    return max((fen for row in rows for fen in (row.today_fen, row.scenario_fen)), default=0) or 1


def _pair(
    row: Line, label: str, bar: Callable[[int], tuple[float, float]], place: float, step: float
) -> Pair:
    return Pair(
        label=label,
        line=row,
        today=bar(row.today_fen),
        scenario=bar(row.scenario_fen),
        place=place,
        step=step,
        today_words=in_ten_thousands(row.today_fen),
        scenario_words=in_ten_thousands(row.scenario_fen),
        more_words=more_words(row.more_fen) if row.more_fen else gettext("不变"),
    )
