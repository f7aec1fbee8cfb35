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
from chongyang.duties.word_parts import LATIN, set_fonts, speak_chinese

RED, BLACK = RGBColor(0xC8, 0x10, 0x2E), RGBColor(0, 0, 0)
BODY, HEI, TITLE = "仿宋", "黑体", "方正小标宋简体"
"""The faces of GB/T 9704-2012 by the names that an office's Word knows them under."""
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
    speak_chinese(document)
    _page(document)
    _styles(document)
    _line(document, paper.organ, font=TITLE, size=paper.organ_size, red=True, align="CENTER", border="bottom")
    if paper.number:
        _line(document, paper.number, align="RIGHT")
    _line(document, paper.title, style="Title", font=TITLE, size=22, align="CENTER", before=28, after=28)
    if paper.to:
        _line(document, f"{paper.to}：")
    for words in paper.paragraphs:
        _line(document, words, indent=True)
    for heading, lines in paper.rows:
        _line(document, heading, style="Heading 1", font=HEI, indent=True)
        for words in lines:
            _line(document, words, indent=True)
    for words in paper.closing:
        _line(document, words, indent=True)
    for words in filter(None, (paper.sealed, paper.seal, paper.on)):
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


def _styles(document: Any) -> None:
    """Normal is the body; titles and headings are black and without the line that Word's template draws."""
    for name, font, size in (("Normal", BODY, 16), ("Title", TITLE, 22), ("Heading 1", HEI, 16)):
        style = document.styles[name]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), False, BLACK
        set_fonts(style.element.get_or_add_rPr(), LATIN, font)
        shape = style.element.get_or_add_pPr()
        for border in shape.findall(qn("w:pBdr")):
            shape.remove(border)
    document.styles["Heading 1"].paragraph_format.keep_with_next = True


def _line(
    document: Any,
    words: str,
    *,
    style: str = "Normal",
    size: float = 16,
    font: str = BODY,
    red: bool = False,
    align: str = "JUSTIFY",
    indent: bool = False,
    border: str = "",
    before: int = 0,
    after: int = 0,
) -> None:
    """One paragraph; Word is told the Chinese font by its own attribute."""
    paragraph = document.add_paragraph(style=style)
    shape = paragraph.paragraph_format
    shape.alignment = getattr(WD_ALIGN_PARAGRAPH, align)
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), Pt(max(28, size * 1.3))
    if indent:
        shape.first_line_indent = Pt(size * 2)
    run = paragraph.add_run(words)
    run.font.size = Pt(size)
    set_fonts(run._element.get_or_add_rPr(), LATIN, font)
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
