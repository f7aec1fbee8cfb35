"""Rows of alerting."""

from chongyang.alerting.models.chains import Chain, ChainVersion
from chongyang.alerting.models.proofs import Proof, ProofRound
from chongyang.alerting.models.rotas import Channel, Rota, Shift
from chongyang.alerting.models.runs import Delivery, Run, RunStep

__all__ = [
    "Chain",
    "ChainVersion",
    "Channel",
    "Delivery",
    "Proof",
    "ProofRound",
    "Rota",
    "Run",
    "RunStep",
    "Shift",
]
