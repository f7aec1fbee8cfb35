"""Records that somebody took from a person, so that no linkage gives them back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_claims_of")]

    operations = [
        migrations.CreateModel(
            name="NotOf",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "feed",
                        "record_index",
                        "person",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("feed", models.CharField(max_length=40)),
                ("record_index", models.BinaryField()),
                ("person", models.UUIDField()),
                ("area", models.BigIntegerField()),
                ("said_at", models.DateTimeField()),
                ("said_by", models.UUIDField(null=True)),
            ],
            options={"indexes": [models.Index(fields=["person"], name="not_of_person")]},
        ),
    ]
