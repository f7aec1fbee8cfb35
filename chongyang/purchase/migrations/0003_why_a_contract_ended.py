"""A contract is public, so why it ended is no secret: the sealed column becomes a plain one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("purchase", "0002_vouchers_beyond_reach")]

    operations = [
        migrations.RemoveField(model_name="contract", name="ended_why"),
        migrations.AddField(
            model_name="contract",
            name="ended_why",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
    ]
