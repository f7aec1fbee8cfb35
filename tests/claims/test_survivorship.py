"""Which word stands: by source, freshness and day; the same whatever the order of the words."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.claims.enums import WordKind
from chongyang.claims.rules.fields import FIELDS
from chongyang.claims.rules.sentences import SENTENCES
from chongyang.claims.rules.survivorship import Why, Word, choose, choose_all, read, shipped
from chongyang.registry.enums import Source
from chongyang.registry.operations import golden

TODAY = date(2026, 11, 20)


def word(value: Any, source: str = "police", days: int = 10, **more: Any) -> Word:
    return Word(value, source, TODAY - timedelta(days=days), **more)


def typed(value: Any, days: int = 10, source: str = "street") -> Word:
    return word(value, source, days, kind=WordKind.TYPED.value)


def test_the_source_that_keeps_the_register_wins() -> None:
    choice = choose("name", [typed("王小明"), word("王晓明")], TODAY)
    assert (choice.value, choice.why) == ("王晓明", Why.SOURCE)
    assert choice.is_conflict
    assert [one.value for one in choice.losers] == ["王小明"]


def test_what_was_heard_in_person_goes_before_a_department_while_it_is_fresh() -> None:
    health = word("13900000001", "health", days=30)
    assert choose("phone", [health, typed("13900000002", days=700)], TODAY).value == "13900000002"
    assert choose("phone", [health, typed("13900000002", days=731)], TODAY).value == "13900000001"


def test_among_equals_the_newest_wins() -> None:
    words = [word("a", days=9, record="1"), word("b", days=3, record="2")]
    assert choose("name", words, TODAY).why == Why.NEWEST
    assert choose("name", words, TODAY).value == "b"


def test_freshness_counts_from_the_last_day_on_which_the_source_still_said_so() -> None:
    old = word("13900000001", "health", days=900, seen_on=TODAY - timedelta(days=1))
    stale = typed("13900000002", days=800)
    assert choose("phone", [stale, old], TODAY).value == "13900000001"


def test_a_stale_word_that_differs_is_no_disagreement() -> None:
    words = [word("13900000001", "health", days=30), word("13900000002", "police", days=4000)]
    assert not choose("phone", words, TODAY).is_conflict
    assert choose("phone", words[1:], TODAY).why == Why.ONLY


def test_one_address_written_in_two_ways_is_one() -> None:
    one, other = "郑州市金水区经八路街道幸福花园3号楼2单元501室", "金水区经八路街道幸福花园 3号楼2单元501"
    assert not choose("address", [typed(one), word(other, "health")], TODAY).is_conflict


def test_a_correction_wins_and_what_it_refuted_does_not_come_back() -> None:
    correction = word("李四", "police", days=5, kind=WordKind.CORRECTION.value, refutes="李四四")
    again = word("李四四", "police", days=1)
    choice = choose("name", [correction, again], TODAY)
    assert (choice.value, choice.why, choice.is_conflict) == ("李四", Why.CORRECTED, False)
    held = shipped().hold_days
    old = word("李四", "police", days=held + 1, kind=WordKind.CORRECTION.value, refutes="李四四")
    assert choose("name", [old, word("李思", days=3)], TODAY).value == "李思"


def test_what_a_person_typed_after_a_correction_stands() -> None:
    correction = word("13900000001", "health", days=5, kind=WordKind.CORRECTION.value)
    assert choose("phone", [correction, typed("13900000002", days=1)], TODAY).value == "13900000002"
    assert choose("phone", [correction, typed("13900000002", days=9)], TODAY).value == "13900000001"


def test_lists_are_put_together() -> None:
    words = [word(["diabetes"], "health", record="1"), word(["hypertension"], "health", record="2")]
    choice = choose("conditions", [*words, typed(["other"])], TODAY)
    assert choice.value == ["diabetes", "hypertension", "other"]
    assert not choice.is_conflict


def test_a_level_and_its_day_come_from_one_report() -> None:
    told = {
        "ability_level": [word("3", "civil_affairs", record="r"), word("1", "health", days=1, record="h")],
        "ability_on": [
            word("2026-01-02", "civil_affairs", record="r"),
            word("2026-11-01", "health", days=1, record="h"),
        ],
    }
    told["ability_on"][0] = word("2026-01-02", "civil_affairs", days=600, record="r")
    chosen = choose_all(told, TODAY)
    assert chosen["ability_level"].value == "3"
    assert chosen["ability_on"].value == "2026-01-02"
    assert chosen["ability_on"].winner is not None
    assert chosen["ability_on"].winner.record == "r"


SOURCES = ["police", "health", "civil_affairs", "street", "social_security", "funeral"]
WORDS = st.builds(
    lambda value, source, days, kind, record, refutes: Word(
        value,
        source,
        TODAY - timedelta(days=days),
        kind=kind,
        record=record,
        refutes=refutes if kind == "correction" else None,
    ),
    st.sampled_from(["a", "b", "c", "幸福花园1号楼2单元301"]),
    st.sampled_from(SOURCES),
    st.integers(0, 3000),
    st.sampled_from(["claim", "claim", "claim", "typed", "correction"]),
    st.sampled_from(["1", "2"]),
    st.sampled_from(["a", "b", None]),
)


@given(st.lists(WORDS, max_size=8), st.randoms(), st.sampled_from(["name", "phone", "address", "x"]))
def test_the_order_of_the_words_never_matters(words: list[Word], random: Any, field: str) -> None:
    mixed = list(words)
    random.shuffle(mixed)
    assert choose(field, words, TODAY) == choose(field, mixed, TODAY)


@given(st.lists(WORDS, min_size=1, max_size=8), st.sampled_from(["name", "phone", "address", "x"]))
def test_every_word_is_either_the_winner_or_a_loser(words: list[Word], field: str) -> None:
    choice = choose(field, words, TODAY)
    assert choice.winner is not None
    assert sorted(map(repr, (choice.winner, *choice.losers))) == sorted(map(repr, words))
    assert choice.value == choice.winner.value


@given(st.lists(WORDS, min_size=2, max_size=8))
def test_taking_a_loser_away_never_changes_the_winner(words: list[Word]) -> None:
    """But for a correction: it also says what is refuted."""
    choice = choose("name", words, TODAY)
    loser = choice.losers[-1]
    if loser.kind == "claim":
        rest = list(words)
        rest.remove(loser)
        assert choose("name", rest, TODAY).winner == choice.winner


def test_every_rule_is_about_a_field_and_a_source_that_exist() -> None:
    rules = shipped()
    sources = set(Source) | {"typed", "*"}
    for name, rule in rules.fields.items():
        assert name in FIELDS, name
        assert {source for source, _ in rule.order} <= sources, name
        assert rule.why, name
    written = {name for name, rule in rules.fields.items() if rule.write != "never"}
    assert written == set(golden.ELDER) | set(golden.PROFILE)
    assert {"identity_number", "life_status", "area", "classes"}.isdisjoint(written)


def test_every_reason_stands_in_the_catalogue() -> None:
    rules = shipped()
    assert {rule.why for rule in (*rules.fields.values(), rules.default)} == set(SENTENCES)


@pytest.mark.parametrize("wrong", [{"write": "sometimes"}, {"follows": "nothing"}])
def test_a_rule_that_means_nothing_is_refused(wrong: dict[str, str]) -> None:
    rule = {"order": [["police", None]], "write": "never", **wrong}
    document = {
        "version": 1,
        "typed": [],
        "corrections": {"hold_days": 1},
        "death": {"evidence": {}},
        "fields": {"name": rule},
        "default": {"order": [], "write": "never"},
    }
    with pytest.raises(ValueError, match=r"name|follows"):
        read(document)
