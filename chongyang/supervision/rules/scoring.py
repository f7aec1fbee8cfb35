"""From shares and judgements to points, a total and a rank. Pure, exact, rounded half up once a line."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from chongyang.supervision.enums import Kind, Missing
from chongyang.supervision.rules.schemes import WHOLE, Item, Ranked, Scheme
from chongyang.supervision.rules.shares import Found

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Given:
    """What one judge gave: a mark of 0 to 100, or of a bonus or penalty points up to its cap."""

    judge: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One item of one unit. `points` is None where nothing is known."""

    item: str
    points: Decimal | None
    share: Decimal | None = None
    trace: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """What the lines of one unit come to; `total` is None where no weighed item is known."""

    base: Decimal | None
    bonus: Decimal
    penalty: Decimal
    known: Decimal

    @property
    def total(self) -> Decimal | None:
        return None if self.base is None else self.base + self.bonus - self.penalty


def line_of_found(item: Item, found: Found, scheme: Scheme) -> Line:
    """The points of a computed item."""
    if not item.is_weighed:
        return Line(item.key, rounded(found.share or NOTHING, scheme), None, found.trace)
    if found.share is None:
        return Line(item.key, _unknown(scheme), None, found.trace)
    return Line(item.key, rounded(found.share * item.most, scheme), found.share, found.trace)


def line_of_given(item: Item, given: Sequence[Given], scheme: Scheme) -> Line:
    """The mean of what the judges gave, with how far they are apart; names of judges stay outside."""
    if not given:
        points = _unknown(scheme) if item.is_weighed else NOTHING
        return Line(item.key, points, None, {"judges": 0})
    marks = sorted(one.points for one in given)
    mean = sum(marks, NOTHING) / len(marks)
    apart = marks[-1] - marks[0]
    trace = {
        "judges": len(marks),
        "mean": str(rounded(mean, scheme)),
        "low": str(marks[0]),
        "high": str(marks[-1]),
        "apart": str(apart),
        "is_apart": bool(apart > limit_of_deviation(item, scheme)),
    }
    if not item.is_weighed:
        return Line(item.key, min(rounded(mean, scheme), item.most), None, trace)
    return Line(item.key, rounded(mean * item.most / WHOLE, scheme), None, trace)


def limit_of_deviation(item: Item, scheme: Scheme) -> Decimal:
    """How far judges may be apart before the sheet says so: of a cap, the same part of it."""
    return scheme.deviation if item.is_weighed else scheme.deviation * item.most / WHOLE


def most_mark(item: Item) -> Decimal:
    """The most that a judge may give."""
    return WHOLE if item.is_weighed else item.most


def _unknown(scheme: Scheme) -> Decimal | None:
    return NOTHING if scheme.missing is Missing.ZERO else None


def total_of(points: Mapping[str, Decimal | None], ranked: Ranked, scheme: Scheme) -> Total:
    """Base, bonus and penalty. Weights of what is not known are shared out among the others."""
    weighed = [(item, points.get(item.key)) for item in ranked.items if item.is_weighed]
    known = sum((item.most for item, held in weighed if held is not None), NOTHING)
    reached = sum((held for _, held in weighed if held is not None), NOTHING)
    base = rounded(reached * WHOLE / known, scheme) if known else None
    return Total(base, _capped(points, ranked, Kind.BONUS), _capped(points, ranked, Kind.PENALTY), known)


def _capped(points: Mapping[str, Decimal | None], ranked: Ranked, kind: Kind) -> Decimal:
    rows = (item for item in ranked.items if item.kind is kind)
    return sum((min(points.get(item.key) or NOTHING, item.most) for item in rows), NOTHING)


def ranks(totals: Mapping[str, Decimal | None]) -> dict[str, int | None]:
    """1, 2, 2, 4: equal totals share a rank; who has no total has none."""
    known = sorted((total for total in totals.values() if total is not None), reverse=True)
    return {key: None if total is None else known.index(total) + 1 for key, total in totals.items()}


def rounded(number: Decimal, scheme: Scheme) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-scheme.decimals), rounding=ROUND_HALF_UP)


def lines_of(
    ranked: Ranked,
    scheme: Scheme,
    find: Callable[[Item], Found],
    given: Mapping[str, Sequence[Given]],
) -> Iterable[Line]:
    """Every line of one unit in the order of the scheme."""
    for item in ranked.items:
        if item.is_judged:
            yield line_of_given(item, given.get(item.key, ()), scheme)
        else:
            yield line_of_found(item, find(item), scheme)
