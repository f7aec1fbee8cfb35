"""Descriptions of feeds: the shipped ones hold; one that maps to what does not exist is refused."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from chongyang.claims.enums import FaultCode
from chongyang.claims.rules import feeds
from chongyang.claims.rules.faults import MEND
from chongyang.claims.rules.feeds import UnableToReadFeed, load_feeds
from chongyang.claims.rules.reasons import SENTENCES, reason, told
from chongyang.registry.enums import ICD10
from chongyang.territory.models import Organisation

SHIPPED = load_feeds()


def describe(**other):
    told = yaml.safe_load((feeds.SHIPPED / "police_population.yaml").read_text(encoding="utf-8"))
    return {**told, **other}


def own(folder: Path, code: str = "own", **other) -> Path:
    path = folder / f"{code}.yaml"
    path.write_text(yaml.safe_dump(describe(**other), allow_unicode=True), encoding="utf-8")
    return folder


def test_sixteen_feeds_are_described():
    assert len(SHIPPED) == 16
    assert {"police", "civil_affairs", "health", "social_security"} <= {
        each.source for each in SHIPPED.values()
    }
    assert all(not each.legal_basis.confirmed for each in SHIPPED.values())  # until an office says so


def test_each_unit_is_an_organisation(db):
    for each in SHIPPED.values():
        assert not each.unit or Organisation.objects.filter(key=each.unit).exists(), each.code


def test_a_city_adds_feeds_and_replaces_ours(tmp_path: Path):
    own(tmp_path, "own_feed")
    own(tmp_path, "police_population", version="2027.1")
    held = load_feeds(tmp_path)
    assert len(held) == 17
    assert held["police_population"].version == "2027.1"


FIELDS = describe()["fields"]


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"fields": [*FIELDS, {"column": "新", "field": "shoe_size"}]}, "a field that does not exist"),
        (
            {"fields": [*FIELDS, {"column": "新", "field": "marriage", "codes": "x"}]},
            "a code table that does",
        ),
        (
            {"fields": [*FIELDS, {"column": "新", "field": "marriage", "codes": "own"}]},
            "which marriage does not",
        ),
        ({"fields": [*FIELDS, {"column": "新", "field": "employer", "codes": "sex"}]}, "takes none"),
        ({"fields": [*FIELDS, {"column": "姓名", "field": "spouse_name"}]}, "stands twice"),
        ({"fields": [*FIELDS, {"column": "曾用名", "field": "name"}]}, "two columns map to one field"),
        ({"key": ["编号"]}, "the key names a column"),
        ({"area": "姓名"}, "must map to area"),
        ({"source": "tax"}, "nobody knows the source"),
        ({"says": {"marriage": "engaged"}}, "does not know"),
        ({"says": {"hobby": "chess"}}, "a field that does not exist"),
        ({"colour": "red"}, "nobody knows the word"),
        ({"every_days": "often"}, "is missing or is not"),
        ({"legal_basis": None}, "is missing or is not"),
    ],
)
def test_a_wrong_description_is_refused(tmp_path: Path, other, sentence):
    codes = {"own": {"to": {"20": "engaged"}}}
    own(tmp_path, codes=codes, **other)
    with pytest.raises(UnableToReadFeed, match=sentence):
        load_feeds(tmp_path)


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path):
    (tmp_path / "broken.yaml").write_text("name: [", encoding="utf-8")
    with pytest.raises(UnableToReadFeed, match=r"broken\.yaml: cannot be read"):
        load_feeds(tmp_path)


def test_codes_by_their_beginning_and_words_beside_codes():
    roles = next(c for c in SHIPPED["police_population"].columns if c.field == "household_role")
    assert [roles.codes.word(code) for code in ("01", "11", "28", "配偶", "x")] == [
        *("head", "spouse", "child_in_law", "spouse"),
        None,
    ]
    icd = next(c for c in SHIPPED["health_files"].columns if c.field == "conditions")
    assert [icd.codes.word(code) for code in ("I10.x02", "C34", "E11.900", "Z00")] == [
        *("hypertension", "tumour", "diabetes"),
        None,
    ]


def test_every_fault_says_how_it_is_mended():
    assert set(MEND) == set(FaultCode)


def test_a_reason_is_kept_short_and_told_in_words():
    assert told(reason("swapped", "姓名", "性别")) == (
        SENTENCES["swapped"][0],
        {"one": "姓名", "other": "性别"},
    )
    assert len(reason("missing_columns", "列" * 500)) == 200
    assert told("nonsense") == ("", {})


def test_every_printed_range_of_diagnoses_has_its_word():
    """The ranges of form A (registry.enums.ICD10) at both their ends."""
    icd = next(c for c in SHIPPED["health_files"].columns if c.field == "conditions")
    for condition, printed in ICD10.items():
        for code in printed.split("-"):
            assert icd.codes.word(code) == condition.value, code


@pytest.mark.parametrize("feed", list(load_feeds().values()), ids=lambda feed: feed.code)
def test_every_shipped_feed_says_the_same_in_english(feed):
    assert feed.called("en").isascii()
    assert feed.owned("en").isascii()
    assert feed.called("zh-hans") == feed.name
    for basis in (feed.legal_basis, feed.agreement):
        assert basis.told("en").isascii()
    for column in feed.columns:
        assert column.label_en.isascii()
        assert column.label_en
        assert bool(column.meaning) == bool(column.meaning_en)
        assert feed.labelled(column.name, "en") == f"{column.name} ({column.label_en})"
        assert feed.labelled(column.name, "zh-hans") == column.name


def test_a_citys_own_feed_needs_no_english():
    feed = replace(next(iter(load_feeds().values())), name_en="")
    assert feed.called("en") == feed.name
    assert feed.called(None) == feed.name
