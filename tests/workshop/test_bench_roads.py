"""The bench of travel times measures every mode and decides by its goals."""

import pytest

from chongyang.workshop.benches import roads


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    monkeypatch.setattr(roads, "settle", lambda: 0.0)
    monkeypatch.setattr(roads, "TURNS", 3)
    monkeypatch.setattr(roads, "RESPONDERS", 20)


def test_a_small_town_is_measured_in_every_mode(monkeypatch):
    monkeypatch.setattr(roads, "P95_MS", float("inf"))
    result = roads.run(400)
    assert result.figures["nodes"] == 400
    assert all(result.figures[f"{mode}_ms"]["n"] == 3 for mode in ("walk", "ebike", "drive"))
    assert result.holds


def test_a_slow_town_does_not_hold(monkeypatch):
    monkeypatch.setattr(roads, "P95_MS", 0.0)
    assert not roads.run(400).holds
