"""Writes of the registry, and the reads that are written down."""

from chongyang.registry.operations.asking import find_by_identity
from chongyang.registry.operations.classes import set_classes
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
    give_own_mandate,
    revoke_mandate,
)
from chongyang.registry.operations.parts import read_part
from chongyang.registry.operations.people import record_consent, set_contacts, withdraw_consent
from chongyang.registry.operations.reading import ElderFile, read_file, reveal
from chongyang.registry.operations.refusals import refuse
from chongyang.registry.rules.forms import ContactForm, ElderForm, ProfileForm
from chongyang.registry.operations.renewals import (
    ask_renewal,
    remind_of_ending,
    renew_mandate,
    renew_own_mandate,
)
from chongyang.registry.operations.searching import search_elders
from chongyang.registry.rules.mandates import MandateForm, RenewalForm

__all__ = [
    "ContactForm",
    "DuplicateIdentity",
    "ElderFile",
    "ElderForm",
    "MandateForm",
    "ProfileForm",
    "TooManyToExport",
    "RenewalForm",
    "UnableToLink",
    "UnableToRegister",
    "UnableToReveal",
    "UnableToUpdate",
    "VersionConflict",
    "begin_export",
    "ask_renewal",
    "change_life_status",
    "follow_closed_account",
    "give_mandate",
    "hand_back_mandate",
    "link_double",
    "read_file",
    "give_own_mandate",
    "read_part",
    "record_consent",
    "refuse",
    "register_elder",
    "reveal",
    "revoke_mandate",
    "set_contacts",
    "remind_of_ending",
    "renew_mandate",
    "renew_own_mandate",
    "unlink_double",
    "update_elder",
    "search_elders",
    "set_classes",
    "withdraw_consent",
]
