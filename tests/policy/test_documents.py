"""The two plans stand in the data word for word, whole and in order, and every unit they name is known."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from chongyang.policy.rules.documents import (
    Clause,
    Document,
    UnableToReadDocument,
    build_clause,
    build_clauses,
    load_documents,
    parent_of,
)
from chongyang.territory.rules.organisations import load_groups, load_organisations

SEEDS = Path(__file__).parent / "seeds"
DOCUMENTS = {document.key: document for document in load_documents()}
PLAN = DOCUMENTS["2018-34"]
NUMERALS = "一二三四五六七八九"
BRACKETS = str.maketrans("()", "（）")
CJK = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’]"


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def seed_of(document: Document) -> str:
    return squeezed((SEEDS / f"plan-{document.key}.txt").read_text(encoding="utf-8")).replace("暶", ":")


def repaired_seed_of(document: Document) -> str:
    text = squeezed((SEEDS / f"plan-{document.key}.txt").read_text(encoding="utf-8"))
    for repair in document.repairs:
        assert repair.scan in text
        text = text.replace(repair.scan, repair.text)
    return text


def marker(clause: Clause) -> str:
    """The printed number before a clause: 一、 (一) 1. and nothing before an unnumbered paragraph."""
    path = clause.id.partition("/")[2].split(".")
    if not all(part.isdigit() for part in path):
        return ""
    number = int(path[-1])
    return (f"{NUMERALS[number - 1]}、", f"({NUMERALS[number - 1]})", f"{number}.")[len(path) - 1]


def printed(clause: Clause) -> list[str]:
    """What the page prints for a clause, in order."""
    units = [("牵头单位:", clause.lead_text), ("责任单位:", clause.responsible_text)]
    lines = [word + text for word, text in units if text]
    return [part for part in (marker(clause), clause.heading, clause.text, *lines) if part]


def tasks(document: Document) -> list[Clause]:
    return [clause for clause in document.clauses if clause.kind == "task"]


def test_heads() -> None:
    assert [(each.key, each.number, each.issued_on) for each in load_documents()] == [
        ("2018-34", "郑政〔2018〕34号", date(2018, 7, 30)),
        ("2014-25", "郑政办〔2014〕25号", date(2014, 7, 22)),
    ]
    assert [each.sponsor for each in load_documents()] == ["city.development-reform"] * 2
    assert PLAN.supervised_by == "city.government-office.eighth"
    assert DOCUMENTS["2014-25"].supervised_by == "city.government-office.second"


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_every_text_is_the_published_one(document: Document) -> None:
    seed = seed_of(document)
    strange = [clause.id for clause in document.clauses if squeezed(clause.text) not in seed]
    assert strange == []


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_the_clauses_are_the_whole_document_in_order(document: Document) -> None:
    """Walks the scan once: nothing is left out, added, repeated or moved."""
    rest = repaired_seed_of(document)
    for clause in document.clauses:
        for part in map(squeezed, printed(clause)):
            either = rest[: len(part)].translate(BRACKETS) if part == marker(clause) else rest[: len(part)]
            wanted = part.translate(BRACKETS) if part == marker(clause) else part
            assert either == wanted, f"{clause.id}: {rest[:40]!r} is not {part[:40]!r}"
            rest = rest[len(part) :]
    assert rest == ""


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_no_stray_space_beside_chinese(document: Document) -> None:
    wordings = [
        (clause.id, wording)
        for clause in document.clauses
        for wording in (clause.heading, clause.text, clause.lead_text, clause.responsible_text)
        if re.search(rf"{CJK}\s|\s{CJK}", wording)
    ]
    assert [clause_id for clause_id, _ in wordings] == [f"{document.key}/end.p5"]
    assert re.fullmatch(r"郑州市人民政府办公厅 \d{4}年7月\d{2}日印发", wordings[0][1])


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_quotes_and_brackets_are_paired(document: Document) -> None:
    for clause in document.clauses:
        for left, right in ("“”", "《》", "〔〕", "()", "（）"):
            wording = clause.heading + clause.text
            assert wording.count(left) == wording.count(right), clause.id


def test_counts() -> None:
    kinds = Counter(clause.kind for clause in PLAN.clauses)
    assert kinds["task"] == 32
    assert kinds["safeguard"] == 6
    assert kinds["target"] == 9
    sizes = Counter(clause.parent for clause in tasks(PLAN))
    assert [sizes[f"2018-34/3.{number}"] for number in range(1, 10)] == [4, 3, 4, 3, 3, 3, 4, 5, 3]
    assert len([clause for clause in PLAN.clauses if clause.parent == "2018-34/2.4"]) == 6


def test_addresses() -> None:
    assert PLAN.clause("2018-34/3.4.1").label == "三(四)1"
    assert PLAN.clause("2018-34/4.6").label == "四(六)"
    assert PLAN.clause("2018-34/2.3.p5").text == "扶持培育品牌化、连锁化经营的养老服务集团6—8个;"
    assert DOCUMENTS["2014-25"].clause("2014-25/3.2").heading == "健康养老服务"
    assert parent_of("2018-34/3.4.1") == "2018-34/3.4"
    assert parent_of("2018-34/0.p1") is None
    assert parent_of("2018-34/3") is None


def test_lead_units_are_none_one_or_several() -> None:
    leads = {clause.id.partition("/3.")[2]: len(clause.lead) for clause in tasks(PLAN)}
    assert {task for task, count in leads.items() if count == 0} == {"5.1", "5.2", "5.3"}
    assert {task for task, count in leads.items() if count > 1} == {"3.3", "7.1", "7.3", "8.1", "9.1"}
    assert all(clause.responsible for clause in tasks(PLAN))


def test_the_plan_of_2014_names_no_units() -> None:
    assert all(not clause.lead and not clause.responsible for clause in DOCUMENTS["2014-25"].clauses)


@pytest.mark.parametrize("clause", tasks(PLAN), ids=lambda clause: clause.label)
def test_units_of_a_task_are_the_published_words(clause: Clause) -> None:
    """Each key, in order, is named by the words at its place, and no word is left over."""
    for keys, wording in ((clause.lead, clause.lead_text), (clause.responsible, clause.responsible_text)):
        rest = wording
        for key in keys:
            name = next((name for name in names_of(key) if rest.startswith(name)), None)
            assert name is not None, f"{key} is not named by {rest!r}"
            rest = re.sub(r"^[、,]", "", rest[len(name) :])
        assert rest == ""


def names_of(key: str) -> tuple[str, ...]:
    groups = {group.key: (group.name,) for group in load_groups()}
    return groups.get(key) or next(each.names for each in load_organisations() if each.key == key)


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_units_existed_on_the_day_of_the_document(document: Document) -> None:
    named = {key for clause in document.clauses for key in (*clause.lead, *clause.responsible)}
    named |= {document.issuer, document.sponsor, document.supervised_by}
    alive = {each.key for each in load_organisations() if each.is_valid_on(document.issued_on)}
    assert named - alive - {group.key for group in load_groups()} == set()


def test_bad_rows_are_named() -> None:
    good = {"id": "x/1", "label": "一", "kind": "heading", "heading": "主要任务"}
    with pytest.raises(UnableToReadDocument, match="x/1: unknown kind 'poem'"):
        build_clause({**good, "kind": "poem"})
    with pytest.raises(UnableToReadDocument, match=r"x/1: missing .'label'., unknown .'lable'."):
        build_clause({"id": "x/1", "lable": "一", "kind": "heading", "heading": "主要任务"})
    with pytest.raises(UnableToReadDocument, match="x/1: neither heading nor text"):
        build_clause({**good, "heading": ""})
    with pytest.raises(UnableToReadDocument, match="a mapping is expected"):
        build_clause("x/1")
    with pytest.raises(UnableToReadDocument, match="x/1: the id stands twice"):
        list(build_clauses([good, good], "x"))
    with pytest.raises(UnableToReadDocument, match="its parent x/2 does not come before it"):
        list(build_clauses([{**good, "id": "x/2.1"}], "x"))
    with pytest.raises(UnableToReadDocument, match="does not begin with y/"):
        list(build_clauses([good], "y"))
