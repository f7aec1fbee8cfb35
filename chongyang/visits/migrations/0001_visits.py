"""Visits, what phones told of them, pictures, call-backs, and visits that did not begin."""

import chongyang.core.fields
import chongyang.core.keys
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


# Where a carer stood and what she measured is needed until the month is settled, and not after: the owner's function
# empties both, and only for the program's own scope.
FORGET = """
CREATE FUNCTION visits_forget(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    counted bigint;
BEGIN
    IF NOT chongyang_is_system() THEN
        RAISE EXCEPTION 'positions are forgotten by the program alone' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE visits_entry SET place = NULL, said = NULL
        WHERE received_at < before AND (place IS NOT NULL OR said IS NOT NULL);
    GET DIAGNOSTICS counted = ROW_COUNT;
    RETURN counted;
END $$;
"""
GUARD = """
REVOKE ALL ON FUNCTION visits_forget(timestamptz) FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'chongyang_run') THEN
        GRANT EXECUTE ON FUNCTION visits_forget(timestamptz) TO chongyang_run;
    END IF;
END $$;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0010_files'),
    ]

    operations = [
        migrations.CreateModel(
            name='Missed',
            fields=[
                ('id', models.UUIDField(default=chongyang.core.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('order', models.UUIDField(unique=True)),
                ('number', models.CharField(max_length=30)),
                ('person', models.UUIDField()),
                ('area', models.BigIntegerField()),
                ('organisation', models.UUIDField()),
                ('accounts', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('due_at', models.DateTimeField()),
                ('told', models.PositiveSmallIntegerField(default=0)),
                ('told_at', models.DateTimeField(null=True)),
                ('incident', models.UUIDField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_why', models.CharField(blank=True, default='', max_length=12)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_at', None)), fields=['due_at'], name='missed_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_why', '')), models.Q(('closed_at__isnull', False), models.Q(('closed_why', ''), _negated=True)), _connector='OR'), name='missed_closed_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.UUIDField(default=chongyang.core.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('order', models.UUIDField(unique=True)),
                ('number', models.CharField(max_length=30)),
                ('person', models.UUIDField()),
                ('area', models.BigIntegerField()),
                ('organisation', models.UUIDField()),
                ('item', models.CharField(max_length=60)),
                ('carers', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('accounts', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('from_at', models.DateTimeField()),
                ('to_at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('set_out_at', models.DateTimeField(null=True)),
                ('arrived_at', models.DateTimeField(null=True)),
                ('started_at', models.DateTimeField(null=True)),
                ('paused_at', models.DateTimeField(null=True)),
                ('paused_seconds', models.PositiveIntegerField(default=0)),
                ('ended_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('last_received_at', models.DateTimeField()),
                ('marks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('score', models.PositiveSmallIntegerField(null=True)),
                ('score_reasons', models.JSONField(default=list)),
                ('verdict', models.CharField(blank=True, default='', max_length=10)),
                ('judged_at', models.DateTimeField(null=True)),
                ('verified_by', models.UUIDField(null=True)),
                ('verified_at', models.DateTimeField(null=True)),
                ('verify_reason', chongyang.core.fields.SealedField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'ended_at'], name='visit_month'), models.Index(fields=['person', 'from_at'], name='visit_person'), models.Index(condition=models.Q(('verdict', '')), fields=['last_received_at'], name='visit_unjudged'), models.Index(condition=models.Q(('verdict', 'below')), fields=['area', 'judged_at'], name='visit_below')],
                'constraints': [models.CheckConstraint(condition=models.Q(('verdict__in', ('', 'accepted', 'below', 'verified', 'rejected'))), name='visit_verdict_known'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('started_at', None), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='visit_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('score', None), ('score__lte', 100), _connector='OR'), name='visit_score_of_100'), models.CheckConstraint(condition=models.Q(('verdict', ''), ('score__isnull', False), _connector='OR'), name='visit_verdict_has_score'), models.CheckConstraint(condition=models.Q(models.Q(('verdict__in', ['verified', 'rejected']), _negated=True), ('verified_by__isnull', False), _connector='OR'), name='visit_verified_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('verdict__in', ['accepted', 'verified']), _negated=True), ('ended_at__isnull', False), _connector='OR'), name='visit_payable_has_ended')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=chongyang.core.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('device', models.UUIDField()),
                ('sequence', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=12)),
                ('account', models.UUIDField()),
                ('carer', models.UUIDField(null=True)),
                ('person', models.UUIDField()),
                ('area', models.BigIntegerField()),
                ('organisation', models.UUIDField()),
                ('taken_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('happened_at', models.DateTimeField()),
                ('clock_seconds', models.BigIntegerField(default=0)),
                ('place', chongyang.core.fields.SealedField(null=True)),
                ('said', chongyang.core.fields.SealedField(null=True)),
                ('payload', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64)),
                ('conflict', models.CharField(blank=True, default='', max_length=20)),
                ('ours', models.JSONField(default=dict)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='visits.visit')),
            ],
        ),
        migrations.CreateModel(
            name='CallBack',
            fields=[
                ('id', models.UUIDField(default=chongyang.core.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('person', models.UUIDField()),
                ('area', models.BigIntegerField()),
                ('account', models.UUIDField()),
                ('outcome', models.CharField(max_length=12)),
                ('note', chongyang.core.fields.SealedField(null=True)),
                ('at', models.DateTimeField()),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='call_backs', to='visits.visit')),
            ],
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.UUIDField(default=chongyang.core.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=10)),
                ('digest', models.CharField(max_length=64)),
                ('looks', models.BigIntegerField(null=True)),
                ('person', models.UUIDField()),
                ('area', models.BigIntegerField()),
                ('organisation', models.UUIDField()),
                ('taken_at', models.DateTimeField()),
                ('exif_at', models.DateTimeField(null=True)),
                ('received_at', models.DateTimeField()),
                ('is_old', models.BooleanField(default=False)),
                ('like', models.UUIDField(null=True)),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='photo', to='visits.entry')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.filestored')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='visits.visit')),
            ],
            options={
                'indexes': [models.Index(fields=['digest'], name='photo_digest'), models.Index(fields=['organisation', 'received_at'], name='photo_organisation'), models.Index(fields=['person', 'received_at'], name='photo_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['photo', 'signature'])), name='photo_kind_known')],
            },
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['visit', 'happened_at', 'id'], name='entry_visit'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['account', 'happened_at'], name='entry_account'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(fields=('device', 'sequence'), name='entry_once_a_device'),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['confirmed', 'denied', 'not_reached'])), name='callback_outcome_known'),
        ),
        migrations.RunSQL(FORGET, "DROP FUNCTION visits_forget(timestamptz)"),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
