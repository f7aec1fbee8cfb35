"""Tables that are written once declare what the retention rule may empty (`erasable`); one function does it."""

from django.db import migrations, models

# The columns that a trigger names may be emptied, all at once; nothing else of the row changes.
APPEND_ONLY = """
CREATE OR REPLACE FUNCTION chongyang_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erasable text[] := TG_ARGV;
    former jsonb;
    present jsonb;
BEGIN
    IF TG_OP = 'UPDATE' AND TG_NARGS > 0 THEN
        former := to_jsonb(OLD);
        present := to_jsonb(NEW);
        IF former - erasable = present - erasable AND NOT EXISTS (
            SELECT 1 FROM unnest(erasable) AS name
            WHERE present -> name <> ALL (ARRAY['null', '""', '{}', '[]', '"\\\\x"']::jsonb[])
        ) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'append-only: rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""

# What stands in an emptied column: nothing where it may, else the nothing of its kind.
EMPTYING = """
CREATE FUNCTION privacy_emptying(place regclass) RETURNS text LANGUAGE sql STABLE
SET search_path = public, pg_temp AS
$$
    SELECT string_agg(format('%I = %s', attname, CASE
        WHEN NOT attnotnull THEN 'NULL'
        WHEN format_type(atttypid, NULL) = 'jsonb' THEN '''{}'''
        WHEN format_type(atttypid, NULL) = 'bytea' THEN '''\\x'''
        ELSE '''''' END), ', ')
    FROM pg_trigger AS held
    CROSS JOIN LATERAL unnest(string_to_array(encode(held.tgargs, 'escape'), '\\000')) AS told(name)
    JOIN pg_attribute ON attrelid = place AND attname = told.name
    WHERE held.tgrelid = place AND held.tgname = 'append_only' AND told.name <> ''
$$;
REVOKE ALL ON FUNCTION privacy_emptying FROM PUBLIC;
"""

ERASE = """
CREATE OR REPLACE FUNCTION privacy_erase_traces(wanted uuid) RETURNS TABLE (kind text, rows bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
DECLARE
    told record;
    place regclass;
    emptied text;
    counted bigint;
    lines bigint := 0;
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
    FOR told IN SELECT DISTINCT model FROM erased WHERE model <> 'core.Event' LOOP
        place := to_regclass(lower(replace(told.model, '.', '_')));
        emptied := privacy_emptying(place);
        CONTINUE WHEN emptied IS NULL;
        EXECUTE format('UPDATE %s SET %s WHERE id IN (SELECT row::uuid FROM erased WHERE model = %L)',
                       place, emptied, told.model);
        GET DIAGNOSTICS counted = ROW_COUNT;
        lines := lines + counted;
    END LOOP;
    kind := 'lines'; rows := lines; RETURN NEXT;
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
"""


RULES = [
    "many_files",
    "at_night",
    "out_of_area",
    "same_surname",
    "own_relative",
    "same_file",
    "many_reveals",
    "slow_reveals",
    "no_opening",
    "after_death",
    "identity_probe",
    "slow_probe",
    "export_near_limit",
    "many_glasses",
    "glass_again",
    "glass_abused",
]


class Migration(migrations.Migration):
    dependencies = [("privacy", "0002_numbers_and_erasing")]

    operations = [
        migrations.AlterField("destructionitem", "row", models.CharField(max_length=160)),
        migrations.AddField(
            "destructionitem", "digest", models.CharField(blank=True, db_default="", default="", max_length=64)
        ),
        migrations.AddIndex(
            "destructionitem", models.Index(fields=["row", "model"], name="destructionitem_row")
        ),
        migrations.RemoveConstraint("finding", "finding_rule_known"),
        migrations.AddConstraint(
            "finding",
            models.CheckConstraint(condition=models.Q(rule__in=RULES), name="finding_rule_known"),
        ),
        migrations.RunSQL(APPEND_ONLY, migrations.RunSQL.noop),
        migrations.RunSQL(EMPTYING, "DROP FUNCTION privacy_emptying"),
        migrations.RunSQL(ERASE, migrations.RunSQL.noop),
    ]
