"""Calls belong to the line: the room `hotline` keeps their table and their rows from here on."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("emergency", "0003_call_once")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Call")]),
    ]
