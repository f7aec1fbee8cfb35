"""What makes records comparable, what a field weighs, and which records become one person."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from chongyang.linkage.rules import clusters, columns, lunar, model, names, scoring, weights, words
from chongyang.linkage.rules.persons import assign
from tests.linkage import told


def made_of(*rows):
    frame = pl.DataFrame([{**dict.fromkeys(columns.TOLD), "source": "a", **row} for row in rows])
    return columns.features(frame.with_columns(record=pl.int_range(pl.len(), dtype=pl.Int64)))


def features(*rows):
    return columns.with_members(made_of(*rows))


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("劉 桂蘭", "刘桂兰"),
        ("张小明（曾用名：张狗）", "张小明"),
        ("买买提·阿不都", "买买提阿不都"),
        ("閆乾坤", "阎乾坤"),
        ("闫乾坤", "阎乾坤"),
        ("", ""),
    ],
)
def test_a_name_is_folded_to_the_forms_of_today(written, means):
    assert names.fold(written) == means


@given(some.text(max_size=12))
def test_folding_twice_changes_nothing(text):
    assert names.fold(names.fold(text)) == names.fold(text)


def test_homophones_sound_alike_and_a_surname_keeps_its_reading():
    assert names.sound("刘桂兰") == names.sound("刘贵岚") == "liu gui lan"
    assert names.sound("单雄信").startswith("shan ")


@pytest.mark.parametrize(
    ("told_as", "was"),
    [((1949, 8, 10), date(1949, 10, 1)), ((1954, 1, 1), date(1954, 2, 3)), ((1942, 3, 5), date(1942, 4, 19))],
)
def test_a_lunar_birthday_is_found_in_the_common_calendar(told_as, was):
    assert lunar.solar_of(*told_as) == was
    assert lunar.lunar_of(was) == told_as


def test_a_lunar_day_that_never_was_is_none():
    assert lunar.solar_of(1942, 13, 1) is None
    assert lunar.solar_of(1942, 3, 31) is None
    assert lunar.solar_of(1850, 3, 1) is None


@given(some.dates(date(1900, 2, 1), date(1979, 12, 1)))
def test_every_day_of_the_table_has_a_lunar_date(day):
    year, month, number = lunar.lunar_of(day)
    assert 1 <= month <= 12
    assert 1 <= number <= 30
    again = lunar.solar_of(year, month, number)
    assert again == day or (day - again).days in (29, 30)  # in a leap month the namesake is a month before


def test_fifteen_digits_are_the_eighteen_of_the_same_person():
    number = told.person(3)["identity_number"]
    old = number[:6] + number[8:17]
    frame = features(
        {"identity_number": number}, {"identity_number": old}, {"identity_number": " " + number.lower()}
    )
    assert frame["identity"].unique().to_list() == [number]


@pytest.mark.parametrize(
    "written",
    [
        "郑州市金水区花园路街道某某社区幸福花园3号楼2单元501室",
        "金水区花园路街道幸福花园3栋2单元501",
        "河南省郑州市金水区花园路街道办事处 幸福花园 ３号楼２单元５０１室",
        "金水区花园路街道某某社区幸福花园三号楼二单元501室",
    ],
)
def test_an_address_is_its_door_however_it_is_written(written):
    assert features({"address": written})["door"][0] == "幸福花园/3-2-501"


def test_the_others_of_a_household_and_whom_a_department_calls_are_members():
    frame = features(
        {"name": "王建国", "household_number": "H1"},
        {"name": "刘桂兰", "household_number": "H1"},
        {"name": "刘桂兰", "household_number": "H1", "source": "b"},
        {"name": "王建国", "contact_name": "劉桂蘭", "source": "b"},
        {"name": "赵一", "spouse_name": "钱二", "contact_name": "钱儿"},
        {"name": "孙三"},
    )
    assert frame["members"].to_list() == [
        ["liu gui lan"], ["wang jian guo"], None, ["liu gui lan"], ["qian er"], None,
    ]  # fmt: skip


def test_a_household_of_many_is_none():
    frame = features(*({"name": f"王{char}", "household_number": "H"} for char in "一二三四五六七八九"))
    assert frame["members"].null_count() == 9


def test_who_shares_a_member_weighs_more_than_who_does_not():
    frame = features(
        {"name": "王建国", "household_number": "H1"}, {"name": "刘桂兰", "household_number": "H1"},
        {"name": "王建国", "contact_name": "刘贵兰"}, {"name": "王建国", "contact_name": "赵甲"},
        {"name": "王建国"},
    )  # fmt: skip
    told_by = [
        weights.explain(model.shipped(), frame.row(0, named=True), frame.row(other, named=True), {})[
            "members"
        ]
        for other in (2, 3, 4)
    ]
    assert [step for step, _ in told_by] == ["shared", "other", "empty"]
    assert told_by[0][1] > 5 > 0 > told_by[1][1]


def test_a_number_that_no_check_let_through_is_compared_as_it_was_told():
    number = told.person(3)["identity_number"]
    wrong = number[:10] + number[11] + number[10] + number[12:]
    assert wrong != number
    frame = features(
        {"identity_number": number, "name": "王一"}, {"identity_told": wrong, "born_told": "19490230"}
    )
    assert frame["identity"].to_list() == [number, wrong]
    assert frame["born"].to_list() == [None, "19490230"]
    explained = weights.explain(model.shipped(), frame.row(0, named=True), frame.row(1, named=True), {})
    assert explained["identity"][0] == "near"


def test_numerals_become_digits():
    assert columns.in_digits("李庄村十二组二十号") == "李庄村12组20号"
    assert columns.in_digits("三官庙街道") == "三官庙街道"


@pytest.mark.parametrize("written", ["+86 138-0000-1234", "013800001234", "8613800001234", "13800001234"])
def test_a_phone_is_its_digits(written):
    assert features({"phone": written})["phone"][0] == "13800001234"


@given(some.text("0123456789X", min_size=3, max_size=8), some.text("0123456789X", min_size=3, max_size=8))
def test_distance_is_the_engines_own(one, other):
    import duckdb

    asked = duckdb.execute("SELECT damerau_levenshtein(?, ?)", [one, other]).fetchall()[0][0]
    assert weights.distance(one, other, 2) == min(asked, 3)


def test_weights_of_the_fields_add_up_to_splinks():
    """What the page shows is what the engine counted: the fields' weights and the prior make the pair's."""
    rows = []
    for number in range(60):
        values = {name: told.person(number).get(name) for name in columns.TOLD}
        called = {"household_number": f"H{number // 2}", "contact_name": told.person(number // 2)["name"]}
        rows += [values | called, values | {"name": values["name"][:-1] + "香", "phone": None, **called}]
    frame = features(*rows)
    chosen = model.shipped()
    found = scoring.score(frame, chosen, sources=2, least=-30)
    counts = {
        name: dict(
            frame[name]
            .drop_nulls()
            .value_counts()
            .with_columns(pl.col("count") / frame[name].count())
            .iter_rows()
        )
        for name in ("name", "sound")
    }
    prior = model.chance(len(frame), 2)
    for row in found.head(40).to_dicts():
        left, right = (frame.row(row[side], named=True) for side in ("record_l", "record_r"))
        explained = weights.explain(chosen, left, right, counts)
        total = sum(weight for _, weight in explained.values()) + np.log2(prior / (1 - prior))
        assert total == pytest.approx(row["match_weight"], abs=0.1)


def persons(count, edges, *, once=None, apart=(), largest=24):
    left, right = (np.array([edge[at] for edge in edges], dtype=np.int64) for at in (0, 1))
    weight = np.array([edge[2] for edge in edges])
    held = np.full(count, -1) if once is None else np.array(once)
    return clusters.persons_of(count, left, right, weight, held, apart, largest).tolist()


def test_records_that_hang_together_are_one_person():
    assert persons(5, [(0, 1, 9.0), (1, 2, 9.0), (3, 4, 9.0)]) == [0, 0, 0, 3, 3]


def test_two_of_one_source_never_meet_and_the_heavier_pair_wins():
    once = [1, -1, 1, -1]
    assert persons(4, [(0, 1, 9.0), (1, 2, 12.0), (2, 3, 9.0)], once=once) == [0, 1, 1, 1]


def test_what_people_decided_apart_stays_apart():
    assert persons(3, [(0, 1, 20.0), (1, 2, 10.0)], apart=[(0, 2)]) == [0, 0, 2]


def test_a_chain_never_grows_beyond_the_largest_person():
    edges = [(at, at + 1, 30.0 - at / 100) for at in range(99)]
    label = persons(100, edges, largest=10)
    assert max(np.bincount(label)) <= 10


@given(some.randoms(use_true_random=False))
def test_the_order_of_pairs_is_nothing(random):
    edges = [(random.randrange(30), random.randrange(30), float(random.randrange(40))) for _ in range(50)]
    edges = [(min(one, other), max(one, other), weight) for one, other, weight in edges if one != other]
    once = [random.choice([-1, 0, 1]) for _ in range(30)]
    first = persons(30, edges, once=once, largest=6)
    random.shuffle(edges)
    assert persons(30, edges, once=once, largest=6) == first


def frame_of(*rows):
    names = ("label", "feed", "record_index", "area", "person", "how")
    schema = {"label": pl.Int64, "feed": pl.String, "record_index": pl.Binary, "area": pl.Int64}
    return pl.DataFrame(rows, schema={**schema, "person": pl.Binary, "how": pl.String}, orient="row").select(
        names
    )


def test_keys_stay_with_most_of_the_records():
    told_rows = frame_of(
        (0, "a", b"1", 7, b"P", ""), (0, "b", b"1", 7, b"P", ""), (0, "c", b"1", 8, b"Q", ""),
        (1, "a", b"2", 7, b"Q", ""), (2, "a", b"3", 9, None, ""),
    )  # fmt: skip
    out = assign(told_rows, "registry", lambda count: [b"new%d" % at for at in range(count)])
    assert out["becomes"].to_list() == [b"P", b"P", b"P", b"Q", b"new0"]
    assert out["home"].to_list() == [7, 7, 7, 7, 9]


def test_a_file_gives_its_key_and_a_double_keeps_its_records():
    told_rows = frame_of(
        (0, "registry", b"S", 5, None, ""), (0, "registry", b"D", 6, b"S", ""),
        (0, "a", b"1", 7, b"D", ""), (0, "b", b"1", 7, None, ""),
    )  # fmt: skip
    out = assign(told_rows, "registry", lambda count: [])
    assert out["becomes"].to_list()[2:] == [b"D", b"S"]
    assert out["home"].to_list()[2:] == [6, 5]


def test_shares_of_every_comparison_add_up():
    for comparison in model.shipped().comparisons:
        assert sum(step.m for step in comparison.steps) == pytest.approx(1, abs=0.02), comparison.name
        assert sum(step.u for step in comparison.steps) == pytest.approx(1, abs=0.02), comparison.name


def test_every_word_of_the_model_is_in_the_catalogue():
    told_of = {step.label for one in model.shipped().comparisons for step in one.steps if step.label}
    assert told_of | {one.label for one in model.shipped().comparisons} <= set(words.WORDS)


def test_hashes_score_as_the_words_do():
    """What the run compares are hashes; the pairs and their weights are those of the words."""
    rows = []
    for number in range(40):
        values = {name: told.person(number).get(name) for name in columns.TOLD}
        rows += [values, values | {"name": values["name"][:-1] + "香", "phone": None}]
    chosen = model.shipped()
    rows = [row | {"household_number": f"H{number // 2}"} for number, row in enumerate(rows)]
    frame, short = features(*rows), columns.with_members(columns.compact(made_of(*rows)))
    plain = scoring.score(frame, chosen, sources=2, least=-5)
    hashed = scoring.score(short, chosen, sources=2, least=-5)
    order = ["record_l", "record_r"]
    assert (
        plain.sort(order)
        .select(*order, "match_weight")
        .equals(hashed.sort(order).select(*order, "match_weight"))
    )
