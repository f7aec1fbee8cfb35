"""A step in a stage refers to its holder: whoever acted, and the principal, hold that stage and no other."""

from django.db import migrations

HELD = """
ALTER TABLE core_step
    ADD CONSTRAINT step_stage_held FOREIGN KEY (case_id, actor_account, stage)
        REFERENCES core_stageholder (case_id, holder, stage),
    ADD CONSTRAINT step_stage_held_for FOREIGN KEY (case_id, on_behalf_of, stage)
        REFERENCES core_stageholder (case_id, holder, stage);
"""
FREE = "ALTER TABLE core_step DROP CONSTRAINT step_stage_held, DROP CONSTRAINT step_stage_held_for;"


class Migration(migrations.Migration):
    dependencies = [("core", "0003_cases")]

    operations = [migrations.RunSQL(HELD, FREE)]
