"""The bench of indicators in a small form: values are counted once, and rows are opened for every place."""

import pytest

from chongyang.indicators.rules.periods import Period
from chongyang.workshop.benches import indicators
from tests.factories import make_elder


@pytest.mark.usefixtures("db")
def test_a_quarter_is_counted_once_and_its_rows_are_opened(monkeypatch):
    monkeypatch.setattr(indicators, "OPENINGS", 1)
    make_elder()
    quarter = [Period.read("2026Q3")]
    _, first = indicators._counted(quarter)
    _, again = indicators._counted(quarter)
    assert first["written"] == first["values"] > 1000
    assert again["written"] == 0
    opened = list(indicators._drill(quarter[0]))
    assert len(opened) == len(indicators.DRILLED) * len(indicators.PLACES)
    assert sum(rows for _, rows in opened) >= 2
