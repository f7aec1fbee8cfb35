"""A version that was ever active keeps its steps: a running run reads them."""

from django.db import migrations

CREATE = """
CREATE FUNCTION chongyang_chain_version_stays() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF OLD.activated_at IS NOT NULL AND (TG_OP = 'DELETE' OR NEW.steps IS DISTINCT FROM OLD.steps
            OR NEW.number <> OLD.number OR NEW.chain_id <> OLD.chain_id) THEN
        RAISE EXCEPTION 'version % of a chain was active and stays as it is', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER version_stays BEFORE UPDATE OR DELETE ON alerting_chainversion
    FOR EACH ROW EXECUTE FUNCTION chongyang_chain_version_stays();
"""
DROP = """
DROP TRIGGER IF EXISTS version_stays ON alerting_chainversion;
DROP FUNCTION IF EXISTS chongyang_chain_version_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("alerting", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
