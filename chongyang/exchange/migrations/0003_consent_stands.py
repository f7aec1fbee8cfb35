"""A department that asks because its people agreed gets a yes only of those whose consent stands."""

from importlib import import_module

from django.db import migrations

ANSWER: str = import_module("chongyang.exchange.migrations.0002_answer").ANSWER
BODY, _, _ = ANSWER.partition("REVOKE ALL")
BEFORE = BODY.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
AFTER = BEFORE.replace(
    "    which := ",
    """    hits := hits AND (terms.basis <> 'consent' OR EXISTS (
        SELECT FROM registry_consent c JOIN registry_elder e ON e.id = c.person
        WHERE held.id IN (e.id, e.same_as_id) AND c.purpose = 'sharing' AND c.basis = 'consent'
            AND c.withdrawn_at IS NULL));
    which := """,
    1,
)


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0002_answer"),
        ("registry", "0002_identity_taken"),
    ]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
