"""Two charts drawn by the server: how the times are spread over classes, and the median month by month."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from chongyang.emergency import queries as emergency
from chongyang.emergency.rules import ledger
from chongyang.web.ledger.words import say_seconds

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 420, 200, 44, 18, 30
COVERED = "<5"


@dataclass(frozen=True, slots=True)
class Bar:
    """A class or a month in pixels, with its words for the table."""

    x: float
    y: float
    width: float
    height: float
    label: str
    words: str
    middle: float
    is_late: bool = False
    mark: float | None = None
    mark_words: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    head: str
    other: str = ""
    bars: list[Bar] = field(default_factory=list)
    target: float | None = None
    target_words: str = ""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM


def spread_of(title: str, numbers: list[int | None], steps: tuple[int, ...], target: int) -> Chart:
    """A bar for each class; those wholly over the target are marked as late, in words too."""
    most = max((number or 0 for number in numbers), default=0) or 1
    bars = []
    for place, ((low, high), number) in enumerate(zip(ledger.classes_of(steps), numbers, strict=True)):
        is_late = low >= target
        label = _class(low, high)
        words = COVERED if number is None else f"{number:,}"
        bars.append(_bar(place, len(numbers), (number or 0) / most, label, words, is_late=is_late))
    return Chart(title, gettext("起数"), bars=bars)


def _class(low: int, high: int | None) -> str:
    unit, word = (60, gettext("分")) if low >= 60 or (high or 0) >= 300 else (1, gettext("秒"))
    if high is None:
        return f"≥{low // unit}{word}"
    return f"{low // unit}–{high // unit}{word}" if high % unit == 0 else f"{low}–{high}"


def _bar(place: int, count: int, share: float, label: str, words: str, **more: Any) -> Bar:
    step = (WIDTH - LEFT - 8) / max(count, 1)
    tall = share * (HEIGHT - TOP - BOTTOM)
    x = LEFT + step * place
    return Bar(
        round(x + step * 0.12, 1),
        round(HEIGHT - BOTTOM - tall, 1),
        round(step * 0.76, 1),
        round(tall, 1),
        label,
        words,
        round(x + step / 2, 1),
        **more,
    )


def trend_of(title: str, months: list[emergency.Measured], name: str, target: int) -> Chart:
    """The median of each month as a bar, its 90th percentile as a mark above it, the target as a line."""
    pairs = [(one.key, getattr(one, name)) for one in months]
    most = max([pair[1] for _, pair in pairs if pair] + [float(target)])
    bars = []
    for place, (key, pair) in enumerate(pairs):
        median, ninth = pair or (0.0, 0.0)
        words = say_seconds(median) if pair else "—"
        bars.append(
            _bar(
                place,
                len(pairs),
                median / most,
                key[2:],
                words,
                is_late=median > target,
                mark=_height(ninth / most) if pair else None,
                mark_words=say_seconds(ninth) if pair else "—",
            )
        )
    told = gettext("目标 %(t)s") % {"t": say_seconds(target)}
    return Chart(title, gettext("中位数"), gettext("90分位"), bars, _height(target / most), told)


def _height(share: float) -> float:
    return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)
