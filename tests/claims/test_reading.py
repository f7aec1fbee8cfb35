"""Cells and lines: torn, quoted, of another coding, of a sheet, of JSON; quick readers read as slow ones."""

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.claims.rules import columns, quick
from chongyang.claims.rules.feeds import load_feeds
from chongyang.claims.rules.fields import FIELDS, Unreadable, pack, typed, unpack
from chongyang.claims.rules.files import look_at
from chongyang.claims.rules.reasons import UnableToReadFile
from chongyang.claims.rules.rows import rows_of
from chongyang.core import identifiers
from tests.claims.feed_files import HEAD, number_of, people, write_csv

TODAY = date(2026, 11, 20)
FEED = load_feeds()["police_population"]


def rows(path: Path, wanted=("a", "b")):
    return [(line, cells or code.value) for line, cells, code, _ in rows_of(look_at(path), wanted)]


def text(folder: Path, content: str, coding: str = "utf-8") -> Path:
    path = folder / "x.csv"
    path.write_bytes(content.encode(coding))
    return path


def test_torn_and_quoted_lines(tmp_path: Path):
    content = 'a,b\n1,2\n\n"1,5","x""y"\n"two\nlines",3\n,\n1\n1,2,3\n"open,4\n5,6\n7,"8"\r\n'
    assert rows(text(tmp_path, content)) == [
        (2, ("1", "2")),
        (4, ("1,5", 'x"y')),
        (5, ("two\nlines", "3")),
        (8, "torn_line"),
        (9, "torn_line"),
        (10, "torn_line"),
        (11, ("5", "6")),
        (12, ("7", "8")),
    ]


def test_columns_in_another_order_and_delimiter(tmp_path: Path):
    assert rows(text(tmp_path, "\ufeffb\tc\ta\n2\t3\t1\n")) == [(2, ("1", "2"))]


def test_bytes_that_are_no_text_cost_their_line(tmp_path: Path):
    path = tmp_path / "x.csv"
    good = "".join(f"王{n},李\n" for n in range(200)).encode()
    path.write_bytes(b"a,b\n" + good + b"\xff\xfe,1\n" + "赵,钱\n".encode())
    found = rows(path)
    assert look_at(path).coding == "utf-8"
    assert found[200] == (202, "bad_bytes")
    assert found[201] == (203, ("赵", "钱"))


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030"])
def test_codings_are_found(tmp_path: Path, coding: str):
    path = text(tmp_path, "a,b\n" + "王㐂龘,一\n" * 3, coding)
    assert rows(path)[0] == (2, ("王㐂龘", "一"))
    assert look_at(path).coding == coding.removesuffix("-sig")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02\x03" * 9, "not_text"),
        ("a,b\n1,2".encode("utf-16"), "utf16"),
        (b"PK\x03\x04 not a workbook", "broken_sheet"),
        (b"a,a\n1,2\n", "double_columns"),
        (b",".join(b"c%d" % n for n in range(300)) + b"\n", "too_many_columns"),
        (b"\xff\xff,\x80\n" * 50, "unreadable_text"),
    ],
)
def test_files_that_are_none_are_refused(tmp_path: Path, content: bytes, word: str):
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(UnableToReadFile) as refused:
        look_at(path)
    assert refused.value.reason.split("|")[0] == word


def test_a_sheet_and_json_lines_read_as_the_same_file_of_commas(tmp_path: Path):
    held = people(5)
    plain = rows(write_csv(tmp_path / "a.csv", held), HEAD)
    book = openpyxl.Workbook()
    book.active.append([*HEAD, "多余"])
    for row in held:
        born = row["出生日期"]
        cells = {**row, "出生日期": date(int(born[:4]), int(born[4:6]), int(born[6:]))}
        book.active.append([*(int(str(v)) if k == "性别" else v for k, v in cells.items()), "x"])
    book.save(tmp_path / "a.xlsx")
    objects = [json.dumps(row, ensure_ascii=False) for row in held]
    objects.insert(2, '{"姓名": "王')
    (tmp_path / "a.jsonl").write_text("\n".join(objects), encoding="utf-8")
    sheet = rows(tmp_path / "a.xlsx", HEAD)
    place = HEAD.index("出生日期")
    assert [(n, [*c[:place], c[place].replace("-", ""), *c[place + 1 :]]) for n, c in sheet] == [
        (n, list(c)) for n, c in plain
    ]
    lines = rows(tmp_path / "a.jsonl", HEAD)
    assert lines[2] == (3, "torn_line")
    assert [c for _, c in lines if c != "torn_line"] == [c for _, c in plain]


def slow(field, cell):
    try:
        return field.read(cell, TODAY)
    except Unreadable as wrong:
        return wrong.code


NUMBERS = st.one_of(
    st.text("0123456789Xx 年１-", max_size=19),
    st.builds(
        lambda n, day, male, cut: number_of(n, day, male)[:cut],
        st.integers(0, 400),
        st.dates(date(1900, 1, 1), date(2027, 1, 1)),
        st.booleans(),
        st.integers(14, 18),
    ),
)


@given(st.lists(NUMBERS, min_size=1, max_size=12))
def test_quick_numbers_read_as_slow_ones(cells):
    field = FIELDS["identity_number"]
    read = quick.reader_for(field, TODAY)
    assert [columns._value(read, cell) for cell in cells * 2] == [slow(field, cell) for cell in cells * 2]


@given(st.sampled_from(["phone", "address"]), st.one_of(st.text(max_size=30), st.from_regex(r"1\d{10}")))
def test_quick_texts_read_as_slow_ones(name, cell):
    assert columns._value(quick.reader_for(FIELDS[name], TODAY), cell) == slow(FIELDS[name], cell)


@given(st.text(max_size=30))
def test_quick_keys_are_cleaned_keys(cell):
    assert quick.quick_key(cell) == identifiers.cleaned(cell)


VALUES = {
    "name": st.none() | st.text(max_size=9),
    "area": st.none() | st.integers(0, 10**12),
    "classes": st.none() | st.lists(st.sampled_from(["disabled", "aged"]), min_size=1, unique=True),
}


@given(st.lists(st.fixed_dictionaries(VALUES), min_size=1, max_size=6))
def test_rows_packed_by_columns_are_rows_packed_one_by_one(held):
    plan = columns.Plan(FEED, (), (), TODAY)
    values = {name: [row[name] if row[name] != "" else None for row in held] for name in VALUES}
    for name in ("classes",):
        values[name] = [sorted(each) if each else None for each in values[name]]
    assert columns.packed_rows(plan, values, len(held)) == [pack(row) for row in held]


def test_what_is_packed_comes_back_and_days_are_days():
    told = {"name": "王", "born_on": date(1940, 1, 2), "classes": {"b", "a"}, "phone": "", "area": 41}
    packed = pack(told)
    assert packed == '{"area":41,"born_on":"1940-01-02","classes":["a","b"],"name":"王"}'
    assert typed(unpack(packed))["born_on"] == date(1940, 1, 2)
    assert unpack("") == {}
