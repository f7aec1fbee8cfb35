"""The sanctioned crossing of claims: whoever reaches a person's file reads what any county was told of her.

Row-level security keeps a claim where it was told. The function asks first whether the caller reaches the file,
takes the files linked to it, and writes an event of its own when a word lies outside the caller's areas.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION chongyang_claims_of(of_person uuid, told_purpose text, asked_as text)
RETURNS TABLE (id uuid, feed varchar, source varchar, run uuid, record_index bytea, fields bytea,
               valid_from date, valid_to date, file uuid, how varchar, probability double precision,
               since timestamptz, seen_on date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
#variable_conflict use_column
DECLARE
    who text := coalesce(current_setting('chongyang.actor', true), '');
    kind text := split_part(who, ':', 1);
    label text := substr(who, length(kind) + 2);
    is_account boolean := label ~ '^[0-9a-f]{8}-[0-9a-f-]{27}$';
    reach int8multirange := chongyang_areas();
    here bigint;
    files uuid[];
BEGIN
    IF who = '' THEN
        RAISE EXCEPTION 'claims read without an actor' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT e.area INTO here FROM registry_elder e WHERE e.id = of_person
        AND (chongyang_is_system() OR e.area <@ reach OR e.id = ANY (chongyang_persons()));
    IF here IS NULL THEN
        RETURN;
    END IF;
    WITH RECURSIVE up AS (
        SELECT e.id, e.same_as_id FROM registry_elder e WHERE e.id = of_person
        UNION SELECT e.id, e.same_as_id FROM registry_elder e JOIN up ON e.id = up.same_as_id
    ), down AS (
        SELECT up.id FROM up WHERE up.same_as_id IS NULL
        UNION SELECT e.id FROM registry_elder e JOIN down ON e.same_as_id = down.id
    ) SELECT coalesce(array_agg(down.id), ARRAY[of_person]) INTO files FROM down;
    IF NOT chongyang_is_system() AND NOT isempty(reach) AND EXISTS (
        SELECT FROM claims_belonging b JOIN claims_claim c
            ON c.feed = b.feed AND c.record_index = b.record_index AND c.valid_to IS NULL
        WHERE b.person = ANY (files) AND NOT c.area <@ reach
    ) THEN
        INSERT INTO core_event (id, kind, at, actor_kind, actor_label, actor_account, actor_role, area, person,
                                subject_type, subject, purpose, payload_digest)
        VALUES (gen_random_uuid(), 'claims.claims.crossed', now(), left(kind, 10),
                left(CASE WHEN is_account THEN asked_as ELSE label END, 80),
                CASE WHEN is_account THEN label::uuid END, left(asked_as, 40), here, of_person,
                'registry.elder', of_person, left(told_purpose, 200), ''::bytea);
    END IF;
    RETURN QUERY
        WITH full_run AS (
            SELECT r.feed, max(r.told_on) AS told_on FROM claims_run r
            WHERE r.is_full AND r.state = 'done' GROUP BY r.feed
        )
        SELECT c.id, c.feed, c.source, c.run, c.record_index, c.fields, c.valid_from, c.valid_to,
               b.person, b.how, b.probability, b.since, greatest(c.valid_from, full_run.told_on)
        FROM claims_belonging b JOIN claims_claim c
            ON c.feed = b.feed AND c.record_index = b.record_index AND c.valid_to IS NULL
        LEFT JOIN full_run ON full_run.feed = c.feed
        WHERE b.person = ANY (files)
        UNION ALL
        SELECT c.id, c.feed, c.source, c.run, c.record_index, c.fields, c.valid_from, c.valid_to,
               b.person, b.how, b.probability, b.since, c.valid_from
        FROM claims_belonging b JOIN claims_claim c
            ON c.feed = b.feed AND c.record_index = b.record_index AND c.valid_to IS NOT NULL
        WHERE b.person = ANY (files);
END $$;
REVOKE ALL ON FUNCTION chongyang_claims_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION chongyang_claims_of TO chongyang_run;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0002_words_contests_and_stops"),
        ("registry", "0005_contact_by_phone"),
        ("core", "0002_ground"),
    ]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION IF EXISTS chongyang_claims_of")]
