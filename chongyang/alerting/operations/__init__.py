"""Writes of alerting: chains, rotas, channels; runs begun, stepped, acknowledged; messages handed out;
proofs.
"""

from chongyang.alerting.operations.chains import (
    UnableToActivate,
    UnableToDraft,
    activate_version,
    draft_version,
    load_chains,
)
from chongyang.alerting.operations.delivering import UnableToSend, hand_out, record_receipt
from chongyang.alerting.operations.matters import start_once, tell_outdated_consents
from chongyang.alerting.operations.proving import (
    give_up_waiting,
    hand_out_proof,
    prove_again,
    prove_next,
)
from chongyang.alerting.operations.rotas import (
    UnableToSchedule,
    activate_rota,
    add_shift,
    cancel_shift,
    keep_channel,
    lay_shifts,
    make_rota,
    substitute,
)
from chongyang.alerting.operations.running import acknowledge, start, stop
from chongyang.alerting.operations.stepping import take_due_steps
from chongyang.alerting.operations.watching import note_watch

__all__ = [
    "UnableToActivate",
    "UnableToDraft",
    "UnableToSchedule",
    "UnableToSend",
    "acknowledge",
    "activate_rota",
    "activate_version",
    "add_shift",
    "cancel_shift",
    "draft_version",
    "give_up_waiting",
    "hand_out",
    "hand_out_proof",
    "keep_channel",
    "lay_shifts",
    "load_chains",
    "make_rota",
    "note_watch",
    "prove_again",
    "prove_next",
    "record_receipt",
    "start",
    "start_once",
    "stop",
    "substitute",
    "take_due_steps",
    "tell_outdated_consents",
]
