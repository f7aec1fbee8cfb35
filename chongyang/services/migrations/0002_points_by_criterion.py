"""Evaluations keep their points by criterion; the database holds that the points are their sum."""

import chongyang.services.models.checks
from django.db import migrations, models

CREATE = """
CREATE FUNCTION chongyang_services_sum(parts jsonb) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN bool_and(value::numeric BETWEEN 0 AND 100) THEN sum(value::numeric) ELSE -1 END
    FROM pg_catalog.jsonb_each_text(parts)
$$
"""
DROP = "DROP FUNCTION chongyang_services_sum(jsonb)"


class Migration(migrations.Migration):
    dependencies = [("services", "0001_catalogue_prices_providers_and_offers")]

    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.AddField(
            model_name="evaluation", name="parts", field=models.JSONField(default=dict)
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parts", {}),
                    ("points", chongyang.services.models.checks.SumOfParts(models.F("parts"))),
                    _connector="OR",
                ),
                name="serviceevaluation_sum",
            ),
        ),
    ]
