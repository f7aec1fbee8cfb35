"""Calls come from the room `emergency`, table and rows as they stand; nothing moves in the database."""

import chongyang.core.fields
import chongyang.core.keys
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("emergency", "0004_calls_leave")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Call",
                    fields=[
                        ("id", models.UUIDField(default=chongyang.core.keys.new_key, editable=False, primary_key=True, serialize=False)),
                        ("caller_number", chongyang.core.fields.SealedField(null=True)),
                        ("caller_index", models.BinaryField(null=True)),
                        ("began_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField()),
                        ("purpose", models.CharField(max_length=20)),
                        ("note", models.CharField(blank=True, max_length=500)),
                        ("account", models.UUIDField(null=True)),
                        ("person", models.UUIDField(null=True)),
                        ("area", models.BigIntegerField()),
                        ("incident", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="calls", to="emergency.incident")),
                    ],
                    options={
                        "db_table": "emergency_call",
                        "constraints": [models.UniqueConstraint(fields=("account", "began_at"), name="call_once")],
                    },
                ),
            ]
        ),
    ]
