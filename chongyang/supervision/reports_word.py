"""A report as a Word document: the same sections as the PDF. The same row gives the same bytes.

Headings are styles, so Word can list them; tables repeat their heads; pictures have their words; each font is
named for Chinese and for Latin letters apart. Word draws with what the machine has (`word_fonts`).
"""

import io
import zipfile
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from chongyang.duties.word_parts import set_fonts, speak_chinese
from chongyang.supervision.reports_paper import Paper, draw
from chongyang.supervision.reports_word_parts import add_field, add_table
from chongyang.supervision.rules.reports import Block, day_in_words, pictures_of
from chongyang.supervision.rules.reports_plan import load_plan

ZIP_DAY = (1980, 1, 1, 0, 0, 0)
LINE_MM = 152
BLACK = RGBColor(0, 0, 0)


def set_word(paper: Paper) -> bytes:
    """The file's bytes; half a second for its pictures."""
    made = _Made(paper)
    held = io.BytesIO()
    made.document.save(held)
    return _settled(held.getvalue())


class _Made:
    """One document while it is put together."""

    def __init__(self, paper: Paper) -> None:
        self.layout = load_plan().layout
        self.fonts, self.sizes = self.layout["word_fonts"], self.layout["sizes_pt"]
        self.pictures = iter(draw(pictures_of({"sections": paper.sections})))
        self.document = Document()
        speak_chinese(self.document)
        self._tell_properties(paper)
        self._set_page()
        self._set_styles()
        self._head(paper)
        for part in paper.sections:
            self.document.add_paragraph(part["heading"], style="Heading 1")
            for block in part["blocks"]:
                self._add(block)
        self._foot(paper)

    def _tell_properties(self, paper: Paper) -> None:
        told = self.document.core_properties
        told.title, told.author, told.last_modified_by = paper.title, paper.organ, paper.organ
        told.created = told.modified = paper.moment.replace(tzinfo=None)
        told.language, told.revision, told.comments = "zh-CN", 1, f"sha256 {paper.digest}"

    def _set_page(self) -> None:
        page, margins = self.document.sections[0], self.layout["margins_mm"]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin = Mm(margins["top"]), Mm(margins["bottom"])
        page.left_margin, page.right_margin = Mm(margins["left"]), Mm(margins["right"])
        page.footer_distance = Mm(margins["bottom"] - 14)
        self.document.settings.odd_and_even_pages_header_footer = True
        for footer, side in (
            (page.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (page.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            line = footer.paragraphs[0]
            line.alignment = side
            add_field(
                line, "PAGE", before="　— ", after=" —　", size=self.sizes["page"], fonts=self._font("table")
            )

    def _font(self, name: str) -> tuple[str, str]:
        return self.fonts["latin"], self.fonts[name]

    def _set_styles(self) -> None:
        """Normal is the body; headings and captions are black and of their own fonts."""
        for name, font, size in (
            ("Normal", "body", "body"),
            ("Title", "title", "title"),
            ("Heading 1", "heading", "body"),
            ("Caption", "heading", "table"),
        ):
            style = self.document.styles[name]
            style.font.size, style.font.bold = Pt(self.sizes[size]), False
            style.font.italic, style.font.color.rgb = False, BLACK
            set_fonts(style.element.get_or_add_rPr(), *self._font(font))
            shape = style.paragraph_format
            shape.space_before = shape.space_after = Pt(0)
            if name != "Caption":
                shape.line_spacing_rule, shape.line_spacing = (
                    WD_LINE_SPACING.EXACTLY,
                    Pt(self.layout["line_pt"]),
                )
        body = self.document.styles["Normal"]
        body.paragraph_format.first_line_indent = Pt(2 * self.sizes["body"])
        heading = self.document.styles["Heading 1"].paragraph_format
        heading.keep_with_next, heading.first_line_indent = True, Pt(2 * self.sizes["body"])
        self._plain("Title")
        caption = self.document.styles["Caption"].paragraph_format
        caption.alignment, caption.first_line_indent = WD_ALIGN_PARAGRAPH.CENTER, Pt(0)
        caption.keep_with_next, caption.space_before, caption.space_after = True, Pt(8), Pt(4)

    def _plain(self, name: str) -> None:
        """Centred, without the line that Word's own template draws under a title."""
        style = self.document.styles[name]
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        style.paragraph_format.first_line_indent = Pt(0)
        shape = style.element.get_or_add_pPr()
        for border in shape.findall(qn("w:pBdr")):
            shape.remove(border)

    def _head(self, paper: Paper) -> None:
        """Organ, number, red line, title."""
        self._line(
            paper.organ, font="title", size=self._organ_size(paper), colour=self.layout["colours"]["organ"]
        )
        self._line(paper.number, font="body", size=self.sizes["body"], ruled=True)
        title = self.document.add_paragraph("\n".join(paper.lines), style="Title").paragraph_format
        title.space_before = title.space_after = Pt(self.layout["line_pt"])

    def _organ_size(self, paper: Paper) -> float:
        return float(round(min(self.sizes["organ"], 430 / max(len(paper.organ), 1)) * 2) / 2)

    def _line(self, text: str, *, font: str, size: float, colour: str = "", ruled: bool = False) -> None:
        line = self.document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        shape = line.paragraph_format
        shape.first_line_indent, shape.line_spacing_rule = Pt(0), WD_LINE_SPACING.SINGLE
        run = line.add_run(text)
        run.font.size = Pt(size)
        set_fonts(run._element.get_or_add_rPr(), *self._font(font))
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour.removeprefix("#").upper())
        if ruled:
            _rule_below(line, self.layout["colours"]["organ"])

    def _add(self, block: Block) -> None:
        if block["kind"] == "words":
            self.document.add_paragraph(block["text"])
        elif block["kind"] == "grid":
            self.document.add_paragraph(block["title"], style="Caption")
            add_table(self.document, block, size=self.sizes["table"], fonts=self._font("table"))
            self._note(block["note"])
        else:
            self._picture(block)

    def _note(self, text: str) -> None:
        if not text:
            return
        line = self.document.add_paragraph()
        line.paragraph_format.first_line_indent = Pt(0)
        line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        line.add_run(text).font.size = Pt(self.sizes["note"])

    def _picture(self, block: Block) -> None:
        self.document.add_paragraph(block["title"], style="Caption")
        line = self.document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.first_line_indent = Pt(0)
        line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        shape = line.add_run().add_picture(io.BytesIO(next(self.pictures)), width=Mm(LINE_MM))
        shape._inline.docPr.set("descr", block["alt"])
        shape._inline.docPr.set("title", block["title"])

    def _foot(self, paper: Paper) -> None:
        """Whose it is and its day, to the right; where it comes from."""
        for text, indent, before in ((paper.organ, 2, 1), (day_in_words(paper.made_on), 4, 0)):
            line = self.document.add_paragraph(text)
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            line.paragraph_format.right_indent = Pt(indent * self.sizes["body"])
            line.paragraph_format.space_before = Pt(before * self.layout["line_pt"])
        self._note(paper.colophon)


def _rule_below(line: Any, colour: str) -> None:
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", colour.removeprefix("#"))):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    line._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _settled(data: bytes) -> bytes:
    """The archive with one moment on every part: the same content is the same file."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            part = zipfile.ZipInfo(name, ZIP_DAY)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            kept.writestr(part, made.read(name))
    return held.getvalue()
