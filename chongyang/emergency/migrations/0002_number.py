"""The running number of incidents."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("emergency", "0001_initial"), ("core", "0004_stages_held")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE emergency_number CYCLE MAXVALUE 999999", "DROP SEQUENCE emergency_number"
        ),
    ]
