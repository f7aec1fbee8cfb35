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
from chongyang.registry.operations.people import record_consent, set_contacts, withdraw_consent
from chongyang.registry.operations.reading import ElderFile, read_file, reveal
from chongyang.registry.rules.forms import ContactForm, ElderForm, ProfileForm

__all__ = [
    "ContactForm",
    "DuplicateIdentity",
    "ElderFile",
    "ElderForm",
    "ProfileForm",
    "TooManyToExport",
    "UnableToLink",
    "UnableToRegister",
    "UnableToReveal",
    "UnableToUpdate",
    "VersionConflict",
    "begin_export",
    "change_life_status",
    "link_double",
    "read_file",
    "record_consent",
    "register_elder",
    "reveal",
    "set_contacts",
    "unlink_double",
    "update_elder",
    "withdraw_consent",
]
