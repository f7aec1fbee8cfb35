"""Whose file goes on when two become one, where who proposed it said so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("linkage", "0001_pairs_persons_and_merges")]

    operations = [
        migrations.AddField(model_name="pair", name="survivor", field=models.UUIDField(null=True)),
    ]
