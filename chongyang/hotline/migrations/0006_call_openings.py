"""Why a call was listened to stands sealed beside it; words about another person can be emptied where they stood."""

import chongyang.core.fields
import chongyang.core.keys
import django.db.models.deletion
from django.db import migrations, models


# What is written once may be emptied (`erasable`), by the owner's function alone and only for the program's own scope.
EMPTY_WORDS = """
CREATE FUNCTION hotline_empty_words(spoken uuid, whose uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT chongyang_is_system() THEN
        RAISE EXCEPTION 'words of a call are emptied by the program alone' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE hotline_callline SET note = '', outcome = '', why = '' WHERE call_id = spoken AND person <> whose;
    UPDATE hotline_callopening SET why = NULL WHERE call_id = spoken AND person <> whose;
END $$;
"""


GUARD = """
REVOKE ALL ON FUNCTION hotline_empty_words(uuid, uuid) FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'chongyang_run') THEN
        GRANT EXECUTE ON FUNCTION hotline_empty_words(uuid, uuid) TO chongyang_run;
    END IF;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('hotline', '0005_care_days'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallOpening',
            fields=[
                ('id', models.UUIDField(default=chongyang.core.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
                ('account', models.UUIDField(null=True)),
                ('why', chongyang.core.fields.SealedField(null=True)),
                ('person', models.UUIDField(null=True)),
                ('area', models.BigIntegerField()),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='hotline.call')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RunSQL(EMPTY_WORDS, "DROP FUNCTION hotline_empty_words(uuid, uuid)"),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
