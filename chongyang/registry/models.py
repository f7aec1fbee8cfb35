"""The elder's file: identity and home, profile, contacts, consents, and the tokens by which she is found.

`Elder.same_as` links a double to its survivor; rows of other rooms never move, reads expand the cluster.
"""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_address, mask_card, mask_identity, mask_phone
from chongyang.core.models import Row
from chongyang.registry.rules.mandates import WITHOUT_END, Basis
from chongyang.territory.models import TstzRange


def words_field() -> ArrayField:  # type: ignore[type-arg]
    """Codes of an enum of registry.enums."""
    return ArrayField(models.CharField(max_length=40), default=list)


class Elder(Row):
    """One person. Identity number, telephone, address and card lie sealed; lists show the masked name."""

    scope_kind: ClassVar[str] = "area"
    scope_person: ClassVar[str] = "id"
    has_history: ClassVar[bool] = True

    area = models.BigIntegerField()
    same_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="doubles")
    name = models.CharField(max_length=60)
    name_key = models.CharField(max_length=120)
    sex = models.CharField(max_length=6)
    born_on = models.DateField()
    nation = models.CharField(max_length=20, default="汉族")
    identity_number = SealedField(mask=mask_identity)
    identity_index = models.BinaryField(null=True)
    phone = SealedField(mask=mask_phone)
    card_number = SealedField(mask=mask_card)
    household_area = models.BigIntegerField(null=True)
    household_address = SealedField(mask=mask_address)
    address = SealedField(mask=mask_address)
    floor = models.SmallIntegerField(null=True)
    has_lift = models.BooleanField(null=True)
    access_note = models.CharField(max_length=200, blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    life_status = models.CharField(max_length=10, default="alive")
    status_on = models.DateField(null=True)
    status_evidence = models.CharField(max_length=30, blank=True)
    registered_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=30)
    sourced_on = models.DateField()
    sources = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identity_index"], condition=Q(same_as=None), name="elder_identity_once"
            ),
            models.CheckConstraint(condition=~Q(same_as=F("id")), name="elder_not_own_double"),
            models.CheckConstraint(
                condition=Q(life_status="alive") | Q(status_on__isnull=False), name="elder_end_dated"
            ),
            models.CheckConstraint(
                condition=Q(longitude=None) | Q(longitude__range=(73, 136)), name="elder_longitude"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None) | Q(latitude__range=(3, 54)), name="elder_latitude"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "name_key", "id"], name="elder_area_name"),
            models.Index(fields=["name_key", "id"], name="elder_name"),
            models.Index(
                fields=["id"],
                include=["area"],
                condition=Q(life_status="alive", same_as=None),
                name="elder_alive",
            ),
        ]


class Profile(models.Model):
    """How the person lives, what she can, what she has and needs. Health data: read with a purpose."""

    scope_kind: ClassVar[str] = "area"
    scope_person: ClassVar[str] = "id"
    has_history: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True)
    area = models.BigIntegerField()
    living_form = models.CharField(max_length=30, blank=True)
    education = models.CharField(max_length=20, blank=True)
    marriage = models.CharField(max_length=20, blank=True)
    classes = words_field()
    disability_kind = models.CharField(max_length=20, blank=True)
    disability_level = models.PositiveSmallIntegerField(null=True)
    income_kinds = words_field()
    insurance_kinds = words_field()
    ability_level = models.CharField(max_length=1, blank=True)
    ability_scale = models.CharField(max_length=30, blank=True)
    ability_on = models.DateField(null=True)
    ability_until = models.DateField(null=True)
    ability_assessor = models.CharField(max_length=60, blank=True)
    conditions = words_field()
    allergies = words_field()
    medicines = ArrayField(models.CharField(max_length=60), default=list)
    aids = words_field()
    housing_risks = words_field()
    loneliness = models.CharField(max_length=20, blank=True)
    needs = words_field()
    languages = words_field()
    prefers_sex = models.CharField(max_length=6, blank=True)
    note = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=30)
    sourced_on = models.DateField()
    sources = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ability_level="") | Q(ability_level__in=list("01234")),
                name="profile_ability_known",
            ),
            models.CheckConstraint(
                condition=Q(disability_level=None) | Q(disability_level__range=(1, 4)),
                name="profile_disability",
            ),
        ]


class Contact(Row):
    """Whom to call, in which order, how far away they live and whether they hold the key."""

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    person = models.UUIDField()
    area = models.BigIntegerField()
    rank = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    relation = models.CharField(max_length=20)
    phone = SealedField(mask=mask_phone)
    phone_index = models.BinaryField()
    distance_metres = models.PositiveIntegerField(null=True)
    key_holder = models.CharField(max_length=12, default="unknown")
    is_guardian = models.BooleanField(default=False)
    source = models.CharField(max_length=30)
    sourced_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "rank"], name="contact_rank_once")]
        indexes = [models.Index(fields=["phone_index", "area", "person"], name="contact_phone")]


class Consent(Row):
    """What the person, or whoever may speak for her, agreed to; withdrawn, never deleted."""

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    person = models.UUIDField()
    area = models.BigIntegerField()
    purpose = models.CharField(max_length=60)
    basis = models.CharField(max_length=30)
    text_version = models.CharField(max_length=30)
    channel = models.CharField(max_length=30)
    given_by = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(withdrawn_at=None), name="consent_open_once"
            )
        ]
        indexes = [models.Index(fields=["person", "purpose"], name="consent_of_person")]


class Mandate(Row):
    """That an account may act for the person: on what basis, for what, until when. Revoked, never deleted.

    Half-open from `valid_from` to the earlier of `valid_to` and `revoked_at`; an account holds one at a time.
    A renewal is a new row that names the one it `renews`. `reminded_days` is the last reminder that was sent.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    person = models.UUIDField()
    area = models.BigIntegerField()
    account = models.UUIDField()
    relation = models.CharField(max_length=20, blank=True)
    basis = models.CharField(max_length=30)
    channel = models.CharField(max_length=30)
    text_version = models.CharField(max_length=30)
    allows = words_field()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    given_at = models.DateTimeField()
    given_by = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)
    revoke_reason = models.CharField(max_length=30, blank=True)
    renews = models.UUIDField(null=True)
    renew_reason = models.CharField(max_length=30, blank=True)
    renewal_asked_at = models.DateTimeField(null=True)
    reminded_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="mandate_once_at_a_time",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (TstzRange("valid_from", Least("valid_to", "revoked_at")), RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(basis=Basis.OWN_ACCOUNT.value, revoked_at=None),
                name="mandate_own_file_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="mandate_ordered"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoke_reason="")
                | (Q(revoked_at__isnull=False, revoked_at__gte=F("valid_from")) & ~Q(revoke_reason="")),
                name="mandate_revoked_with_reason",
            ),
            models.CheckConstraint(condition=~Q(allows=[]), name="mandate_allows_something"),
            models.CheckConstraint(
                condition=(Q(valid_to__isnull=False) & ~Q(basis=Basis.OWN_ACCOUNT.value))
                | Q(valid_to=None, basis__in=[basis.value for basis in WITHOUT_END]),
                name="mandate_ends",
            ),
            models.UniqueConstraint(
                fields=["renews"], condition=Q(renews__isnull=False), name="mandate_renewed_once"
            ),
            models.CheckConstraint(
                condition=Q(renews=None, renew_reason="") | (Q(renews__isnull=False) & ~Q(renew_reason="")),
                name="mandate_renewed_with_reason",
            ),
            models.CheckConstraint(condition=~Q(channel="sms"), name="mandate_never_by_sms"),
        ]
        indexes = [
            models.Index(fields=["valid_to"], name="mandate_ending", condition=Q(revoked_at=None)),
            models.Index(fields=["person"], name="mandate_person"),
            models.Index(fields=["account"], name="mandate_account"),
        ]


class SearchToken(models.Model):
    """A word that finds a person: parts of the name, its pinyin, or the hex of a blind index."""

    scope_kind: ClassVar[str] = "area"

    pk = models.CompositePrimaryKey("token", "area", "person")
    token = models.CharField(max_length=64)
    area = models.BigIntegerField()
    person = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["person", "area"], name="searchtoken_person")]


class Readout(models.Model):
    """What the sealed columns of a file say, as far as a check over all files must compare it.

    Made from the file by `operations.readouts` when it changed (`digest` covers what was read), read by the
    checks of integrity alone: birthday and sex of the number, blind indexes, whether the numbers are numbers.
    """

    scope_kind: ClassVar[str] = "system"

    id = models.UUIDField(primary_key=True)
    area = models.BigIntegerField()
    digest = models.UUIDField()
    name_key = models.CharField(max_length=120)
    born_on = models.DateField(null=True)
    sex = models.CharField(max_length=6, blank=True)
    is_number_wrong = models.BooleanField(default=False)
    phone_index = models.BinaryField(null=True)
    is_phone_wrong = models.BooleanField(default=False)
    address_index = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone_index"], name="readout_phone"),
            models.Index(fields=["address_index"], name="readout_address"),
        ]
