"""A blind index of the card's number, so that a device that rings is found; cards that are known get theirs."""

from django.db import migrations, models


def index_known(apps, schema_editor):
    from chongyang.core.fields import index_of
    from chongyang.telecare.rules.sims import callable_number

    rows = apps.get_model("telecare", "Device").objects.filter(sim__isnull=False).only("id", "sim")
    for row in rows.iterator(chunk_size=1000):
        if number := row.sim.plain:
            row.sim_index = index_of(callable_number(number), "phone")
            row.save(update_fields=["sim_index"])


class Migration(migrations.Migration):

    dependencies = [
        ('telecare', '0005_announced_tests_and_versions_of_models'),
    ]

    operations = [
        migrations.AddField(
            model_name='device',
            name='sim_index',
            field=models.BinaryField(null=True),
        ),
        migrations.AddIndex(
            model_name='device',
            index=models.Index(
                condition=models.Q(('sim_index__isnull', False)), fields=['sim_index'], name='device_sim'
            ),
        ),
        migrations.RunPython(index_known, migrations.RunPython.noop, elidable=True),
    ]
