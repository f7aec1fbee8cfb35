"""Published documents and their clauses; parameters, targets and standards come to stand beside them."""

from typing import ClassVar

from django.db import models

from chongyang.core.models import Row


class Document(models.Model):
    """A published plan under its document number."""

    scope_kind: ClassVar[str] = "public"

    key = models.CharField(max_length=20, primary_key=True)
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=80)
    issued_on = models.DateField()
    source = models.TextField(blank=True)


class Clause(models.Model):
    """A heading, clause or paragraph in the published wording, at its place in reading order."""

    scope_kind: ClassVar[str] = "public"

    id = models.CharField(max_length=40, primary_key=True)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="clauses")
    place = models.PositiveIntegerField()
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    kind = models.CharField(max_length=20)
    label = models.CharField(max_length=40, blank=True)
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    lead_text = models.TextField(blank=True)
    responsible_text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "place"], name="clause_place_once")]


class ClauseUnit(Row):
    """An organisation that a clause names, as lead or responsible unit, in the published order."""

    scope_kind: ClassVar[str] = "public"

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="units")
    organisation = models.CharField(max_length=80)
    duty = models.CharField(max_length=12)
    place = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clause", "duty", "place"], name="clauseunit_place_once")
        ]
