"""The sanctioned crossing of the query door: an answer within an agreement, with its question and its event."""

from django.db import migrations

FIELDS = """
CREATE FUNCTION chongyang_exchange_fields(asked uuid, wanted text[], today date) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_temp AS
$$
    SELECT coalesce(jsonb_object_agg(told.name, told.value), '{}')
    FROM registry_elder e LEFT JOIN registry_profile p ON p.id = e.id
    CROSS JOIN LATERAL (VALUES
        ('life_status', to_jsonb(e.life_status)),
        ('status_on', to_jsonb(e.status_on)),
        ('county', to_jsonb((e.area / 1000000)::text)),
        ('street', to_jsonb((e.area / 1000)::text)),
        ('aged_80', to_jsonb(e.born_on <= (today - interval '80 years')::date)),
        ('centenarian', to_jsonb(e.born_on <= (today - interval '100 years')::date)),
        ('is_registered', to_jsonb(e.registered_at IS NOT NULL)),
        ('lives_alone', to_jsonb(p.living_form = 'alone')),
        ('classes', to_jsonb(p.classes)),
        ('ability_level', to_jsonb(nullif(p.ability_level, '')))
    ) AS told(name, value)
    WHERE e.id = asked AND told.name = ANY(wanted)
$$;
"""

ANSWER = """
CREATE FUNCTION chongyang_exchange_answer(
    asked_of uuid, as_id uuid, in_batch uuid, asked_index bytea, asked_name text, asked_for text, asked_reference text,
    payloads jsonb[], salts bytea[], digests bytea[], asked_at timestamptz, today date
) RETURNS TABLE (answer text, told jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
#variable_conflict use_column
DECLARE
    who text := coalesce(current_setting('chongyang.actor', true), '');
    label text := substr(who, length(split_part(who, ':', 1)) + 2);
    is_account boolean := label ~ '^[0-9a-f]{8}-[0-9a-f-]{27}$';
    terms exchange_agreement;
    held record;
    hits boolean;
    which int;
BEGIN
    SELECT * INTO terms FROM exchange_agreement WHERE id = asked_of;
    IF who = '' OR terms.id IS NULL OR terms.organisation IS DISTINCT FROM chongyang_organisation()
        OR terms.state <> 'in_force' OR today < terms.valid_from OR today >= terms.valid_to
        OR NOT EXISTS (SELECT FROM jsonb_array_elements(terms.purposes) AS pair WHERE pair ->> 0 = asked_for)
    THEN
        RAISE EXCEPTION 'a question beyond its agreement' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT id, area, name INTO held FROM registry_elder WHERE identity_index = asked_index AND same_as_id IS NULL;
    hits := held.id IS NOT NULL AND (asked_name = '' OR asked_name = held.name) AND held.area <@ (
        SELECT range_agg(int8range(terms.intervals[i][1], terms.intervals[i][2], '[]'))
        FROM generate_subscripts(terms.intervals, 1) AS i);
    which := CASE WHEN hits THEN 1 ELSE 2 END;
    INSERT INTO exchange_question (id, agreement_id, batch, organisation, area, at, purpose, reference, index, answer)
    VALUES (as_id, terms.id, in_batch, terms.organisation, terms.area, asked_at, asked_for,
            asked_reference, asked_index, CASE WHEN hits THEN 'yes' ELSE 'no' END);
    INSERT INTO core_event (id, kind, at, actor_kind, actor_label, actor_account, actor_role, actor_organisation,
                            area, person, subject_type, subject, purpose, payload, salt, payload_digest)
    VALUES (gen_random_uuid(), 'exchange.question.answered', asked_at, left(split_part(who, ':', 1), 10),
            CASE WHEN is_account THEN 'api_client' ELSE left(label, 80) END,
            CASE WHEN is_account THEN label::uuid END, 'api_client', terms.organisation,
            coalesce(held.area, terms.area), held.id, 'exchange.agreement', terms.id, left(asked_for, 200),
            payloads[which], salts[which], digests[which]);
    INSERT INTO exchange_followed (agreement_id, index, person, since)
    VALUES (terms.id, asked_index, CASE WHEN hits THEN held.id END, asked_at)
    ON CONFLICT (agreement_id, index) DO UPDATE SET person = coalesce(excluded.person, exchange_followed.person);
    RETURN QUERY SELECT CASE WHEN hits THEN 'yes' ELSE 'no' END,
        CASE WHEN hits THEN chongyang_exchange_fields(held.id, terms.fields::text[], today) ELSE '{}'::jsonb END;
END $$;
REVOKE ALL ON FUNCTION chongyang_exchange_answer FROM PUBLIC;
GRANT EXECUTE ON FUNCTION chongyang_exchange_answer TO chongyang_run;
"""
DROP = "DROP FUNCTION IF EXISTS chongyang_exchange_answer; DROP FUNCTION IF EXISTS chongyang_exchange_fields"


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_agreements_questions_and_changes"),
        ("registry", "0002_identity_taken"),
        ("core", "0002_ground"),
    ]

    operations = [migrations.RunSQL(FIELDS + ANSWER, DROP)]
