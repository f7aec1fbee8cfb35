"""The engines that score: the same model on DuckDB and, where it is installed, on Spark."""

import sys
from types import SimpleNamespace

import pytest
import sqlglot

from chongyang.linkage.rules import model, scoring
from tests.linkage.test_rules import features


def test_spark_without_its_package_says_what_to_do():
    frame = features({"name": "王一"}, {"name": "王一"})
    with pytest.raises(scoring.UnableToScore, match="pyspark"):
        scoring.score(frame, model.shipped(), engine_name="spark", sources=2)
    with pytest.raises(scoring.UnableToScore, match="duckdb or spark"):
        scoring.score(frame, model.shipped(), engine_name="flink", sources=2)


class FakeSession:
    """What pyspark would give: counts what was asked of the builder, and that it was stopped."""

    def __init__(self):
        self.asked, self.stopped = {}, False
        self.builder = self

    def appName(self, name):
        self.asked["app"] = name
        return self

    def config(self, name, value):
        self.asked[name] = value
        return self

    def getOrCreate(self):
        return self

    def stop(self):
        self.stopped = True


def test_the_switch_chooses_sparks_api_with_the_same_model(monkeypatch):
    """Without Java: pyspark and Splink's adapter are stand-ins, the settings and the choice are ours."""
    session, made = FakeSession(), {}

    def adapter(**told):
        made.update(told)
        return "spark api"

    for name, module in {
        "pyspark": {},
        "pyspark.sql": {"SparkSession": session},
        "splink.internals.spark.jar_location": {"similarity_jar_location": lambda: "udf.jar"},
    }.items():
        monkeypatch.setitem(sys.modules, name, SimpleNamespace(**module))
    monkeypatch.setitem(sys.modules, "splink", SimpleNamespace(SparkAPI=adapter))
    with scoring.engine("spark", scoring.Room()) as chosen:
        assert chosen == "spark api"
        assert not session.stopped
    assert made == {"spark_session": session, "break_lineage_method": "persist"}
    assert session.asked["spark.jars"] == "udf.jar"
    assert session.asked["spark.io.encryption.enabled"] == "true"
    assert session.stopped


def test_every_step_of_the_model_is_spoken_in_sparks_words():
    from splink.internals.dialects import SparkDialect

    told_of = model.settings(model.shipped(), 1000, 2).create_settings_dict("spark")
    sentences = [
        level["sql_condition"]
        for comparison in told_of["comparisons"]
        for level in comparison["comparison_levels"]
    ]
    assert any("ARRAY_INTERSECT" in told_so for told_so in sentences)
    assert not any("list_" in told_so for told_so in sentences)
    for told_so in sentences:
        if told_so != "ELSE":
            sqlglot.parse_one(told_so, read=SparkDialect().sqlglot_dialect)
