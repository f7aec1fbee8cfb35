"""What may be written in the project library."""

from chongyang.projects.operations.enterprises import (
    AttractionTold,
    BankTold,
    EnterpriseTold,
    leave_list,
    list_enterprise,
    match_bank,
    tell_attraction,
    tell_revenue,
)
from chongyang.projects.operations.errors import UnableToKeepProject
from chongyang.projects.operations.keeping import add_project, describe_project
from chongyang.projects.operations.loading import load_named_projects
from chongyang.projects.operations.months import add_photo, correct_month, report_month
from chongyang.projects.operations.problems import answer_problem, open_problem, return_problem, solve_problem
from chongyang.projects.operations.proposing import (
    accept_proposal,
    change_batch,
    follow_permit,
    propose_batches,
    refuse_proposal,
)
from chongyang.projects.operations.reminding import remind_late
from chongyang.projects.operations.staging import change_stage
from chongyang.projects.operations.supporting import (
    ParcelTold,
    add_parcel,
    grant_by_application,
    grant_by_document,
    move_parcel,
    need_funds,
    plan_money,
)

__all__ = [
    "AttractionTold",
    "BankTold",
    "EnterpriseTold",
    "ParcelTold",
    "UnableToKeepProject",
    "accept_proposal",
    "add_parcel",
    "add_photo",
    "add_project",
    "answer_problem",
    "change_batch",
    "change_stage",
    "correct_month",
    "describe_project",
    "follow_permit",
    "grant_by_application",
    "grant_by_document",
    "leave_list",
    "list_enterprise",
    "load_named_projects",
    "match_bank",
    "move_parcel",
    "need_funds",
    "open_problem",
    "plan_money",
    "propose_batches",
    "refuse_proposal",
    "remind_late",
    "report_month",
    "return_problem",
    "solve_problem",
    "tell_attraction",
    "tell_revenue",
]
