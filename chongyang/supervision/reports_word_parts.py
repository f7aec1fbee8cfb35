"""Parts of a Word document that its library has no word for: fonts for two scripts, fields, quick tables."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from chongyang.duties.word_parts import set_fonts
from chongyang.supervision.rules.reports import Block

LINE_TWIPS = 8840
"""156 mm in twentieths of a point."""
EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
BORDERS = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in EDGES)


def add_field(line: Any, code: str, *, before: str, after: str, size: float, fonts: tuple[str, str]) -> None:
    """A field that Word counts itself, PAGE for the number of the page."""
    for text, kind in ((before, ""), ("", "begin"), (code, "code"), ("", "end"), (after, "")):
        run = line.add_run("" if kind else text)
        run.font.size = Pt(size)
        set_fonts(run._element.get_or_add_rPr(), *fonts)
        if kind == "code":
            word = OxmlElement("w:instrText")
            word.set(qn("xml:space"), "preserve")
            word.text = f" {text} "
            run._element.append(word)
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._element.append(mark)


def add_table(document: Any, block: Block, *, size: float, fonts: tuple[str, str]) -> None:
    """The table at the end of the document, written as XML at once: the library's cells take a minute for a
    hundred rows. Its first row is a head that repeats on each page; no row is broken.
    """
    widths = _twips(block["widths"])
    look = _look(size, fonts)
    head = _row(block["heads"], widths, look, ["center"] * len(widths), is_head=True)
    sides = ["left" if place < block["left"] else "right" for place in range(len(widths))]
    rows = "".join(_row(row, widths, look, sides) for row in block["rows"])
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblBorders>{BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="0020" w:firstRow="1"/><w:tblCaption w:val={quoteattr(block["title"])}/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{head}{rows}</w:tbl>"
    )
    document.element.body.insert(len(document.element.body) - 1, table)


def _twips(parts: Sequence[float]) -> list[int]:
    return [round(LINE_TWIPS * part / sum(parts)) for part in parts]


def _look(size: float, fonts: tuple[str, str]) -> str:
    latin, chinese = (quoteattr(name) for name in fonts)
    half = round(size * 2)
    return (
        f"<w:rPr><w:rFonts w:ascii={latin} w:hAnsi={latin} w:eastAsia={chinese} w:cs={latin}/>"
        f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'
    )


def _row(
    cells: Sequence[str], widths: Sequence[int], look: str, sides: Sequence[str], *, is_head: bool = False
) -> str:
    told = zip(cells, widths, sides, strict=True)
    held = "".join(_cell(text, width, look, side) for text, width, side in told)
    head = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{held}</w:tr>"


def _cell(text: str, width: int, look: str, side: str) -> str:
    shape = f'<w:spacing w:line="240" w:lineRule="auto"/><w:ind w:firstLine="0"/><w:jc w:val="{side}"/>'
    words = f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"<w:p><w:pPr>{shape}</w:pPr><w:r>{look}{words}</w:r></w:p></w:tc>"
    )
