"""The sanctioned crossing of the exact-duplicate check: that a number is registered, and in which county."""

from django.db import migrations

CREATE = """
CREATE FUNCTION chongyang_identity_taken(index bytea, asked_as text DEFAULT '') RETURNS TABLE (area bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
#variable_conflict use_column
DECLARE
    who text := coalesce(current_setting('chongyang.actor', true), '');
    kind text := split_part(who, ':', 1);
    label text := substr(who, length(kind) + 2);
    is_account boolean := label ~ '^[0-9a-f]{8}-[0-9a-f-]{27}$';
    found record;
BEGIN
    IF who = '' THEN
        RAISE EXCEPTION 'a question about an identity number without an actor' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT id, area INTO found FROM registry_elder WHERE identity_index = index AND same_as_id IS NULL;
    INSERT INTO core_event (id, kind, at, actor_kind, actor_label, actor_account, actor_role, area, person,
                            subject_type, subject, purpose, payload_digest)
    VALUES (gen_random_uuid(), 'registry.identity.asked', now(), left(kind, 10),
            left(CASE WHEN is_account THEN asked_as ELSE label END, 80),
            CASE WHEN is_account THEN label::uuid END, left(asked_as, 40),
            coalesce(found.area, lower(chongyang_areas()), 410100000000), found.id,
            'registry.elder', found.id, 'duplicate', ''::bytea);
    IF found.id IS NOT NULL THEN
        RETURN QUERY SELECT found.area / 1000000 * 1000000;
    END IF;
END $$;
REVOKE ALL ON FUNCTION chongyang_identity_taken FROM PUBLIC;
GRANT EXECUTE ON FUNCTION chongyang_identity_taken TO chongyang_run;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial"), ("core", "0002_ground")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION IF EXISTS chongyang_identity_taken")]
