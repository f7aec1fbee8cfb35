"""Values as the pages show them: words, the step of colour, the length of a bar, the place on the map."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext

from chongyang.territory.rules.small_cells import Cover
from chongyang.web.cockpit.figures import GROUPS, Figure
from chongyang.web.cockpit.numbers import Numbers, Value, total_of
from chongyang.web.cockpit.places import Place
from chongyang.web.cockpit.scale import Scale, scale_of
from chongyang.web.parts import maps

WIDTH, HEIGHT = 720, 424
NOT_KNOWN = "–"


@dataclass(frozen=True, slots=True)
class Row:
    """One place in the table, on the map and among the tiles."""

    value: Value
    name: str
    other_name: str
    text: str
    url: str
    step: int | None
    bar: float

    @property
    def place(self) -> Place:
        return self.value.place


def words_of(figure: Figure, value: Value) -> str:
    """The number as it is read; a covered one says why."""
    if value.cover is Cover.SMALL and figure.is_plain:
        return gettext("少于5")
    if value.cover:
        return gettext("不显示")
    return NOT_KNOWN if value.number is None else number_words(figure, value.number)


def number_words(figure: Figure, number: float) -> str:
    return f"{number:,.{figure.decimals}f}"


def rows_of(figure: Figure, values: Sequence[Value], wall: bool) -> tuple[list[Row], Scale]:
    """The rows with the largest first, and the scale of their colours."""
    numbers = [value.shown for value in values if value.shown is not None]
    scale = scale_of(numbers, whole=not figure.decimals)
    rows = [_row(figure, value, scale, max(numbers, default=0.0), wall) for value in values]
    return sorted(rows, key=lambda row: (row.value.shown is None, -(row.value.shown or 0))), scale


def _row(figure: Figure, value: Value, scale: Scale, largest: float, wall: bool) -> Row:
    name, other = names_of(value.place)
    return Row(
        value=value,
        name=name,
        other_name=other,
        text=words_of(figure, value),
        url=_url(figure, value.place, wall),
        step=None if value.shown is None else scale.step_of(value.shown),
        bar=round(100 * value.shown / largest, 1) if value.shown and largest else 0,
    )


def names_of(place: Place) -> tuple[str, str]:
    """English readers get the unit's name in pinyin beside the Chinese one; streets have only this."""
    return (place.latin, place.name) if get_language() == "en" and place.latin else (place.name, "")


def _url(figure: Figure, place: Place, wall: bool) -> str:
    """A unit's page of the figure, a street's own."""
    if not place.latin:
        return reverse("cockpit_street", args=[int(place.key)])
    return reverse("cockpit_unit", args=[figure.key, place.key]) + ("?wall=1" if wall else "")


def legend_of(figure: Figure, scale: Scale, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The steps with their borders; none where no number is shown."""
    if all(row.step is None for row in rows):
        return []
    return [
        {"step": step, "first": number_words(figure, first), "last": number_words(figure, last)}
        for step, (first, last) in enumerate(scale.borders())
    ]


def lands_of(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The counties' outlines, each with its row; one that is out of reach has none."""
    held = {row.place.code: row for row in rows}
    return [{**land, "row": held.get(land["code"])} for land in _lands()]


def without_land(rows: Iterable[Row]) -> list[Row]:
    """The units which no published outline shows: they lie inside others."""
    drawn = {land["code"] for land in _lands()}
    return sorted((row for row in rows if row.place.code not in drawn), key=lambda row: row.place.code)


@cache
def _lands() -> tuple[dict[str, Any], ...]:
    """Paths and label places; the outlines never change while a process lives."""
    view = maps.view_of_city(WIDTH, HEIGHT)
    return tuple(_land(view, outline, path) for outline, path in maps.paths(view))


def _land(view: maps.View, outline: maps.Outline, path: str) -> dict[str, Any]:
    x, y = view.place(*maps.heart(outline))
    return {"code": outline.code, "name": outline.name, "path": path, "x": x, "top": y - 3, "low": y + 14}


def chooser_of(
    numbers: Numbers, places: Sequence[Place], chosen: Figure, query: str, unit: str, *, covers: bool
) -> list[dict[str, Any]]:
    """The figures in their groups, each with its number for everything within reach."""
    return [
        {
            "label": label,
            "entries": [_entry(one, numbers, places, chosen, query, unit, covers) for one in group],
        }
        for label, group in GROUPS
    ]


def figures_of(numbers: Numbers, place: Place, *, covers: bool) -> list[tuple[str, list[tuple[Figure, str]]]]:
    """Every figure of one street in its group, in words; what counts people not for who may know none:
    it would give away the covered one beside it.
    """
    return [
        (label, [(one, _told(one, numbers, place)) for one in group if not (covers and one.is_of_persons)])
        for label, group in GROUPS
    ]


def _told(figure: Figure, numbers: Numbers, place: Place) -> str:
    if figure.is_kept and numbers.counted_at is None:
        return NOT_KNOWN
    return words_of(figure, total_of(figure, numbers, [place], covers=False))


def _entry(
    figure: Figure,
    numbers: Numbers,
    places: Sequence[Place],
    chosen: Figure,
    query: str,
    unit: str,
    covers: bool,
) -> dict[str, Any]:
    url = reverse("cockpit_unit", args=[figure.key, unit]) if unit else reverse(figure.url_name)
    total = total_of(figure, numbers, places, covers=covers)
    is_missing = figure.is_kept and numbers.counted_at is None
    return {
        "figure": figure,
        "url": url + query,
        "text": NOT_KNOWN if is_missing else words_of(figure, total),
        "total": total,
        "is_here": figure is chosen,
    }
