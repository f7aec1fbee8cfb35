"""Readings by days, their roll-up by months, last readings, limits, absences, alerts.

The run role may make no table: the parts are made and dropped by a function of the owner. Nothing is deleted:
what came before its day stood lies in the rest, and is brought into the day when that is made.
"""

import django.contrib.postgres.constraints
from django.db import migrations, models

import chongyang.core.keys
import chongyang.territory.models

TABLES = """
CREATE TABLE telecare_reading (
  id uuid NOT NULL, serial varchar(40) NOT NULL, event_key varchar(64) NOT NULL, kind varchar(20) NOT NULL,
  context varchar(12) NOT NULL, at timestamptz NOT NULL, received_at timestamptz NOT NULL,
  value double precision NOT NULL CHECK (value > '-infinity' AND value < 'infinity'),
  person uuid NULL, area bigint NOT NULL, fault varchar(12) NOT NULL,
  PRIMARY KEY (serial, event_key, kind, at)) PARTITION BY RANGE (at);
CREATE INDEX reading_person ON telecare_reading (person, kind, at);
CREATE INDEX reading_received ON telecare_reading USING brin (received_at) WITH (pages_per_range = 32);
CREATE TABLE telecare_reading_rest PARTITION OF telecare_reading DEFAULT;
ALTER TABLE telecare_reading_rest ENABLE ROW LEVEL SECURITY;
CREATE TABLE telecare_hourlyreading (
  id uuid NOT NULL, person uuid NOT NULL, area bigint NOT NULL, kind varchar(20) NOT NULL,
  context varchar(12) NOT NULL, hour timestamptz NOT NULL, lowest double precision NOT NULL,
  highest double precision NOT NULL, mean double precision NOT NULL,
  count integer NOT NULL CHECK (count > 0), last double precision NOT NULL,
  PRIMARY KEY (person, kind, hour, context)) PARTITION BY RANGE (hour);
CREATE TABLE telecare_hourlyreading_rest PARTITION OF telecare_hourlyreading DEFAULT;
ALTER TABLE telecare_hourlyreading_rest ENABLE ROW LEVEL SECURITY;
"""
PARTS = """
CREATE FUNCTION telecare_make_part(parent text, by_column text, suffix text, first date, after date)
RETURNS int LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  part text := parent || '_' || suffix;
  low timestamptz := first::timestamp AT TIME ZONE 'Asia/Shanghai';
  high timestamptz := after::timestamp AT TIME ZONE 'Asia/Shanghai';
  early boolean;
BEGIN
  IF to_regclass(part) IS NOT NULL THEN RETURN 0; END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %I >= %L AND %I < %L)',
    parent || '_rest', by_column, low, by_column, high) INTO early;
  IF early THEN -- rows came before their part: a new rest, and the former is sorted into the parts
    EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, parent || '_rest');
    EXECUTE format('ALTER TABLE %I RENAME TO %I', parent || '_rest', parent || '_sorted');
    EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', parent || '_rest', parent);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', parent || '_rest');
  END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', part, parent, low, high);
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
  IF early THEN
    EXECUTE format('INSERT INTO %I SELECT * FROM %I', parent, parent || '_sorted');
    EXECUTE format('DROP TABLE %I', parent || '_sorted');
  END IF;
  RETURN 1;
END $$;
CREATE FUNCTION telecare_drop_parts(parent text, pattern text, shape text, before date)
RETURNS int LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE part text; dropped int := 0;
BEGIN
  FOR part IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = parent::regclass AND c.relname ~ pattern
      AND to_date(substring(c.relname from '[0-9]+$'), shape) < before LOOP
    EXECUTE format('DROP TABLE %I', part);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;
CREATE FUNCTION telecare_turn_readings(today date, ahead int, back int, raw_days int, hourly_months int)
RETURNS TABLE (made int, dropped int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '30s' AS $$
DECLARE day date; month date;
BEGIN
  made := 0;
  FOR day IN SELECT today + n FROM generate_series(-least(back, raw_days), ahead) n LOOP
    made := made + telecare_make_part('telecare_reading', 'at', to_char(day, 'YYYYMMDD'), day, day + 1);
  END LOOP;
  FOR month IN SELECT generate_series(date_trunc('month', today - least(back, raw_days)),
      date_trunc('month', today + ahead), interval '1 month')::date LOOP
    made := made + telecare_make_part('telecare_hourlyreading', 'hour', to_char(month, 'YYYYMM'), month,
      (month + interval '1 month')::date);
  END LOOP;
  dropped := telecare_drop_parts('telecare_reading', '_[0-9]{8}$', 'YYYYMMDD', today - raw_days)
    + telecare_drop_parts('telecare_hourlyreading', '_[0-9]{6}$', 'YYYYMM',
      (date_trunc('month', today) - make_interval(months => hourly_months))::date);
  RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION telecare_turn_readings(date, int, int, int, int) FROM PUBLIC;
REVOKE ALL ON FUNCTION telecare_make_part(text, text, text, date, date) FROM PUBLIC;
REVOKE ALL ON FUNCTION telecare_drop_parts(text, text, text, date) FROM PUBLIC;
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'chongyang_run') THEN
    GRANT EXECUTE ON FUNCTION telecare_turn_readings(date, int, int, int, int) TO chongyang_run;
  END IF;
END $$;
SELECT telecare_turn_readings((now() AT TIME ZONE 'Asia/Shanghai')::date, 14, 0, 90, 60);
"""
NO_PARTS = """
DROP FUNCTION telecare_turn_readings(date, int, int, int, int);
DROP FUNCTION telecare_make_part(text, text, text, date, date);
DROP FUNCTION telecare_drop_parts(text, text, text, date);
"""


def key():
    return models.UUIDField(
        default=chongyang.core.keys.new_key, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    dependencies = [("telecare", "0003_packed_frames"), ("territory", "0001_initial")]

    operations = [
        migrations.RunSQL(
            TABLES,
            "DROP TABLE telecare_reading, telecare_hourlyreading",
            state_operations=[
                migrations.CreateModel(
                    name="Reading",
                    fields=[
                        ("id", key()),
                        ("serial", models.CharField(max_length=40)),
                        ("event_key", models.CharField(max_length=64)),
                        ("kind", models.CharField(max_length=20)),
                        ("context", models.CharField(blank=True, max_length=12)),
                        ("at", models.DateTimeField()),
                        ("received_at", models.DateTimeField()),
                        ("value", models.FloatField()),
                        ("person", models.UUIDField(null=True)),
                        ("area", models.BigIntegerField()),
                        ("fault", models.CharField(blank=True, max_length=12)),
                    ],
                ),
                migrations.CreateModel(
                    name="HourlyReading",
                    fields=[
                        ("id", key()),
                        ("person", models.UUIDField()),
                        ("area", models.BigIntegerField()),
                        ("kind", models.CharField(max_length=20)),
                        ("context", models.CharField(blank=True, max_length=12)),
                        ("hour", models.DateTimeField()),
                        ("lowest", models.FloatField()),
                        ("highest", models.FloatField()),
                        ("mean", models.FloatField()),
                        ("count", models.PositiveIntegerField()),
                        ("last", models.FloatField()),
                    ],
                ),
            ],
        ),
        migrations.RunSQL(PARTS, NO_PARTS),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ("id", key()),
                ('person', models.UUIDField()),
                ('area', models.BigIntegerField()),
                ('kind', models.CharField(max_length=20)),
                ('level', models.CharField(max_length=8)),
                ('rule', models.CharField(max_length=30)),
                ('reasons', models.JSONField(default=list)),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('count', models.PositiveIntegerField(default=1)),
                ('shown_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(default='open', max_length=12)),
                ('taken_at', models.DateTimeField(null=True)),
                ('taken_by', models.UUIDField(null=True)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.UUIDField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=12)),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'first_at'], name='alert_person'), models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['level', 'shown_at', 'id'], name='alert_open'), models.Index(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('escalated_at__isnull', True)), fields=['due_at'], name='alert_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'closed'), _negated=True), fields=('person', 'rule'), name='alert_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('closed_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='alert_closed_with_outcome')],
            },
        ),
        migrations.CreateModel(
            name='Away',
            fields=[
                ("id", key()),
                ('person', models.UUIDField()),
                ('area', models.BigIntegerField()),
                ('kind', models.CharField(max_length=12)),
                ('valid_from', models.DateTimeField()),
                ('valid_to', models.DateTimeField(null=True)),
                ('said_by', models.UUIDField(null=True)),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), (chongyang.territory.models.TstzRange('valid_from', 'valid_to'), '&&')], name='away_once'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='away_order')],
            },
        ),
        migrations.CreateModel(
            name='LastReading',
            fields=[
                ("id", key()),
                ('person', models.UUIDField()),
                ('area', models.BigIntegerField()),
                ('kind', models.CharField(max_length=20)),
                ('context', models.CharField(blank=True, max_length=12)),
                ('at', models.DateTimeField()),
                ('value', models.FloatField()),
                ('active_at', models.DateTimeField(null=True)),
                ('unjudged_since', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'active_at'], name='last_reading_active'), models.Index(condition=models.Q(('unjudged_since__isnull', False)), fields=['unjudged_since'], name='last_reading_unjudged')],
                'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='last_reading_once')],
            },
        ),
        migrations.CreateModel(
            name='VitalLimit',
            fields=[
                ("id", key()),
                ('person', models.UUIDField()),
                ('area', models.BigIntegerField()),
                ('rule', models.CharField(max_length=30)),
                ('limit', models.FloatField()),
                ('reason', models.CharField(max_length=200)),
                ('valid_from', models.DateTimeField()),
                ('valid_to', models.DateTimeField(null=True)),
                ('set_by', models.UUIDField(null=True)),
                ('set_role', models.CharField(blank=True, max_length=30)),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('rule', '='), (chongyang.territory.models.TstzRange('valid_from', 'valid_to'), '&&')], name='vital_limit_one_at_a_time'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='vital_limit_order')],
            },
        ),
    ]
