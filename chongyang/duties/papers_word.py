"""A letter or minutes as a Word document that an office can edit before it is printed.

The words are those of the PDF (`papers`); Word draws them with the fonts of its machine.
"""

from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from chongyang.duties.papers import Paper, printable

RED = RGBColor(0xC8, 0x10, 0x2E)
SONG, HEI = "宋体", "黑体"
AFTER_BORDER = tuple(
    f"w:{name}"
    for name in (
        "shd",
        "tabs",
        "snapToGrid",
        "spacing",
        "ind",
        "contextualSpacing",
        "jc",
        "outlineLvl",
        "rPr",
    )
)
"""What stands behind the border in a paragraph's properties: Word wants them in the order of its schema."""


def set_word(paper: Paper, *, at: datetime) -> bytes:
    """The bytes of the document."""
    paper, document = printable(paper), Document()
    _page(document)
    _line(document, paper.organ, size=paper.organ_size, bold=True, red=True, align="CENTER", border="bottom")
    if paper.number:
        _line(document, paper.number, align="RIGHT")
    _line(document, paper.title, size=22, bold=True, align="CENTER", before=18, after=12)
    if paper.to:
        _line(document, f"{paper.to}：")
    for words in paper.paragraphs:
        _line(document, words, indent=True)
    for heading, lines in paper.rows:
        _line(document, heading, font=HEI, indent=True)
        for words in lines:
            _line(document, words, indent=True)
    for words in paper.closing:
        _line(document, words, indent=True)
    for words in (paper.sealed, paper.seal, paper.on):
        _line(document, words, align="RIGHT", before=30 if words == paper.sealed else 0)
    _line(document, f"抄送：{paper.copied}", size=14, border="top", before=30)
    _line(document, f"{paper.printed_by}　　{paper.printed_on}", size=14, border="top")
    _stamp(document, paper, at)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.top_margin, section.bottom_margin = Mm(30), Mm(32)


def _line(
    document: Any,
    words: str,
    *,
    size: float = 16,
    font: str = SONG,
    bold: bool = False,
    red: bool = False,
    align: str = "JUSTIFY",
    indent: bool = False,
    border: str = "",
    before: int = 0,
    after: int = 0,
) -> None:
    """One paragraph; Word is told the Chinese font by its own attribute."""
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.alignment = getattr(WD_ALIGN_PARAGRAPH, align)
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), Pt(max(28, size * 1.3))
    if indent:
        shape.first_line_indent = Pt(size * 2)
    run = paragraph.add_run(words)
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, font
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if red:
        run.font.color.rgb = RED
    if border:
        _border(paragraph, border, "C8102E" if red else "000000")


def _border(paragraph: Any, side: str, colour: str) -> None:
    borders, edge = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    style = {"val": "thickThinSmallGap", "sz": "18"} if colour == "C8102E" else {"val": "single", "sz": "6"}
    for name, value in {**style, "space": "4", "color": colour}.items():
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDER)


def _stamp(document: Any, paper: Paper, at: datetime) -> None:
    """Whose document it is and of when, not of the machine that wrote it."""
    core = document.core_properties
    core.author, core.title, core.last_modified_by = paper.organ, paper.title, paper.organ
    core.created = core.modified = at.replace(tzinfo=None, microsecond=0)
