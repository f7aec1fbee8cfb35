"""What machines keep is told in words: evidence of a response, parts of a file, tables, punctuation."""

from datetime import UTC, datetime
from uuid import uuid4

from django import forms
from django.utils.translation import override

from chongyang.web.ledger.words import say_evidence
from chongyang.web.parts.file_words import TABLES, part_word, table_word
from chongyang.web.parts.lists import aside, clauses, joined
from chongyang.web.parts.templatetags.help_words import floor_words
from chongyang.web.parts.templatetags.moments import moment, month, stamp


def test_evidence_is_told_in_words_and_keys_of_rows_are_not_shown():
    kept = {"protocol": "fall", "level": "P1", "source": "device", "dispatch": str(uuid4()), "account": "x"}
    assert say_evidence(kept) == [("来源", "设备"), ("级别", "P1"), ("研判问题", "跌倒")]
    with override("en"):
        assert dict(say_evidence(kept))["Triage questions"] == "Fall"


def test_a_protocol_of_a_later_version_stands_for_itself():
    assert say_evidence({"protocol": "moon"}) == [("研判问题", "moon")]


def test_parts_of_a_file_and_tables_have_words():
    assert [part_word(name) for name in ("vitals", "household", "claims")] == [
        "监测读数",
        "类别、家庭与照护",
        "各部门信息",
    ]
    assert table_word("privacy_rightsrequest", {}) == "权利请求"
    assert table_word("a_table_of_tomorrow", {}) == "记录"


def test_every_table_of_persons_with_a_history_has_a_word():
    from django.apps import apps

    from chongyang.core.queries.holdings import person_column
    from chongyang.web.street.words import TABLES as OWN

    told = {
        model._meta.db_table
        for model in apps.get_models()
        if getattr(model, "has_history", False) and person_column(model)
    }
    assert told <= {*OWN, *TABLES}


def test_marks_follow_the_language():
    assert (joined("甲乙"), clauses("甲乙"), aside("甲")) == ("甲、乙", "甲；乙", "（甲）")
    assert floor_words(2, has_lift=False) == "2 层，无电梯"
    with override("en"):
        assert (joined("ab"), clauses("ab"), aside("a")) == ("a, b", "a; b", " (a)")
        assert floor_words(2, has_lift=False) == "Floor 2, no lift"


def test_moments_are_written_as_people_write_them():
    at = datetime(2026, 11, 22, 9, 0, 5, tzinfo=UTC)
    assert stamp(at) == "2026年11月22日 17:00"
    assert 'title="2026年11月22日 17:00:05"' in moment(at)
    assert stamp(None) == ""
    assert month(at.date()) == "2026年11月"
    with override("en"):
        assert month(at.date()) == "November 2026"


class Asked(forms.Form):
    name = forms.CharField(max_length=3)
    kind = forms.ChoiceField(choices=[("a", "A")])
    read = forms.BooleanField()
    on = forms.DateField()


def test_a_form_says_what_to_do_in_plain_words():
    empty = Asked({}).errors
    assert {name: faults[0] for name, faults in empty.items()} == {
        "name": "请填写这一项。",
        "kind": "请选择一项。",
        "read": "请勾选这一项。",
        "on": "请填写这一项。",
    }
    wrong = Asked({"name": "四个字的", "kind": "z", "read": "1", "on": "明天"}).errors
    assert wrong["name"] == ["最多 3 个字，现在有 4 个。"]
    assert wrong["kind"] == ["请从列出的选项中选择。"]
    assert wrong["on"] == ["请填写日期，例如 2026-11-22。"]
    with override("en"):
        assert Asked({}).errors["name"] == ["Please fill this in."]
