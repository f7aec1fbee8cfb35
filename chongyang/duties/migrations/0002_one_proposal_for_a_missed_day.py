"""Of the steps that wait for one missed day the gravest stays, the milder ones are superseded."""

from django.db import migrations, models

GIVE_WAY = """
UPDATE duties_escalation milder SET state = 'superseded', decided_at = graver.proposed_at
FROM duties_escalation graver
WHERE milder.state = 'proposed' AND graver.run_id = milder.run_id AND graver.about = milder.about
  AND array_position(ARRAY['urge', 'circulate', 'interview'], graver.step::text)
    > array_position(ARRAY['urge', 'circulate', 'interview'], milder.step::text)
"""
STAND_AGAIN = "UPDATE duties_escalation SET state = 'proposed', decided_at = NULL WHERE state = 'superseded'"


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0001_runs_letters_and_meetings"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="escalation",
            name="duty_escalation_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="escalation",
            name="duty_escalation_by_person",
        ),
        migrations.RunSQL(GIVE_WAY, STAND_AGAIN),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["proposed", "issued", "declined", "superseded"])),
                name="duty_escalation_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by", None), ("state", "proposed")),
                    models.Q(("decided_at__isnull", False), ("decided_by", None), ("state", "superseded")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ["issued", "declined"]),
                    ),
                    _connector="OR",
                ),
                name="duty_escalation_by_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")),
                fields=("run", "about"),
                name="duty_escalation_proposed_once",
            ),
        ),
    ]
