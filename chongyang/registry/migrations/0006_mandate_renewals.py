"""Mandates are renewed by a new row, asked for, reminded of; and never given by a short message."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_contact_by_phone")]

    operations = [
        migrations.AddField("mandate", "renews", models.UUIDField(null=True)),
        migrations.AddField(
            "mandate",
            "renew_reason",
            models.CharField(blank=True, default="", max_length=30),
            preserve_default=False,
        ),
        migrations.AddField("mandate", "renewal_asked_at", models.DateTimeField(null=True)),
        migrations.AddField("mandate", "reminded_days", models.PositiveSmallIntegerField(null=True)),
        migrations.AddConstraint(
            "mandate",
            models.UniqueConstraint(
                fields=["renews"], condition=Q(renews__isnull=False), name="mandate_renewed_once"
            ),
        ),
        migrations.AddConstraint(
            "mandate",
            models.CheckConstraint(
                condition=Q(renews=None, renew_reason="") | (Q(renews__isnull=False) & ~Q(renew_reason="")),
                name="mandate_renewed_with_reason",
            ),
        ),
        migrations.AddConstraint(
            "mandate",
            models.CheckConstraint(condition=~Q(channel="sms"), name="mandate_never_by_sms"),
        ),
        migrations.AddIndex(
            "mandate", models.Index(fields=["valid_to"], name="mandate_ending", condition=Q(revoked_at=None))
        ),
    ]
