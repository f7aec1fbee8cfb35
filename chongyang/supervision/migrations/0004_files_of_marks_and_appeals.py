"""Marks and appeals rest on files beside the line of text."""

import django.contrib.postgres.fields
from django.db import migrations, models


def files():
    return django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)


class Migration(migrations.Migration):

    dependencies = [
        ('supervision', '0003_remarks_have_an_area'),
    ]

    operations = [
        migrations.AddField(model_name='appeal', name='files', field=files()),
        migrations.AddField(model_name='judgement', name='files', field=files()),
    ]
