"""A report as a file, Word or PDF. The library for Word is loaded when the first is asked for."""

from dataclasses import dataclass
from typing import Any

from chongyang.supervision.reports_paper import paper_of, set_pdf

PDF, WORD = "pdf", "docx"
FORMS = (WORD, PDF)
MEDIA_TYPES = {
    PDF: "application/pdf",
    WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class UnknownForm(LookupError):
    """A report has no such form."""


@dataclass(frozen=True, slots=True)
class Made:
    """The file of a report."""

    data: bytes
    media_type: str
    name: str


def file_of(row: Any, form: str) -> Made:
    """The file of a row of `Report`, made from its sections. Raises UnknownForm."""
    if form not in FORMS:
        raise UnknownForm(form)
    paper = paper_of(row)
    if form == PDF:
        data = set_pdf(paper)
    else:
        from chongyang.supervision.reports_word import set_word

        data = set_word(paper)
    return Made(data, MEDIA_TYPES[form], f"{paper.name}.{form}")
