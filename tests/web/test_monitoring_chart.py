"""The drawing: everything inside its plot, limits as a band, lines broken at gaps."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chongyang.web.monitoring import chart
from chongyang.web.monitoring.chart import Limit, Mark, Series, Span, Value

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
SPAN = Span(SINCE, SINCE + timedelta(days=7))
HOUR = timedelta(hours=1)
moments = st.integers(0, 7 * 24 * 60).map(lambda minutes: SINCE + timedelta(minutes=minutes))
numbers = st.floats(-1e4, 1e4).map(lambda number: round(number, 3))
values = st.builds(
    lambda at, low, more: Value(at, low + more / 2, low, low + more, 2), moments, numbers, st.floats(0, 100)
)


@given(st.lists(values, max_size=20), st.lists(numbers, max_size=3))
def test_nothing_lies_outside_the_plot(found, limits):
    lines = [Limit(value, "x", place % 2 == 0, of="a") for place, value in enumerate(limits)]
    drawn = chart.draw("t", [Series("a", "s0", found)], lines, [Mark(SINCE, "m")], SPAN, HOUR)
    for dot in drawn.lines[0].dots:
        assert drawn.left <= dot.x <= drawn.right
        assert drawn.top - 0.1 <= dot.y <= drawn.bottom + 0.1
    assert 2 <= len(drawn.grid) <= 9
    for rule in (*drawn.grid, *drawn.limits):
        assert drawn.top - 0.1 <= rule.y <= drawn.bottom + 0.1
    assert all(height > 0 for _, height in drawn.bands)


def test_a_line_is_broken_where_nothing_was_measured():
    held = [Value(SINCE + n * HOUR, 5, 5, 5) for n in (0, 1, 10)]
    drawn = chart.draw("t", [Series("a", "s0", held)], [], [], SPAN, 2 * HOUR)
    assert (drawn.lines[0].path.count("M"), drawn.lines[0].path.count("L")) == (2, 1)


def test_each_series_has_the_band_of_its_own_limits():
    held = [Value(SINCE, 120, 120, 120)]
    limits = [Limit(140, "x", True, of="a"), Limit(90, "x", False, of="a"), Limit(110, "x", True, of="b")]
    series = [Series("a", "s0", held), Series("b", "s1", held)]
    assert len(chart.draw("t", series, limits, [], SPAN, HOUR).bands) == 2


def test_a_strip_shades_by_its_busiest_cell():
    row = chart.strip_row(
        "x", 0, [(SINCE, 0, ""), (SINCE + HOUR, 1, ""), (SINCE + 2 * HOUR, 8, "")], SPAN, HOUR
    )
    assert [cell.strength for cell in row.cells] == [0, 1, 4]
