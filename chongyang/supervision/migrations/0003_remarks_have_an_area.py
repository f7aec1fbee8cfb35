"""A remark lies in the city, so that who keeps its records may destroy it when its years are over."""

from django.db import migrations, models

CITY = 410100000000


class Migration(migrations.Migration):
    dependencies = [("supervision", "0002_made_reports")]

    operations = [
        migrations.AddField(
            model_name="remark",
            name="area",
            field=models.BigIntegerField(default=CITY),
            preserve_default=False,
        ),
    ]
