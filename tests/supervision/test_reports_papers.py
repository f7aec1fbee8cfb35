"""Both papers of a report, read again: headings, tables, pictures, fonts, page numbers; the same bytes."""

import io
import zipfile
from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn

from chongyang.core.typeset import UnableToTypeset, make_pdf
from chongyang.supervision.reports_paper import GETA, Paper, _drawable, draw, look_at, set_pdf
from chongyang.supervision.reports_word import set_word
from chongyang.supervision.rules import reports

BARS = reports.bars("各地床位", "张", [("金水区", 40.5, "40.5 张"), ("中原区", 0.0, "0.0 张")])
COURSE = reports.course("历期", "%", [("2018Q3", -1.0, "-1%"), ("2018Q4", 2.0, "2%")])
ROWS = [[f"目标 {n}", "不低于 5 张", f"{n}.0"] for n in range(120)]
GRID = reports.grid("目标一览", ("目标", "目标值", "本期"), ROWS, widths=(3, 2, 1), left=2, note="说明")


def paper(name: str = "一段话。") -> Paper:
    sections = [
        reports.section(1, "summary", "总体情况", [reports.words(name)]),
        reports.section(2, "targets", "目标完成情况", [GRID, BARS, COURSE]),
        reports.section(3, "duties", "任务台账", []),
    ]
    return Paper(
        lines=("郑州市健康养老产业发展", "2018年第四季度报告"),
        number="2018年第4期",
        organ="郑州市健康养老产业发展领导小组办公室",
        made_on=date(2019, 1, 10),
        period="2018Q4",
        place="city",
        digest=reports.digest_of(sections),
        sections=sections,
    )


@pytest.fixture(scope="module")
def document():
    return Document(io.BytesIO(set_word(paper())))


def test_both_files_are_the_same_bytes_again():
    assert set_pdf(paper()) == set_pdf(paper())
    assert set_word(paper()) == set_word(paper())
    assert set_word(paper()) != set_word(paper("另一段话。"))


def test_word_has_its_headings_as_styles_and_says_where_nothing_is(document):
    heads = [line.text for line in document.paragraphs if line.style.name == "Heading 1"]
    assert heads == ["一、总体情况", "二、目标完成情况", "三、任务台账"]
    assert [line.text for line in document.paragraphs if line.style.name == "Title"] == [
        "郑州市健康养老产业发展\n2018年第四季度报告"
    ]
    assert reports.NOTHING in [line.text for line in document.paragraphs]


def test_word_tables_repeat_their_heads_and_break_no_row(document):
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == ["目标", "目标值", "本期"]
    assert [cell.text for cell in table.rows[120].cells] == ["目标 119", "不低于 5 张", "119.0"]
    shapes = [row._tr.trPr for row in table.rows]
    assert shapes[0].find(qn("w:tblHeader")) is not None
    assert all(shape.find(qn("w:cantSplit")) is not None for shape in shapes)


def test_word_pictures_have_their_words(document):
    told = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert told == [BARS["alt"], COURSE["alt"]]
    assert "金水区 40.5 张" in told[0]


def test_word_names_chinese_fonts_and_lets_no_theme_win(document):
    for name in ("Normal", "Title", "Heading 1", "Caption"):
        fonts = document.styles[name].element.rPr.find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia"))
        assert fonts.get(qn("w:eastAsiaTheme")) is None
        assert fonts.get(qn("w:asciiTheme")) is None
    assert document.styles["Normal"].element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "仿宋"


def test_word_leaves_no_empty_line_and_is_chinese(document):
    drawn = [line for line in document.paragraphs if line._p.findall(".//" + qn("w:drawing"))]
    assert len(drawn) == 2
    assert [line.text for line in document.paragraphs if not line.text.strip()] == ["", ""]
    languages = {one.get(qn("w:eastAsia")) for one in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"zh-CN"}


def test_word_counts_pages_on_both_sides(document):
    page = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer in (page.footer, page.even_page_footer):
        assert "PAGE" in footer._element.xml
        assert footer.paragraphs[0].text == "　—  —　"


def test_word_finds_the_parts_of_a_paragraph_in_the_order_of_its_schema(document):
    order = ["pStyle", "keepNext", "pBdr", "spacing", "ind", "jc", "rPr"]
    for shape in document.element.body.iter(qn("w:pPr")):
        names = [child.tag.partition("}")[2] for child in shape]
        assert names == sorted(names, key=order.index)


def test_word_tells_nothing_of_the_machine_or_the_hour():
    with zipfile.ZipFile(io.BytesIO(set_word(paper()))) as held:
        assert {part.date_time[:3] for part in held.infolist()} == {(1980, 1, 1)}
        core = held.read("docProps/core.xml").decode()
    assert "2019-01-10T00:00:00Z" in core
    assert "python-docx" not in core


def test_pdf_is_tagged_and_declares_what_it_is():
    made = set_pdf(paper())
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid" in made
    assert b"pdfaid" in made


def test_a_sign_without_a_glyph_is_an_error_of_the_engine_and_a_geta_in_the_report():
    plain = b'#set document(title: "-")\n#set text(font: "Noto Sans SC")\n#json(bytes(sys.inputs.data)).text'
    with pytest.raises(UnableToTypeset):
        make_pdf(plain, {"text": "项目🎉"}, standard=("a-2a", "ua-1"))
    assert _drawable({"text": "项目🎉"}) == {"text": f"项目{GETA}"}
    assert set_pdf(paper("项目🎉"))


def test_pages_and_pictures_can_be_looked_at():
    assert len(look_at(paper(), ppi=20)) > 4
    assert [image[:4] for image in draw([BARS, COURSE])] == [b"\x89PNG"] * 2
    assert draw([]) == []


def test_signs_that_no_paper_holds_are_taken_out():
    assert reports.words("名\x0b称\x00")["text"] == "名 称"
    bad = reports.grid("表<&\"'", ("甲",), [["<w:t>&\x1f"]], widths=(1,))
    held = paper()
    held.sections[2]["blocks"] = [bad]
    assert Document(io.BytesIO(set_word(held))).tables[-1].rows[1].cells[0].text == "<w:t>&"
    assert set_pdf(held)


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (23, "二十三")]
)
def test_numerals(number, said):
    assert reports.numeral(number) == said
