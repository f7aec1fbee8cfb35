"""Letters and minutes as PDF and Word: what stands on them, and what has none."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from chongyang.duties import operations, queries
from chongyang.duties.papers import NotIssued, data_of, paper_of_letter, paper_of_minutes, set_pdf
from chongyang.duties.papers_word import set_word
from tests.duties import people
from tests.duties.people import AUTUMN, acting, draft, give
from tests.duties.test_meetings import decide, meeting, raised

pytestmark = pytest.mark.usefixtures("db")


def letter_paper(scope=None):
    (run,) = give()
    letter = draft(run, scope or people.office())
    signer = people.office() if scope is None else people.government_office()
    letter = operations.sign_letter(letter=letter.id, **acting(signer))
    return paper_of_letter(*queries.get_letter(people.office(), letter.id))


def words_of(paper):
    """All that the template draws; a character without a glyph would fail the setting."""
    assert set_pdf(paper, at=AUTUMN).startswith(b"%PDF-1.7")
    return json.dumps(data_of(paper), ensure_ascii=False)


def test_a_letter_has_all_parts_of_an_official_document():
    paper = letter_paper()
    words = words_of(paper)
    for part in (
        "郑州市健康养老产业发展领导小组办公室",
        "郑健养督〔2018〕1号",
        "关于加快居家社区养老服务设施建设的督办函",
        "郑州市民政局",
        "全市新增居家社区养老服务设施150个",
        "2018年12月31日",
        "请于2018年10月4日前将办理情况书面回复我单位",
        "（印章）",
        "2018年9月20日",
        "郑州市人民政府办公厅。",
    ):
        assert part in words, part


def test_the_word_document_says_the_same():
    paper = letter_paper()
    made = docx.Document(BytesIO(set_word(paper, at=AUTUMN)))
    said = [one.text for one in made.paragraphs]
    for part in (paper.organ, paper.number, paper.title, f"{paper.to}：", paper.seal, paper.on):
        assert part in said
    assert made.core_properties.author == paper.organ


def test_word_has_its_styles_its_fonts_and_no_empty_line():
    """What a Chinese Word asks for: headings as styles, the East Asian face by name, Chinese words."""
    paper = letter_paper()
    made = docx.Document(BytesIO(set_word(paper, at=AUTUMN)))
    assert [one.text for one in made.paragraphs if not one.text.strip()] == []
    assert [one.text for one in made.paragraphs if one.style.name == "Title"] == [paper.title]
    heads = [one.text for one in made.paragraphs if one.style.name == "Heading 1"]
    assert heads == [heading for heading, _ in paper.rows]
    for one in made.paragraphs:
        for run in one.runs:
            assert run._element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))
    normal = made.styles["Normal"].element.rPr.find(qn("w:rFonts"))
    assert normal.get(qn("w:eastAsia")) == "仿宋"
    assert normal.get(qn("w:asciiTheme")) is None
    languages = {one.get(qn("w:eastAsia")) for one in made.styles.element.iter(qn("w:lang"))}
    assert languages == {"zh-CN"}


def test_the_government_office_copies_the_leading_groups_office():
    paper = letter_paper(people.government_office())
    assert paper.organ == "郑州市人民政府办公厅"
    assert paper.copied == "郑州市健康养老产业发展领导小组办公室。"


def test_the_same_letter_gives_the_same_bytes():
    paper = letter_paper()
    assert set_pdf(paper, at=AUTUMN) == set_pdf(paper, at=AUTUMN)


def test_a_character_that_no_font_draws_is_a_gap_and_stops_no_letter():
    paper = replace(letter_paper(), title="关于\U0002b5af\U0001f9ff\x01\ufffe的督办函")
    assert set_pdf(paper, at=AUTUMN).startswith(b"%PDF")
    assert set_word(paper, at=AUTUMN).startswith(b"PK")


def test_a_draft_and_a_meeting_to_come_have_no_paper():
    (run,) = give()
    letter = draft(run, people.office())
    with pytest.raises(NotIssued):
        paper_of_letter(letter, [run])
    with pytest.raises(NotIssued):
        paper_of_minutes(meeting(), [])


def test_minutes_say_who_solves_what_by_when():
    matter, held = raised(), meeting()
    operations.take_up(matter=matter.id, meeting=held.id, **acting(people.office()))
    decided = decide(matter)
    ended = operations.end_meeting(meeting=held.id, attended="成员单位七家", **acting(people.office()))
    words = words_of(paper_of_minutes(ended, [decided]))
    for part in (
        "会议纪要",
        "2018年9月19日",
        "设施用地没有落实",
        "由国土部门牵头解决",
        "2018年11月30日",
        "市国土资源局",
    ):
        assert part in words, part
    assert date(2018, 9, 19) == ended.held_on
