"""The bench of the rules in a small form: it decides, keeps the trace, and the second run is the first."""

from chongyang.policy.rules.programmes import get_programme
from chongyang.workshop.benches import rules


def test_the_bench_of_rules_decides_its_months_twice_to_the_same_bytes(monkeypatch) -> None:
    """Two months of the twelve; how long they take is the bench's question, on a quiet machine."""
    monkeypatch.setattr(rules, "MONTHS", 2)
    result = rules.run(500)
    assert {goal.what: goal.measured for goal in result.goals}["months whose second run differs"] == 0
    assert result.figures["decisions"] == 500 * 2 * len(result.figures["programmes"])
    assert result.figures["paid_yuan"] > 0


def test_a_payroll_has_every_input_and_some_unknown_ones() -> None:
    programme = get_programme("carer_post_allowance")
    held = rules.payroll(programme, 5_000)
    assert set(programme.inputs) <= set(held.columns)
    assert all(held[name].null_count() > 0 for name in programme.inputs)
    assert held.equals(rules.payroll(programme, 5_000))


def test_a_month_that_differs_is_counted() -> None:
    first = {"digests": {"a-01.parquet": "1", "a-02.parquet": "2"}}
    assert rules._differing(first, {"digests": {"a-01.parquet": "1", "a-02.parquet": "3"}}) == 1
    assert rules._differing(first, {"digests": {}}) == 2
