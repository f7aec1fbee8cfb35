"""Counting m and u: known pairs give known shares, and the invented feeds look like the shipped model."""

import polars as pl
import pytest
import yaml

from chongyang.linkage.rules import columns, model
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
    made = columns.with_members(columns.features(told))
    counted = weights.count(made, pl.Series([1, 1, 1, 2]), shipped(), drawn=200)
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


def test_counted_shares_are_written_into_the_models_file_and_nothing_else(tmp_path):
    path = tmp_path / "model.yaml"
    before = model.SHIPPED.read_text(encoding="utf-8")
    path.write_text(before, encoding="utf-8")
    steps = weights.run(elders=200, drawn=10_000, save=path).figures["steps"]
    told = model.read(yaml.safe_load(path.read_text(encoding="utf-8")))
    held = {(one.name, step.name): step for one in told.comparisons for step in one.steps}
    for step in steps:
        written = held[step["comparison"], step["step"]]
        assert (written.m, written.u) == pytest.approx((step["save_m"], step["save_u"]), rel=1e-3)
        assert written.m > 0 < written.u
    assert (told.blocking, told.bands) == (shipped().blocking, shipped().bands)


def test_the_invented_feeds_are_counted():
    counted = weights.run(elders=400, drawn=20_000).figures
    for name in ("identity", "name", "born", "sex"):
        assert sum(shares(counted, name, "m").values()) == pytest.approx(1)
        assert sum(shares(counted, name, "u").values()) == pytest.approx(1)
    assert shares(counted, "identity", "m")["same"] > 0.8
    assert shares(counted, "identity", "u")["other"] > 0.99
    assert 0.4 < shares(counted, "sex", "u")["same"] < 0.6
