"""Running numbers, and the one way to erase what is otherwise never changed: traces of an approved list."""

from django.db import migrations

NUMBERS = """
CREATE SEQUENCE privacy_request_number;
CREATE SEQUENCE privacy_destruction_number;
CREATE SEQUENCE privacy_export_number;
"""
NO_NUMBERS = """
DROP SEQUENCE privacy_request_number;
DROP SEQUENCE privacy_destruction_number;
DROP SEQUENCE privacy_export_number;
"""

# As in core/migrations/functions.sql, with two more ways to empty a row: a history's former values and what
# was typed at a step. Keys, times, actors and digests stay.
APPEND_ONLY = """
CREATE OR REPLACE FUNCTION chongyang_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'core_event' THEN
        IF NEW.payload IS NULL AND NEW.salt IS NULL
           AND to_jsonb(NEW) - 'payload' - 'salt' = to_jsonb(OLD) - 'payload' - 'salt' THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'core_fieldchange' THEN
        IF to_jsonb(NEW) ->> 'before' = '{}'
           AND to_jsonb(NEW) - 'before' = to_jsonb(OLD) - 'before' THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'core_step' THEN
        IF to_jsonb(NEW) ->> 'reason' = '' AND to_jsonb(NEW) ->> 'evidence' = '{}'
           AND to_jsonb(NEW) - 'reason' - 'evidence' = to_jsonb(OLD) - 'reason' - 'evidence' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'append-only: rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""

ERASE = """
CREATE FUNCTION privacy_erase_traces(wanted uuid) RETURNS TABLE (kind text, rows bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
DECLARE
    counted bigint;
BEGIN
    IF NOT chongyang_is_system() THEN
        RAISE EXCEPTION 'traces are erased by the program alone' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM privacy_destructionlist
        WHERE id = wanted AND state = 'approved' AND approved_by IS NOT NULL AND approved_by IS DISTINCT FROM proposed_by;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no destruction list that two persons signed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    CREATE TEMPORARY TABLE erased ON COMMIT DROP AS
        SELECT model, row FROM privacy_destructionitem WHERE list_id = wanted AND result IN ('erased', 'dropped');
    UPDATE core_event SET payload = NULL, salt = NULL
        WHERE seq IN (SELECT row::bigint FROM erased WHERE model = 'core.Event') AND payload IS NOT NULL;
    GET DIAGNOSTICS counted = ROW_COUNT;
    kind := 'payloads'; rows := counted; RETURN NEXT;
    UPDATE core_fieldchange SET before = '{}'
        WHERE row IN (SELECT erased.row::uuid FROM erased WHERE length(erased.row) = 36) AND before <> '{}';
    GET DIAGNOSTICS counted = ROW_COUNT;
    kind := 'former_values'; rows := counted; RETURN NEXT;
    UPDATE core_step SET reason = '', evidence = '{}'
        WHERE case_id IN (SELECT erased.row::uuid FROM erased WHERE length(erased.row) = 36)
          AND (reason <> '' OR evidence <> '{}');
    GET DIAGNOSTICS counted = ROW_COUNT;
    kind := 'steps'; rows := counted; RETURN NEXT;
    DROP TABLE erased;
END $$;
REVOKE ALL ON FUNCTION privacy_erase_traces FROM PUBLIC;
GRANT EXECUTE ON FUNCTION privacy_erase_traces TO chongyang_run;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_rights_and_reading"),
        ("core", "0008_history_by_organisation"),
    ]

    operations = [
        migrations.RunSQL(NUMBERS, NO_NUMBERS),
        migrations.RunSQL(APPEND_ONLY, migrations.RunSQL.noop),
        migrations.RunSQL(ERASE, "DROP FUNCTION privacy_erase_traces"),
    ]
