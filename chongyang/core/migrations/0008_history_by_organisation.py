"""The history of a row belongs to its organisation too: who reaches a row by that alone may change it."""

from django.db import migrations, models

HISTORY = """
CREATE OR REPLACE FUNCTION chongyang_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who text := coalesce(current_setting('chongyang.actor', true), '');
    former jsonb;
    present jsonb;
    changed jsonb;
BEGIN
    IF who = '' THEN
        RAISE EXCEPTION 'a write to % without an actor', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'INSERT' THEN
        RETURN NEW;
    END IF;
    former := to_jsonb(OLD);
    IF TG_OP = 'UPDATE' THEN
        present := to_jsonb(NEW);
        SELECT coalesce(jsonb_object_agg(key, value), '{}') INTO changed
            FROM jsonb_each(former) WHERE present -> key IS DISTINCT FROM value;
    ELSE
        changed := former;
    END IF;
    IF changed <> '{}' THEN
        INSERT INTO core_fieldchange ("table", row, operation, before, actor, area, organisation, person)
        VALUES (TG_TABLE_NAME, OLD.id, TG_OP, changed, who, OLD.area,
                coalesce(former ->> 'organisation', former ->> 'organisation_id')::uuid,
                CASE WHEN TG_ARGV[0] = '' THEN NULL ELSE (former ->> TG_ARGV[0])::uuid END);
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION chongyang_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who text := coalesce(current_setting('chongyang.actor', true), '');
    former jsonb;
    present jsonb;
    changed jsonb;
BEGIN
    IF who = '' THEN
        RAISE EXCEPTION 'a write to % without an actor', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'INSERT' THEN
        RETURN NEW;
    END IF;
    former := to_jsonb(OLD);
    IF TG_OP = 'UPDATE' THEN
        present := to_jsonb(NEW);
        SELECT coalesce(jsonb_object_agg(key, value), '{}') INTO changed
            FROM jsonb_each(former) WHERE present -> key IS DISTINCT FROM value;
    ELSE
        changed := former;
    END IF;
    IF changed <> '{}' THEN
        INSERT INTO core_fieldchange ("table", row, operation, before, actor, area, person)
        VALUES (TG_TABLE_NAME, OLD.id, TG_OP, changed, who, OLD.area,
                CASE WHEN TG_ARGV[0] = '' THEN NULL ELSE (former ->> TG_ARGV[0])::uuid END);
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0007_kept_numbers")]

    operations = [
        migrations.AddField("fieldchange", "organisation", models.UUIDField(null=True)),
        migrations.RunSQL(HISTORY, BEFORE),
    ]
