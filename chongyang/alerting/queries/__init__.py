"""Reads of alerting."""

from chongyang.alerting.queries.chains import (
    access_version,
    faults_of_version,
    get_chain,
    list_chains,
    list_versions,
)
from chongyang.alerting.queries.channels import (
    access_channel,
    address_of_channel,
    channel_address,
    count_by_result,
    list_unreachable,
    proving_rounds,
    working_channels,
)
from chongyang.alerting.queries.errors import NotFound
from chongyang.alerting.queries.rotas import (
    RotaFindings,
    access_rota,
    access_shift,
    check_rota,
    list_rotas,
    list_shifts,
    on_duty,
)
from chongyang.alerting.queries.runs import (
    Told,
    count_sent_after_acknowledgement,
    list_deliveries,
    list_running,
    list_told,
)
from chongyang.alerting.queries.stalling import Stall, stalled, watched

__all__ = [
    "NotFound",
    "RotaFindings",
    "Stall",
    "Told",
    "access_channel",
    "access_rota",
    "access_shift",
    "access_version",
    "address_of_channel",
    "channel_address",
    "check_rota",
    "count_by_result",
    "count_sent_after_acknowledgement",
    "faults_of_version",
    "get_chain",
    "list_chains",
    "list_deliveries",
    "list_rotas",
    "list_running",
    "list_shifts",
    "list_told",
    "list_unreachable",
    "list_versions",
    "on_duty",
    "proving_rounds",
    "stalled",
    "watched",
    "working_channels",
]
