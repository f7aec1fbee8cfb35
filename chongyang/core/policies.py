"""Row-level security written from what each model declares; run by the owner after every migration.

Kinds of scope: `area` (area, own organisation or granted person), `organisation`, `person`, `public` (all may
read, the system writes), `system` (the system alone), `door` (read before a scope exists: accounts).
"""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig, apps
from django.db import connection, models

RUN_ROLE = "chongyang_run"
KINDS = ("area", "organisation", "person", "public", "system", "door")
OURS = "chongyang."

AREA = "area <@ (select chongyang_areas())"
ORGANISATION = "{column} = (select chongyang_organisation())"
PERSON = "{column} = any((select chongyang_persons())::uuid[])"
SYSTEM = "(select chongyang_is_system())"


def kind_of(model: type[models.Model]) -> str:
    """The declared kind; a model of ours without one is the system's, which shows nothing by mistake."""
    return getattr(model, "scope_kind", "system")


def _column(model: type[models.Model], name: str) -> str | None:
    for field in model._meta.local_fields:
        if field.name == name:
            return field.column
    return None


def rule_of(model: type[models.Model], *, writes: bool = False) -> str:
    """The condition of one table's policy, over the columns which it has. A row between two areas is read
    from both; what is written must lie in its first.
    """
    terms = [SYSTEM]
    if _column(model, "area"):
        terms.append(AREA)
    if not writes:
        terms += [AREA.replace("area", also, 1) for also in getattr(model, "scope_also", ())]
    if organisation := _column(model, "organisation"):
        terms.append(ORGANISATION.format(column=organisation))
    if person := _column(model, getattr(model, "scope_person", "person")):
        terms.append(PERSON.format(column=person))
    return " OR ".join(terms)


def _policies(model: type[models.Model]) -> dict[str, str]:
    kind, rule = kind_of(model), rule_of(model)
    if kind == "door":
        return {"ALL": "USING (true) WITH CHECK (true)"}
    if kind == "public":
        return {"SELECT": "USING (true)", "ALL": f"USING ({SYSTEM}) WITH CHECK ({SYSTEM})"}
    if kind == "system":
        return {"ALL": f"USING ({SYSTEM}) WITH CHECK ({SYSTEM})"}
    own = rule_of(model, writes=True)
    both = {} if own == rule else {"SELECT": f"USING ({rule})"}
    return both | {"ALL": f"USING ({own}) WITH CHECK ({own})"}


def statements_of(model: type[models.Model]) -> Iterable[str]:
    """SQL that brings one table's security, grants and triggers to what its model declares."""
    table = model._meta.db_table
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    for command in ("ALL", "SELECT"):
        yield f'DROP POLICY IF EXISTS "scope_{command.lower()}" ON "{table}"'
    for command, rule in _policies(model).items():
        yield f'CREATE POLICY "scope_{command.lower()}" ON "{table}" FOR {command} TO {RUN_ROLE} {rule}'
    writes = "INSERT" if getattr(model, "append_only", False) else "INSERT, UPDATE, DELETE"
    yield f'REVOKE ALL ON "{table}" FROM {RUN_ROLE}'
    yield f'GRANT SELECT, {writes} ON "{table}" TO {RUN_ROLE}'
    yield from _triggers(model)


def _triggers(model: type[models.Model]) -> Iterable[str]:
    table = model._meta.db_table
    if getattr(model, "append_only", False):
        words = ", ".join(f"'{_column(model, name)}'" for name in getattr(model, "erasable", ()))
        yield (
            f'CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION chongyang_append_only({words})"
        )
    if getattr(model, "has_history", False):
        person = _column(model, getattr(model, "scope_person", "person")) or ""
        yield (
            f'CREATE OR REPLACE TRIGGER history BEFORE INSERT OR UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION chongyang_history('{person}')"
        )


def write_policies(sender: AppConfig, **_: Any) -> None:
    """After a migration: policies for the tables of our rooms, plain grants for those of libraries."""
    if connection.settings_dict["USER"] == RUN_ROLE:
        return
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))  # a partial migration lacks some
        for model in apps.get_app_config(sender.label).get_models():
            if sender.name.startswith(OURS) and model._meta.db_table in present:
                for statement in statements_of(model):
                    cursor.execute(statement)
        if not sender.name.startswith(OURS):
            _grant_library(cursor, sender, present)
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {RUN_ROLE}")


def _grant_library(cursor: Any, sender: AppConfig, present: set[str]) -> None:
    for table in present & {model._meta.db_table for model in sender.get_models()}:
        cursor.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {RUN_ROLE}')
