"""The person's own copy: whole over every room, and in words that she can read."""

import json
import re

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.labels import is_spelled
from chongyang.core.scopes import system_scope
from chongyang.privacy import operations
from chongyang.privacy.queries.holdings import columns_of, models_of
from chongyang.privacy.rules.data import settings
from chongyang.privacy.rules.words import CODES, column_word, value_word
from chongyang.registry.models import Elder
from tests.privacy import everything, people

PLAIN_WORDS = {
    "registry.Elder": {"nation"},
    "registry.Profile": {"medicines"},
    "registration.ChangeRequest": {"fields"},
    "registration.Invitation": {"feeds"},
    "linkage.Known": {"feeds"},
}
"""Columns that hold words or names, or the names of columns, which `columns.yaml` has."""
NUMBERS = ("number", "case_number", "note", "name_key", "key")


@pytest.fixture
def clerk(db):
    return people.scope(people.clerk())


def copy_of(elder, clerk, form="json"):
    said = operations.RequestForm(kind="copy", asker="elder", channel="counter")
    with enter(clerk):
        row = operations.ask_right(person=elder.id, form=said, scope=clerk, now=now())
        return operations.make_copy(request=row.id, form=form, scope=clerk, now=now())[1]


def test_the_copy_holds_every_record_of_every_room(clerk):
    elder, rows = everything.fill()
    told = json.loads(copy_of(elder, clerk))
    skipped = {*settings("rights")["not_copied"], *everything.PARTED, "core.IntegrityFinding"}
    wanted = {name for name in models_of() if name not in skipped and name in rows}
    held = {record["model"]: record for record in told["records"]}
    assert wanted - set(held) == set()
    for name in wanted:
        said = json.dumps(held[name]["rows"], ensure_ascii=False)
        marked = [
            column
            for column, (kind, _) in models_of()[name].personal.items()
            if kind != "indexed" and column not in settings("rights")["withheld"].get(name, ())
        ]
        for column in marked:
            assert f'"{column}"' in said, (name, column)


def code_columns(name):
    """Columns on the paper that are too short for a sentence, so most likely codes."""
    declared = models_of()[name]
    machine = settings("rights")["machine_only"].get(name, ())
    for column in columns_of(name, declared):
        field = apps.get_model(name)._meta.get_field(column)
        is_short = isinstance(field, models.CharField) and field.max_length <= 40
        if column not in machine and column not in NUMBERS and (is_short or isinstance(field, ArrayField)):
            yield column


def test_every_code_of_every_room_has_its_word():
    skipped = set(settings("rights")["not_copied"])
    lacking = {
        (name, column)
        for name in models_of()
        if name not in skipped
        for column in code_columns(name)
        if column not in CODES and not is_spelled(name, column) and column not in PLAIN_WORDS.get(name, ())
    }
    assert lacking == set()


def test_codes_areas_and_packed_answers_are_words_on_the_paper():
    areas = {410105001001: "金水区某社区"}
    assert value_word("telecare.Device", "holder", "elder") != "elder"
    assert value_word("emergency.Incident", "outcome", "false_alarm") == "误报"
    assert value_word("registry.Elder", "area", 410105001001, areas) == "金水区某社区"
    packed = '{"sex": "female", "classes": ["destitute"], "run": "0192f3c8-0000-7000-8000-000000000001"}'
    assert value_word("claims.Claim", "fields", packed) == "性别：女；人员类别：特困"
    assert value_word("x", "note", "{不是数据") == "{不是数据"


def test_a_machine_s_reader_finds_both_words_beside_each_code(clerk):
    elder, _ = everything.fill()
    told = json.loads(copy_of(elder, clerk))
    (file,) = [record for record in told["records"] if record["model"] == "registry.Elder"]
    assert file["words"]["sex"] == {"female": {"zh": "女", "en": "Female"}}


def test_the_paper_is_made_of_everything_and_names_no_column(clerk):
    elder, _ = everything.fill()
    assert copy_of(elder, clerk, "pdf")[:4] == b"%PDF"
    skipped = set(settings("rights")["not_copied"])
    shown = {c for name in models_of() if name not in skipped for c in columns_of(name, models_of()[name])}
    assert sorted(name for name in shown if re.fullmatch("[a-z_]+", column_word(name))) == []
    with enter(system_scope("test")):
        assert Elder.objects.filter(id=elder.id).exists()
