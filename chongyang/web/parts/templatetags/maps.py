"""The map as a template tag."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.translation import gettext

from chongyang.core.words import N_
from chongyang.web.parts import maps
from chongyang.web.parts.lists import clauses

register = template.Library()
FIELDS = ("longitude", "latitude", "label", "kind")
KINDS = {"elder": N_("老人"), "responder": N_("响应人"), "facility": N_("设施"), "": N_("地点")}


@register.inclusion_tag("parts/map.html")
def area_map(
    points: Iterable[Mapping[str, Any] | Any] = (), rings: str = "", here: str = "", caption: str = ""
) -> dict[str, Any]:
    """Points (mappings or objects) on the county outlines; `rings` are kilometres around the first point."""
    marks = [_point(point) for point in points]
    reaches = [float(word) for word in rings.split(",") if word]
    view = maps.view_of(marks, max(reaches, default=0))
    places = [view.place(mark.longitude, mark.latitude) for mark in marks]
    labels = maps.label_places(zip(places, (mark.label for mark in marks), strict=True))
    return {
        "width": maps.WIDTH,
        "height": maps.HEIGHT,
        "lands": _lands(view, here, whole=not marks),
        "rings": [_ring(view, places[0], reach) for reach in reaches] if marks else [],
        "marks": [_mark(*each) for each in zip(marks, places, labels, strict=True)],
        "words": _words(marks) or gettext("全市"),
        "caption": caption,
    }


def _point(given: Any) -> maps.Point:
    held = given if isinstance(given, Mapping) else {name: getattr(given, name, "") for name in FIELDS}
    kind = str(held.get("kind", ""))
    place = float(held["longitude"]), float(held["latitude"])
    return maps.Point(*place, label=str(held.get("label", "")), kind=kind if kind in KINDS else "")


def _lands(view: maps.View, here: str, *, whole: bool) -> list[dict[str, Any]]:
    """Outlines with their names; a name that would cover another is left to the outline's title."""
    shown = [(outline, path, maps.middle(view, outline)) for outline, path in maps.paths(view)]
    taken: list[maps.Box] = []
    lands = []
    for outline, path, (x, y) in sorted(shown, key=lambda land: land[0].code != here):
        half = maps.label_width(outline.name) * 0.42
        box = (x - half, y - 13, x + half, y + 4)
        named = (whole or outline.code == here) and maps.fits(box, taken)
        taken += [box] if named else []
        lands.append({"path": path, "is_here": outline.code == here, "title": outline.name, "x": x, "y": y})
        lands[-1]["name"] = outline.name if named else ""
    return lands


def _ring(view: maps.View, middle: maps.Place, reach: float) -> dict[str, Any]:
    radius = round(reach * view.scale, 1)
    words = gettext("%(km)g 公里") % {"km": reach}
    return {"x": middle[0], "y": middle[1], "radius": radius, "top": middle[1] - radius - 4, "words": words}


def _mark(mark: maps.Point, place: maps.Place, label: tuple[float, float, str]) -> dict[str, Any]:
    (x, y), (label_x, label_y, anchor) = place, label
    named = {"label": mark.label, "kind": mark.kind, "label_x": label_x, "label_y": label_y}
    return {**named, "x": x, "y": y, "left": x - 8, "top": y - 8, "anchor": anchor}


def _words(marks: Iterable[maps.Point]) -> str:
    """What the picture shows, for those who hear it."""
    return clauses(f"{gettext(KINDS[mark.kind])} {mark.label}".strip() for mark in marks)
