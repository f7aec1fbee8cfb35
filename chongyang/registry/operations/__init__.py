"""Writes of the registry, and the reads that are written down."""

from chongyang.registry.operations.doubles import link_double, unlink_double
from chongyang.registry.operations.elders import change_life_status, register_elder, update_elder
from chongyang.registry.operations.errors import (
    DuplicateIdentity,
    UnableToLink,
    UnableToRegister,
    UnableToReveal,
    UnableToUpdate,
    VersionConflict,
)
from chongyang.registry.operations.exporting import TooManyToExport, begin_export
from chongyang.registry.operations.mandates import (
    follow_closed_account,
    give_mandate,
    hand_back_mandate,
    revoke_mandate,
)
from chongyang.registry.operations.parts import read_part
from chongyang.registry.operations.people import record_consent, set_contacts, withdraw_consent
from chongyang.registry.operations.reading import ElderFile, read_file, reveal
from chongyang.registry.operations.refusals import refuse
from chongyang.registry.rules.forms import ContactForm, ElderForm, ProfileForm
from chongyang.registry.rules.mandates import MandateForm

__all__ = [
    "ContactForm",
    "DuplicateIdentity",
    "ElderFile",
    "ElderForm",
    "MandateForm",
    "ProfileForm",
    "TooManyToExport",
    "UnableToLink",
    "UnableToRegister",
    "UnableToReveal",
    "UnableToUpdate",
    "VersionConflict",
    "begin_export",
    "change_life_status",
    "follow_closed_account",
    "give_mandate",
    "hand_back_mandate",
    "link_double",
    "read_file",
    "read_part",
    "record_consent",
    "refuse",
    "register_elder",
    "reveal",
    "revoke_mandate",
    "set_contacts",
    "unlink_double",
    "update_elder",
    "withdraw_consent",
]
