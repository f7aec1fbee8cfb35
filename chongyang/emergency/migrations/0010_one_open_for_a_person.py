"""One open incident for a person and kind. Of several that are open today the oldest goes on.

The younger ones end in it as if a seat had merged them; their step is missing, because no person took it.
"""

from django.db import migrations, models
from django.db.models import Q

JOIN = """
WITH elder AS (
    SELECT id, first_value(id) OVER w AS survivor
    FROM emergency_incident
    WHERE closed_at IS NULL AND person IS NOT NULL AND kind <> 'worker_sos'
    WINDOW w AS (PARTITION BY person, kind ORDER BY opened_at, id)
), ended AS (
    UPDATE emergency_incident i
    SET merged_into_id = e.survivor, closed_at = now(), state = 'merged',
        outcome = CASE WHEN i.outcome = '' THEN 'duplicate' ELSE i.outcome END
    FROM elder e WHERE e.id = i.id AND e.survivor <> i.id
    RETURNING i.id
)
UPDATE core_case c SET state = 'merged', due_at = NULL, ended_at = now() FROM ended WHERE c.id = ended.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('emergency', '0009_dispatch_by_responder'),
        ('core', '0008_history_by_organisation'),
    ]

    operations = [
        migrations.RunSQL(JOIN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.UniqueConstraint(
                condition=Q(closed_at=None, person__isnull=False) & ~Q(kind='worker_sos'),
                fields=('person', 'kind'),
                name='incident_person_once',
            ),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(
                condition=Q(merged_into__isnull=False),
                fields=['subject_key', 'kind'],
                name='incident_merged_key',
            ),
        ),
    ]
