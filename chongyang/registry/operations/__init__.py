"""Writes of the registry, and the reads that are written down."""

from chongyang.registry.operations.asking import find_by_identity
from chongyang.registry.operations.classes import set_classes
from chongyang.registry.operations.doubles import link_double, unlink_double
from chongyang.registry.operations.elders import change_life_status, register_elder, update_elder
from chongyang.registry.operations.enrolling import enrol
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
    give_own_mandate,
    hand_back_mandate,
    revoke_mandate,
)
from chongyang.registry.operations.parts import note_part, read_part
from chongyang.registry.operations.people import record_consent, set_contacts, withdraw_consent
from chongyang.registry.operations.reading import ElderFile, read_file, reveal
from chongyang.registry.operations.refusals import refuse
from chongyang.registry.operations.renewals import (
    ask_renewal,
    remind_of_ending,
    renew_mandate,
    renew_own_mandate,
)
from chongyang.registry.operations.searching import search_elders
from chongyang.registry.rules.forms import ContactForm, ElderForm, ProfileForm
from chongyang.registry.rules.mandates import MandateForm, RenewalForm

__all__ = [
    "ContactForm",
    "DuplicateIdentity",
    "ElderFile",
    "ElderForm",
    "MandateForm",
    "ProfileForm",
    "RenewalForm",
    "TooManyToExport",
    "UnableToLink",
    "UnableToRegister",
    "UnableToReveal",
    "UnableToUpdate",
    "VersionConflict",
    "ask_renewal",
    "begin_export",
    "change_life_status",
    "enrol",
    "find_by_identity",
    "follow_closed_account",
    "give_mandate",
    "give_own_mandate",
    "hand_back_mandate",
    "link_double",
    "note_part",
    "read_file",
    "read_part",
    "record_consent",
    "refuse",
    "register_elder",
    "remind_of_ending",
    "renew_mandate",
    "renew_own_mandate",
    "reveal",
    "revoke_mandate",
    "search_elders",
    "set_classes",
    "set_contacts",
    "unlink_double",
    "update_elder",
    "withdraw_consent",
]
