"""Rent and deposit of a rental are reasons of their own, beside services, fees and utilities."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('checkout', '0002_errands_with_two_people'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='bill',
            name='bill_kind',
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['service', 'cancellation', 'utility', 'rent', 'deposit'])), name='bill_kind'),
        ),
    ]
