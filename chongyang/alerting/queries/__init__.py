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
    Preview,
    RotaFindings,
    access_rota,
    access_shift,
    check_rota,
    lay_out,
    list_rotas,
    list_shifts,
    on_duty,
    preview_pattern,
)
from chongyang.alerting.queries.runs import (
    Told,
    count_sent_after_acknowledgement,
    list_deliveries,
    list_running,
    list_runs_of,
    list_told,
)
from chongyang.alerting.queries.stalling import Stall, stalled, watched

__all__ = [
    "NotFound",
    "Preview",
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
    "lay_out",
    "list_chains",
    "list_deliveries",
    "list_rotas",
    "list_running",
    "list_runs_of",
    "list_shifts",
    "list_told",
    "list_unreachable",
    "list_versions",
    "on_duty",
    "preview_pattern",
    "proving_rounds",
    "stalled",
    "watched",
    "working_channels",
]
