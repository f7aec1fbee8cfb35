"""The rules of vitals alone: counting, waking hours, quiet hours, cases, and the shipped file."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chongyang.registry.enums import Condition
from chongyang.telecare.enums import AlertLevel
from chongyang.telecare.rules import vitals
from chongyang.telecare.rules.vitals import Applied, Form, Hours, Sample

RULES = vitals.load_rules()
NOON = datetime(2026, 3, 18, 12, tzinfo=vitals.LOCAL)
CRISIS = Applied(RULES.rules["systolic_crisis"], 180, "default")
samples = st.lists(
    st.builds(
        Sample,
        st.integers(0, 600).map(lambda minutes: NOON - timedelta(minutes=minutes)),
        st.integers(60, 240).map(float),
    ),
    max_size=12,
)


def test_every_rule_has_a_source_and_knows_its_conditions():
    known = {condition.value for condition in Condition}
    for rule in RULES.rules.values():
        assert rule.source
        assert {case.condition for case in rule.cases if case.condition} | set(rule.only) <= known
        assert rule.level in AlertLevel


@given(samples, st.randoms())
def test_order_and_repetition_change_nothing(found, dice):
    mixed = [*found, *found]
    dice.shuffle(mixed)
    assert vitals.judge_values(CRISIS, mixed) == vitals.judge_values(CRISIS, found)


@given(samples)
def test_a_finding_has_its_count_beyond_the_limit(found):
    finding = vitals.judge_values(CRISIS, found)
    newest = max(found, key=lambda one: (one.at, one.value), default=None)
    if finding is None:
        return
    assert newest is not None
    assert newest.value >= 180
    assert (finding.at, finding.value) == (newest.at, newest.value)
    assert finding.since >= newest.at - timedelta(hours=CRISIS.rule.hours)
    assert finding.seen >= CRISIS.rule.count


@given(samples, st.integers(1, 40))
def test_a_higher_limit_never_finds_more(found, more):
    higher = replace(CRISIS, limit=CRISIS.limit + more)
    assert not vitals.judge_values(higher, found) or vitals.judge_values(CRISIS, found)


@given(st.integers(0, 10**6), st.floats(0.25, 100))
def test_waking_hours_before_the_cut_off_are_as_many_as_asked(minutes, hours):
    now = NOON + timedelta(minutes=minutes)
    cut = vitals.cut_off(now, hours, RULES.waking)
    step, counted, at = timedelta(minutes=15), timedelta(0), cut
    while at < now:
        counted += min(step, now - at) if RULES.waking.holds(at + min(step, now - at) / 2) else timedelta(0)
        at += step
    assert abs(counted - timedelta(hours=hours)) <= timedelta(minutes=30)


@given(st.integers(0, 10**6), st.floats(0.1, 50), st.floats(0.1, 50))
def test_more_hours_cut_earlier(minutes, one, other):
    assume(one < other)
    now = NOON + timedelta(minutes=minutes)
    assert vitals.cut_off(now, one, RULES.waking) >= vitals.cut_off(now, other, RULES.waking)


@given(st.integers(0, 10**6))
def test_life_never_waits_and_others_only_in_quiet_hours(minutes):
    at = NOON + timedelta(minutes=minutes)
    assert vitals.shown_from(AlertLevel.LIFE, at, RULES) == at
    shown = vitals.shown_from(AlertLevel.WATCH, at, RULES)
    assert (shown > at) == RULES.quiet.holds(at)
    assert not RULES.quiet.holds(shown)
    assert shown - at < timedelta(hours=10)


def test_even_if_the_file_says_so_life_does_not_wait():
    waiting = replace(RULES, levels={**RULES.levels, "life": replace(RULES.levels["life"], waits=True)})
    night = NOON + timedelta(hours=12)
    assert vitals.shown_from(AlertLevel.LIFE, night, waiting) == night


@pytest.mark.parametrize(
    ("code", "conditions", "age", "own", "limit", "origin"),
    [
        ("spo2_low", (), 70, None, 90, "default"),
        ("spo2_low", ("copd",), 70, None, 88, "case"),
        ("spo2_low", ("copd",), 70, 85.0, 85, "override"),
        ("systolic_high", (), 64, None, 140, "default"),
        ("systolic_high", (), 65, None, 150, "case"),
        ("glucose_fasting", ("diabetes",), 70, None, 7.0, "default"),
        ("glucose_fasting", (), 70, 8.0, 8.0, "override"),
    ],
)
def test_limits_by_condition_age_and_own(code, conditions, age, own, limit, origin):
    applied = vitals.apply(RULES.rules[code], conditions, age, own)
    assert applied is not None
    assert (applied.limit, applied.origin) == (limit, origin)


def test_a_rule_for_a_condition_is_not_for_others():
    assert vitals.apply(RULES.rules["glucose_fasting"], ("hypertension",), 70) is None


def test_only_fasting_values_count_for_the_fasting_rule():
    applied = Applied(RULES.rules["glucose_fasting"], 7.0, "default")
    values = [Sample(NOON - timedelta(days=day), 9.0, "after_meal") for day in range(5)]
    assert vitals.judge_values(applied, values) is None


@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 10**6))
def test_hours_end(start, end, minutes):
    at = NOON + timedelta(minutes=minutes)
    ends = Hours(start, end).ends_after(at)
    assert at < ends <= at + timedelta(days=1)
    assert ends.astimezone(vitals.LOCAL).hour == end


def test_a_trend_needs_its_days():
    rule = RULES.rules["systolic_rise"]
    applied = Applied(rule, rule.limit, "default")
    points = [(float(day), 120.0 + 5 * day) for day in range(rule.count)]
    assert vitals.judge_trend(applied, points[:-1], NOON, NOON) is None
    found = vitals.judge_trend(applied, points, NOON, NOON)
    assert found is not None
    assert found.value == pytest.approx(5)


@pytest.mark.parametrize(
    "change",
    [{"count": 3, "of": 2}, {"side": "left"}, {"kind": "mood"}, {"level": "grave"}, {"form": "guess"}],
)
def test_a_wrong_file_is_refused(change):
    import yaml

    held = yaml.safe_load(vitals.SHIPPED.read_text(encoding="utf-8"))
    held["rules"]["systolic_crisis"] |= change
    with pytest.raises((ValueError, KeyError)):
        vitals.read_rules(yaml.safe_dump(held))


def test_each_form_has_a_rule():
    assert all(RULES.of_form(form) for form in Form)


def test_rising_weight_is_judged_earlier_where_the_heart_fails():
    rule = vitals.load_rules().rules["weight_gain"]
    usual, failing = (vitals.apply(rule, told, 80) for told in ((), ("heart_failure",)))
    assert failing.origin == "case"
    assert failing.limit < usual.limit
