"""Signs of life packed by the half second in a table by days; a device that floods is marked.

The run role may make no table: the days are made and dropped by a function of the owner.
"""

from django.db import migrations, models

import chongyang.core.keys

TABLE = """
CREATE TABLE telecare_framepack (
  id uuid NOT NULL, received_from timestamptz NOT NULL, received_to timestamptz NOT NULL,
  count integer NOT NULL CHECK (count >= 0), body bytea NOT NULL,
  PRIMARY KEY (id, received_from)) PARTITION BY RANGE (received_from);
ALTER TABLE telecare_framepack ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX framepack_from ON telecare_framepack (received_from);
CREATE TABLE telecare_framepack_rest PARTITION OF telecare_framepack DEFAULT;
ALTER TABLE telecare_device SET (fillfactor = 80);
"""
DAYS = """
CREATE FUNCTION telecare_frame_days(today date, ahead int, keep int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE day date; name text; dropped int := 0;
BEGIN
  FOR day IN SELECT today + n FROM generate_series(0, ahead) n LOOP
    name := 'telecare_framepack_' || to_char(day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass(name) IS NOT NULL;
    BEGIN
      EXECUTE format('CREATE TABLE %I PARTITION OF telecare_framepack FOR VALUES FROM (%L) TO (%L)',
        name, day::timestamp AT TIME ZONE 'Asia/Shanghai', (day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai');
    EXCEPTION WHEN check_violation THEN NULL; -- rows of that day lie in the rest already and stay there
    END;
  END LOOP;
  FOR name IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'telecare_framepack'::regclass AND c.relname ~ '_[0-9]{8}$'
      AND to_date(right(c.relname, 8), 'YYYYMMDD') < today - keep LOOP
    EXECUTE format('DROP TABLE %I', name);
    dropped := dropped + 1;
  END LOOP;
  DELETE FROM telecare_framepack_rest
    WHERE received_from < (today - keep)::timestamp AT TIME ZONE 'Asia/Shanghai';
  RETURN dropped;
END $$;
REVOKE ALL ON FUNCTION telecare_frame_days(date, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION telecare_frame_days(date, int, int) TO chongyang_run;
"""
NAMES = """
UPDATE telecare_devicemodel SET protocol = CASE protocol
  WHEN 'watch3g' THEN 'sos_watch' WHEN 'jt808' THEN 'jtt808' END WHERE protocol IN ('watch3g', 'jt808')
"""


class Migration(migrations.Migration):
    dependencies = [("telecare", "0002_devices_and_their_life")]

    operations = [
        migrations.AddField("device", "flooded_at", models.DateTimeField(null=True)),
        migrations.RunSQL(
            TABLE,
            "DROP TABLE telecare_framepack",
            state_operations=[
                migrations.CreateModel(
                    name="FramePack",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=chongyang.core.keys.new_key,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("received_from", models.DateTimeField()),
                        ("received_to", models.DateTimeField()),
                        ("count", models.PositiveIntegerField()),
                        ("body", models.BinaryField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["received_from"], name="framepack_from")],
                    },
                ),
            ],
        ),
        migrations.RunSQL(DAYS, "DROP FUNCTION telecare_frame_days(date, int, int)"),
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
    ]
