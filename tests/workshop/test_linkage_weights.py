"""Counting m and u: known pairs give known shares, and the invented feeds look like the shipped model."""

import polars as pl
import pytest

from chongyang.linkage.rules import columns
from chongyang.linkage.rules.model import shipped
from chongyang.workshop.benches import linkage_weights as weights


def shares(told: dict, name: str, kind: str) -> dict[str, float]:
    return {one["step"]: one[kind] for one in told["steps"] if one["comparison"] == name}


def test_known_pairs_give_known_shares():
    rows: list[dict[str, str | None]] = [
        {"name": "王桂兰", "sex": "female"},
        {"name": "王贵兰", "sex": "female"},
        {"name": "王桂兰", "sex": None},
        {"name": "李建国", "sex": "male"},
    ]
    told = pl.DataFrame([{**dict.fromkeys(columns.TOLD), **row} for row in rows], infer_schema_length=None)
    told = told.with_columns(record=pl.int_range(pl.len(), dtype=pl.Int64), source=pl.lit("a"))
    counted = weights.count(columns.features(told), pl.Series([1, 1, 1, 2]), shipped(), drawn=200)
    assert counted["pairs_of_one"] == 3
    assert shares(counted, "name", "m") == {
        "same": pytest.approx(1 / 3),
        "sound": pytest.approx(2 / 3),
        "near": 0.0,
        "other": 0.0,
    }
    assert shares(counted, "sex", "m") == {"same": 1.0, "other": 0.0}
    assert shares(counted, "name", "u")["other"] == 1.0
    assert shares(counted, "phone", "m") == {"same": 0.0, "near": 0.0, "other": 0.0}


def test_the_invented_feeds_are_counted():
    counted = weights.run(elders=400, drawn=20_000).figures
    for name in ("identity", "name", "born", "sex"):
        assert sum(shares(counted, name, "m").values()) == pytest.approx(1)
        assert sum(shares(counted, name, "u").values()) == pytest.approx(1)
    assert shares(counted, "identity", "m")["same"] > 0.8
    assert shares(counted, "identity", "u")["other"] > 0.99
    assert 0.4 < shares(counted, "sex", "u")["same"] < 0.6
