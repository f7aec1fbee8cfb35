"""A report as PDF: the sections of its row set as an office's paper. The same row gives the same bytes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from chongyang.core import typeset
from chongyang.core.typeset import read_template
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import load_places
from chongyang.supervision.rules.reports import Block, day_in_words
from chongyang.supervision.rules.reports_plan import load_plan, number_of, organ_of, title_of

PACKAGE = "chongyang.supervision"
STANDARDS = ("a-2a", "ua-1")
"""To be kept for long, tagged for screen readers; a character without a glyph is an error."""
GETA = "〓"
"""What Chinese printers set for a sign that the case lacks."""
LINE_PT = 442
"""156 mm of the type area, in points: the organ's name must fit into one line."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What both forms of a report are made from."""

    lines: tuple[str, str]
    number: str
    organ: str
    made_on: date
    period: str
    place: str
    digest: str
    sections: list[dict[str, Any]]

    @property
    def title(self) -> str:
        return "".join(self.lines)

    @property
    def name(self) -> str:
        """What its files are called, without the ending."""
        return f"report-{self.period}-{self.place}-{self.digest[:8]}"

    @property
    def moment(self) -> datetime:
        """The one moment that stands in the files: the day on which it was made."""
        return datetime.combine(self.made_on, time(), tzinfo=UTC)

    @property
    def colophon(self) -> str:
        return f"由“重阳”城市养老服务平台按已有数值生成。数据摘要 {self.digest[:16]}。"


def paper_of(row: Any) -> Paper:
    """The paper of a row of `Report`."""
    period, place = Period.read(row.period), load_places()[row.place]
    return Paper(
        lines=title_of(place, period),
        number=number_of(period),
        organ=organ_of(place, period.days.last),
        made_on=row.made_on,
        period=row.period,
        place=row.place,
        digest=row.digest,
        sections=row.sections,
    )


def set_pdf(paper: Paper) -> bytes:
    """PDF/A-2a and PDF/UA-1. A sign that no packed font draws (an emoji in a name) becomes 〓."""
    try:
        return _pdf(_data(paper), paper.moment)
    except typeset.UnableToTypeset:
        return _pdf(_drawable(_data(paper)), paper.moment)


def _pdf(data: Mapping[str, Any], at: datetime) -> bytes:
    return typeset.make_pdf(_template("reports.typ"), data, at=at, standard=STANDARDS)


def _drawable(data: Mapping[str, Any]) -> Mapping[str, Any]:
    told = json.dumps(data, ensure_ascii=False)
    missing = str.maketrans(dict.fromkeys(typeset.lacking(told), GETA))
    return dict(json.loads(told.translate(missing)))


def look_at(paper: Paper, *, ppi: float = 60) -> list[bytes]:
    """Its pages as PNG."""
    return typeset.make_pictures(_template("reports.typ"), _data(paper), ppi=ppi)


def draw(pictures: list[Block], *, ppi: float = 200) -> list[bytes]:
    """Each picture as PNG, for Word."""
    if not pictures:
        return []
    return typeset.make_pictures(_template("reports_pictures.typ"), {"pictures": pictures}, ppi=ppi)


def _template(name: str) -> bytes:
    return read_template(PACKAGE, "reports_charts.typ") + read_template(PACKAGE, name)


def _data(paper: Paper) -> Mapping[str, Any]:
    layout = load_plan().layout
    organ_pt = min(layout["sizes_pt"]["organ"], LINE_PT / (1.06 * max(len(paper.organ), 1)))
    return {
        "title": paper.title,
        "lines": paper.lines,
        "number": paper.number,
        "organ": paper.organ,
        "organ_pt": organ_pt,
        "day": day_in_words(paper.made_on),
        "colophon": paper.colophon,
        "sections": paper.sections,
        "layout": layout,
    }
