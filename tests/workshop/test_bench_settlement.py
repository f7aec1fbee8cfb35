"""The bench of settlement in a small form: every visit once, the same bytes again."""

from chongyang.workshop.benches import settlement
from chongyang.workshop.benches.frame import Result


def test_a_small_month_is_settled_twice_to_the_same_bytes(committed, monkeypatch):
    monkeypatch.setattr(settlement, "SECONDS", float("inf"))
    result = Result("settlement", {"name": "the suite's own"})
    settlement.prepare(600)
    settlement.measure(600, result)
    assert result.holds, result.as_dict()["goals"]
    assert result.figures["statements"] == settlement.PROVIDERS
    assert 0 < result.figures["with_a_deduction"] < 600


def test_a_visit_that_gets_no_line_fails_the_bench(committed, monkeypatch):
    settlement.prepare(100)
    result = settlement.measure(101, Result("settlement", {"name": "the suite's own"}))
    assert not result.holds
