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


def stand_in(monkeypatch, session, adapter):
    for name, module in {
        "pyspark": {},
        "pyspark.sql": {"SparkSession": session},
        "splink.internals.spark.jar_location": {"similarity_jar_location": lambda: "udf.jar"},
        "splink": {"SparkAPI": adapter},
    }.items():
        monkeypatch.setitem(sys.modules, name, SimpleNamespace(**module))


def test_without_java_it_says_what_to_do(monkeypatch):
    class NoJava(FakeSession):
        def getOrCreate(self):
            raise RuntimeError("[JAVA_GATEWAY_EXITED] Java gateway process exited")

    stand_in(monkeypatch, NoJava(), None)
    with (
        pytest.raises(scoring.UnableToScore, match="Java runtime"),
        scoring.engine("spark", scoring.Room()),
    ):
        pass


def test_the_switch_chooses_sparks_api_with_the_same_model(monkeypatch, tmp_path):
    """Without Java: pyspark and Splink's adapter are stand-ins, the settings and the choice are ours."""
    session, made = FakeSession(), {}

    def adapter(**told):
        made.update(told)
        return "spark api"

    stand_in(monkeypatch, session, adapter)
    with scoring.engine("spark", scoring.Room(folder=str(tmp_path))) as chosen:
        assert chosen == "spark api"
        assert not session.stopped
    assert made == {"spark_session": session, "break_lineage_method": "persist"}
    assert session.asked["spark.jars"] == "udf.jar"
    assert session.asked["spark.io.encryption.enabled"] == "true"
    assert session.asked["spark.ui.enabled"] == "false"
    assert session.asked["spark.sql.warehouse.dir"] == f"file:{tmp_path}/spark-warehouse"
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
