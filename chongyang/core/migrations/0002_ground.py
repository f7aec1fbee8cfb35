"""Functions that policies and triggers call, and the transaction number by which events are sealed."""

from pathlib import Path

from django.db import migrations

DROP = """
DROP FUNCTION IF EXISTS chongyang_areas, chongyang_organisation, chongyang_persons, chongyang_is_system,
    chongyang_append_only, chongyang_history CASCADE;
"""
XID = """
ALTER TABLE core_event ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX event_xid ON core_event (xid, seq);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL((Path(__file__).parent / "functions.sql").read_text(), DROP),
        migrations.RunSQL(XID, "ALTER TABLE core_event DROP COLUMN xid"),
    ]
