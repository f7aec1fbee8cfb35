-- What the policies read: the scope of the running transaction (core.access writes it with SET LOCAL).
CREATE FUNCTION chongyang_areas() RETURNS int8multirange LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('chongyang.areas', true), ''), '{}')::int8multirange $$;

CREATE FUNCTION chongyang_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('chongyang.organisation', true), '')::uuid $$;

CREATE FUNCTION chongyang_persons() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('chongyang.persons', true), ''), '{}')::uuid[] $$;

CREATE FUNCTION chongyang_is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('chongyang.system', true), '') = 'on' $$;

-- Rows that are written once. An event's payload may be erased (with its salt) under the retention rule.
CREATE FUNCTION chongyang_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'core_event' THEN
        IF NEW.payload IS NULL AND NEW.salt IS NULL
           AND to_jsonb(NEW) - 'payload' - 'salt' = to_jsonb(OLD) - 'payload' - 'salt' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'append-only: rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- Field history of personal data. Refuses any write without an actor; keeps the former values of changed columns.
CREATE FUNCTION chongyang_history() RETURNS trigger LANGUAGE plpgsql AS $$
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
