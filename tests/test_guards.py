"""Guards over all models: policies, rights, triggers, personal columns, relations, migrations."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models

from chongyang.core import policies
from chongyang.core.fields import SealedField
from chongyang.registry.management.commands import personal_data
from chongyang.registry.rules import personal

OURS = "chongyang."
ROOMS = (
    *("core", "territory", "roads", "routing", "policy", "registry", "groups", "privacy", "claims"),
    *("linkage", "registration", "exchange", "providers", "treasury", "alerting", "workforce", "health"),
    *(
        "telecare",
        "services",
        "emergency",
        "hotline",
        "funding",
        "scenarios",
        "purchase",
        "orders",
        "checkout",
        "activities",
        "visits",
        "supplies",
        "scheduling",
        "settlement",
        "quality",
        "timebank",
        "projects",
        "approvals",
        "designations",
        "indicators",
        "reporting",
        "duties",
        "planning",
        "supervision",
    ),
    *("gateway", "api", "web", "workshop"),
)
DOORS = {"territory_account"}
PARTS = {"area": "chongyang_areas", "organisation": "chongyang_organisation", "person": "chongyang_persons"}
DECLARED = personal.load_declared()


def our_models() -> list[type[models.Model]]:
    configs = [config for config in apps.get_app_configs() if config.name.startswith(OURS)]
    return [model for config in configs for model in config.get_models(include_auto_created=True)]


def labels(model: type[models.Model]) -> str:
    return model._meta.label


def columns(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.local_fields}


every_model = pytest.mark.parametrize("model", our_models(), ids=labels)


def policies_of(model: type[models.Model]) -> dict[str, tuple[str, str | None, list[str]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cmd, qual, with_check, roles FROM pg_policies WHERE tablename = %s",
            [model._meta.db_table],
        )
        return {cmd: (qual, check, roles) for cmd, qual, check, roles in cursor.fetchall()}


def ask(statement: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
        return row[0] if row else None


@every_model
def test_a_model_declares_its_kind_and_has_the_columns_of_it(model):
    kind = policies.kind_of(model)
    assert kind in policies.KINDS
    assert hasattr(model, "scope_kind")
    if kind == "area":
        assert "area" in columns(model)
    if kind == "door":
        assert model._meta.db_table in DOORS


@every_model
def test_a_table_has_row_level_security_with_the_policy_of_its_kind(db, model):
    assert ask("SELECT relrowsecurity FROM pg_class WHERE relname = %s", model._meta.db_table) is True
    found = policies_of(model)
    also = getattr(model, "scope_also", ())  # read from every area of the row, written in its first
    two = also or policies.kind_of(model) == "public"
    assert set(found) == ({"ALL", "SELECT"} if two else {"ALL"})
    qual, check, roles = found["ALL"]
    assert qual == check
    assert all(name in found["SELECT"][0] and name not in qual for name in also)
    assert policies.RUN_ROLE in roles
    assert set(wanted_parts(model)) == {part for part in (*PARTS.values(), "is_system") if part in qual}
    if policies.kind_of(model) == "public":
        assert found["SELECT"][0] == "true"


def wanted_parts(model: type[models.Model]) -> Iterator[str]:
    """What the condition asks; worked out anew from the columns."""
    kind = policies.kind_of(model)
    if kind == "door":
        return
    yield "is_system"
    if kind not in ("public", "system"):
        held = {"area", "organisation"} & columns(model)
        yield from (PARTS[name] for name in held)
        if getattr(model, "scope_person", "person") in columns(model):
            yield PARTS["person"]


@every_model
def test_the_run_role_has_the_rights_that_the_model_declares(db, model):
    table = f'"{model._meta.db_table}"'
    for right in ("UPDATE", "DELETE"):
        held = ask("SELECT has_table_privilege(%s, %s, %s)", policies.RUN_ROLE, table, right)
        assert held is not getattr(model, "append_only", False)
    assert ask("SELECT has_table_privilege(%s, %s, 'TRUNCATE')", policies.RUN_ROLE, table) is False


@every_model
def test_the_triggers_that_a_model_declares_are_there(db, model):
    for name, declared in (("append_only", "append_only"), ("history", "has_history")):
        asked = (
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = %s AND tgenabled = 'O'"
        )
        count = ask(asked, f'"{model._meta.db_table}"', name)
        assert count == int(getattr(model, declared, False))


@every_model
def test_a_relation_points_to_its_own_room_or_a_lower_one(model):
    own = ROOMS.index(model._meta.app_label)
    for field in model._meta.local_fields:
        if field.is_relation and field.related_model is not None:
            room = field.related_model._meta.app_label
            assert room in ROOMS, f"{field.name} points into the library {room}"
            assert ROOMS.index(room) <= own, f"{field.name} points up to {room}"


@every_model
def test_a_sealed_column_is_of_a_declared_model(model):
    sealed = [field.name for field in model._meta.local_fields if isinstance(field, SealedField)]
    assert not sealed or model._meta.label in {apps.get_model(name)._meta.label for name in DECLARED}


@pytest.mark.parametrize("name", DECLARED)
def test_every_column_of_a_person_is_declared(name):
    model, declared = apps.get_model(name), DECLARED[name]
    assert set(declared.personal) | set(declared.other) == columns(model)
    assert not set(declared.personal) & set(declared.other)
    for field, (kind, why) in declared.personal.items():
        assert kind in personal.KINDS
        assert why
        is_sealed = isinstance(model._meta.get_field(field), SealedField)
        assert is_sealed == (kind == "encrypted"), field


@pytest.mark.parametrize(
    "name", ["registry.Elder", "registry.Profile", "registry.Contact", "registry.Consent"]
)
def test_personal_rows_keep_their_history(name):
    assert apps.get_model(name).has_history


def test_the_page_of_personal_data_is_what_is_declared(monkeypatch, tmp_path):
    assert personal_data.PAGE.read_text(encoding="utf-8") == personal_data.as_markdown()
    monkeypatch.setattr(personal_data, "PAGE", tmp_path / "none.md")
    with pytest.raises(CommandError):
        call_command("personal_data", "--check")


def test_no_migration_is_missing(db, capsys):
    call_command("makemigrations", "--dry-run")
    assert capsys.readouterr().out == "No changes detected\n"


def test_the_functions_with_their_owners_rights_are_known(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY 1"
        )
        known = [
            *("chongyang_claims_of", "chongyang_exchange_answer", "chongyang_identity_taken"),
            *("chongyang_voucher_open", "chongyang_voucher_standings", "chongyang_voucher_write"),
            *("hotline_analyze_care_calls", "hotline_drop_care_days", "hotline_empty_words"),
            *("privacy_erase_traces", "telecare_frame_days", "telecare_turn_readings"),
            *("treasury_entry_balances", "treasury_parts_sum", "visits_forget"),
        ]
        assert [name for (name,) in cursor.fetchall()] == known
