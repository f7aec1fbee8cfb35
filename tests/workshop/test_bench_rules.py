"""The bench of the rules in a small form: it decides, keeps the trace, and the second run is the first."""

from chongyang.policy.rules.programmes import get_programme
from chongyang.workshop.benches import rules


def test_the_bench_of_rules_decides_a_year_twice_to_the_same_bytes() -> None:
    result = rules.run(2_000)
    assert result.holds
    assert result.figures["decisions"] == 2_000 * 12 * len(result.figures["programmes"])
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
