"""What each role may do. Roles stand in code; whom a role reaches (areas) stands in the account's post."""

from enum import StrEnum

from chongyang.territory.enums import Role


class Can(StrEnum):
    ANSWER_CALLS = "answer_calls"
    LEAD_SHIFT = "lead_shift"
    RESPOND = "respond"
    READ_ELDERS = "read_elders"
    WRITE_ELDERS = "write_elders"
    REVEAL_FIELDS = "reveal_fields"
    EXPORT_ELDERS = "export_elders"
    READ_PROVIDERS = "read_providers"
    READ_AUDIT = "read_audit"
    READ_FIGURES = "read_figures"
    RESEND_MESSAGES = "resend_messages"
    MANAGE_ACCOUNTS = "manage_accounts"
    OPEN_FILES = "open_files"
    ADMINISTER = "administer"
    READ_DEVICES = "read_devices"
    WRITE_DEVICES = "write_devices"
    EDIT_MODELS = "edit_models"
    WATCH_VITALS = "watch_vitals"
    SET_LIMITS = "set_limits"
    HANDLE_ORDERS = "handle_orders"
    CARE_CALLS = "care_calls"
    FOLLOW_FAMILY = "follow_family"
    REPORT_NEED = "report_need"
    READ_ESCALATION = "read_escalation"
    EDIT_ESCALATION = "edit_escalation"
    PROVE_REACH = "prove_reach"
    READ_LEDGER = "read_ledger"
    EXPORT_LEDGER = "export_ledger"
    SET_PARAMETERS = "set_parameters"
    CONTEST_CLAIMS = "contest_claims"
    ANSWER_CONTESTS = "answer_contests"
    CONFIRM_DEATHS = "confirm_deaths"
    READ_FEEDS = "read_feeds"
    ADJUDICATE = "adjudicate"
    IMPORT_FEEDS = "import_feeds"
    BREAK_GLASS = "break_glass"
    REVIEW_READING = "review_reading"
    HANDLE_RIGHTS = "handle_rights"
    KEEP_RECORDS = "keep_records"
    APPROVE_EXPORTS = "approve_exports"
    KEEP_REGISTER = "keep_register"
    ASK_CHANGES = "ask_changes"
    TELL_CHANGES = "tell_changes"
    READ_CLASSES = "read_classes"
    GRANT_CLASSES = "grant_classes"
    CHECK_INTEGRITY = "check_integrity"
    EXCUSE_FINDINGS = "excuse_findings"
    READ_AGREEMENTS = "read_agreements"
    PROPOSE_AGREEMENTS = "propose_agreements"
    DECIDE_AGREEMENTS = "decide_agreements"
    ASK_REGISTRY = "ask_registry"
    APPLY_FUNDING = "apply_funding"
    HANDLE_FUNDING = "handle_funding"
    READ_MONEY = "read_money"
    KEEP_BUDGET = "keep_budget"
    MAKE_PAYMENTS = "make_payments"
    RELEASE_PAYMENTS = "release_payments"
    RUN_SCENARIOS = "run_scenarios"
    HANDLE_REPORTS = "handle_reports"
    READ_DUTIES = "read_duties"
    REPORT_DUTIES = "report_duties"
    ASSIGN_DUTIES = "assign_duties"
    READ_PROJECTS = "read_projects"
    KEEP_PROJECTS = "keep_projects"
    APPLY_APPROVALS = "apply_approvals"
    HANDLE_APPROVALS = "handle_approvals"
    APPLY_DESIGNATIONS = "apply_designations"
    HANDLE_DESIGNATIONS = "handle_designations"
    READ_ASSESSMENT = "read_assessment"
    ASSESS = "assess"
    PUBLISH_RESULTS = "publish_results"
    ANSWER_REMARKS = "answer_remarks"
    ORDER_SERVICES = "order_services"
    ORDER_OWN = "order_own"
    PROVIDE_SERVICES = "provide_services"
    PLAN_VISITS = "plan_visits"
    MAKE_VISITS = "make_visits"
    VERIFY_VISITS = "verify_visits"
    ADMIT_PROVIDERS = "admit_providers"
    HANDLE_PURCHASE = "handle_purchase"
    SETTLE_SERVICES = "settle_services"
    PAY_SERVICES = "pay_services"
    READ_QUALITY = "read_quality"
    JUDGE_QUALITY = "judge_quality"
    BANK_HOURS = "bank_hours"
    KEEP_HOURS = "keep_hours"
    KEEP_ACTIVITIES = "keep_activities"
    CALL_ROLL = "call_roll"


PAPERS = frozenset({Can.HANDLE_ORDERS})
GRANTS = frozenset({Can.READ_CLASSES, Can.GRANT_CLASSES})
KEEPS = frozenset({Can.KEEP_REGISTER, Can.ASK_CHANGES})
CALLERS = PAPERS | {Can.CARE_CALLS, Can.REPORT_NEED, Can.ASK_CHANGES, Can.ORDER_SERVICES}
SEAT = CALLERS | frozenset(
    {
        Can.ANSWER_CALLS,
        Can.READ_ESCALATION,
        Can.READ_ELDERS,
        Can.REVEAL_FIELDS,
        Can.READ_PROVIDERS,
        Can.READ_DEVICES,
        Can.WATCH_VITALS,
    }
)
FILES = frozenset({Can.READ_ELDERS, Can.OPEN_FILES, Can.READ_PROVIDERS})
WATCH = frozenset({Can.WATCH_VITALS, Can.SET_LIMITS})
CLERK = (
    FILES
    | CALLERS
    | KEEPS
    | WATCH
    | {Can.PROVE_REACH, Can.WRITE_ELDERS, Can.REVEAL_FIELDS, Can.READ_DEVICES, Can.WRITE_DEVICES}
    | {Can.BREAK_GLASS, Can.HANDLE_RIGHTS}
    | {Can.READ_CLASSES}
    | {Can.CONTEST_CLAIMS, Can.CONFIRM_DEATHS}
    | {Can.CHECK_INTEGRITY}
)
LEDGER = frozenset({Can.READ_LEDGER, Can.EXPORT_LEDGER})
RECORDS = frozenset({Can.HANDLE_RIGHTS, Can.KEEP_RECORDS})
REVIEW = (
    FILES
    | LEDGER
    | {Can.PROVE_REACH, Can.REVEAL_FIELDS, Can.EXPORT_ELDERS, Can.READ_FIGURES, Can.READ_DEVICES}
    | {Can.READ_FEEDS, Can.ADJUDICATE}
    | {Can.CONTEST_CLAIMS, Can.ANSWER_CONTESTS}
    | {Can.CHECK_INTEGRITY, Can.EXCUSE_FINDINGS}
)
HELP = frozenset({Can.RESPOND, Can.READ_ELDERS, Can.READ_PROVIDERS})
PUBLIC = frozenset({Can.READ_PROVIDERS})
FAMILY = frozenset({Can.READ_ELDERS, Can.FOLLOW_FAMILY, Can.ASK_CHANGES, Can.CONTEST_CLAIMS})
TELLS = PUBLIC | {Can.TELL_CHANGES}
PROGRESS = frozenset({Can.READ_DUTIES, Can.READ_PROJECTS, Can.READ_ASSESSMENT})
"""What the plan has come to: no person stands in it."""
REPORTS = PROGRESS | {Can.HANDLE_REPORTS, Can.REPORT_DUTIES}
KEEPS_PROJECTS = PROGRESS | {Can.KEEP_PROJECTS}
TITLES = frozenset({Can.APPLY_DESIGNATIONS, Can.HANDLE_DESIGNATIONS})
SUPERVISES = PROGRESS | {Can.ASSIGN_DUTIES, Can.ASSESS, Can.ANSWER_REMARKS}
APPLIES = frozenset({Can.APPLY_FUNDING, Can.APPLY_APPROVALS, Can.APPLY_DESIGNATIONS})
LEAD = PUBLIC | PROGRESS | {Can.READ_FIGURES, Can.READ_LEDGER}
REACH = frozenset({Can.EDIT_ESCALATION, Can.PROVE_REACH})
DECIDES = frozenset({Can.READ_AGREEMENTS, Can.DECIDE_AGREEMENTS})
PROPOSES = frozenset({Can.READ_AGREEMENTS, Can.PROPOSE_AGREEMENTS})

OWN_HELP = frozenset({Can.ORDER_OWN, Can.PAY_SERVICES, Can.BANK_HOURS})
"""What an elder, or who acts for her, does about help at home."""
HELP_AT_HOME = frozenset({Can.ORDER_SERVICES, Can.VERIFY_VISITS, Can.READ_QUALITY, Can.KEEP_HOURS})
BUYS = frozenset({Can.HANDLE_PURCHASE, Can.SETTLE_SERVICES, Can.READ_QUALITY})
JUDGES = frozenset({Can.READ_QUALITY, Can.JUDGE_QUALITY, Can.VERIFY_VISITS})
PROVIDES = frozenset({Can.PROVIDE_SERVICES, Can.PLAN_VISITS, Can.SETTLE_SERVICES, Can.READ_QUALITY})
TEACHES = frozenset({Can.KEEP_ACTIVITIES, Can.CALL_ROLL})
"""Courses and journeys of the own organisation."""
HANDLES = frozenset({Can.APPLY_FUNDING, Can.HANDLE_FUNDING})
REVIEWS_MONEY = frozenset({Can.HANDLE_FUNDING, Can.READ_MONEY})
FINANCE = PUBLIC | frozenset(
    {
        Can.HANDLE_PURCHASE,
        Can.SETTLE_SERVICES,
        Can.READ_FIGURES,
        Can.SET_PARAMETERS,
        Can.HANDLE_FUNDING,
        Can.READ_MONEY,
        Can.KEEP_BUDGET,
        Can.MAKE_PAYMENTS,
        Can.RELEASE_PAYMENTS,
        Can.RUN_SCENARIOS,
    }
)

CAPABILITIES: dict[Role, frozenset[Can]] = {
    Role.OPERATOR: SEAT,
    Role.SHIFT_LEAD: SEAT
    | REACH
    | LEDGER
    | {Can.LEAD_SHIFT, Can.RESEND_MESSAGES, Can.ADMINISTER, Can.READ_FIGURES, Can.EDIT_MODELS},
    Role.DISPATCHER: SEAT | {Can.PLAN_VISITS},
    Role.GRID_WORKER: HELP,
    Role.STATION_HEAD: HELP | {Can.WATCH_VITALS, Can.CALL_ROLL},
    Role.CARE_WORKER: HELP | {Can.WATCH_VITALS, Can.APPLY_FUNDING, Can.MAKE_VISITS},
    Role.VOLUNTEER: HELP | {Can.MAKE_VISITS, Can.BANK_HOURS, Can.CALL_ROLL},
    Role.CONTRACTOR: PUBLIC | PROVIDES | TEACHES,
    Role.PROVIDER_FINANCE: PUBLIC | {Can.SETTLE_SERVICES},
    Role.PURCHASER: FILES | BUYS | {Can.READ_CLASSES},
    Role.INSTITUTION_CLERK: PUBLIC | APPLIES | TEACHES,
    Role.THIRD_PARTY_ASSESSOR: PUBLIC
    | {Can.HANDLE_FUNDING, Can.HANDLE_DESIGNATIONS, Can.HANDLE_PURCHASE}
    | JUDGES,
    Role.COMMUNITY_OFFICER: CLERK | HANDLES | HELP_AT_HOME | {Can.HANDLE_PURCHASE},
    Role.STREET_CLERK: CLERK
    | HANDLES
    | HELP_AT_HOME
    | TEACHES
    | {Can.READ_LEDGER, Can.READ_FIGURES, Can.HANDLE_REPORTS, Can.APPLY_DESIGNATIONS, Can.HANDLE_PURCHASE},
    Role.COUNTY_REVIEWER: REVIEW
    | PAPERS
    | KEEPS
    | RECORDS
    | GRANTS
    | REVIEWS_MONEY
    | REPORTS
    | KEEPS_PROJECTS
    | TITLES
    | BUYS
    | JUDGES
    | HELP_AT_HOME
    | {Can.ADMIT_PROVIDERS}
    | {Can.BREAK_GLASS, Can.CONFIRM_DEATHS},
    Role.COUNTY_SIGN_OFF: LEAD | {Can.READ_MONEY, Can.RELEASE_PAYMENTS, Can.HANDLE_REPORTS},
    Role.CITY_REVIEWER: REVIEW
    | PAPERS
    | KEEPS
    | RECORDS
    | GRANTS
    | DECIDES
    | REVIEWS_MONEY
    | REPORTS
    | KEEPS_PROJECTS
    | TITLES
    | BUYS
    | JUDGES
    | {Can.ADMIT_PROVIDERS}
    | {Can.ANSWER_REMARKS}
    | {Can.APPROVE_EXPORTS, Can.RUN_SCENARIOS},
    Role.WINDOW_CLERK: TELLS | {Can.HANDLE_APPROVALS},
    Role.APPROVING_DEPARTMENT: TELLS | {Can.HANDLE_APPROVALS, Can.READ_PROJECTS},
    Role.LIAISON: TELLS | REPORTS | KEEPS_PROJECTS | {Can.READ_FIGURES, Can.ANSWER_REMARKS},
    Role.DATA_STEWARD: REVIEW
    | RECORDS
    | {Can.REVIEW_READING, Can.APPROVE_EXPORTS}
    | {Can.WRITE_DEVICES, Can.EDIT_MODELS, Can.READ_CLASSES}
    | {Can.IMPORT_FEEDS}
    | PROPOSES,
    Role.DEPUTY_LEADER: LEAD | {Can.READ_MONEY, Can.RUN_SCENARIOS},
    Role.LEADING_GROUP_OFFICE: LEAD
    | REPORTS
    | SUPERVISES
    | KEEPS_PROJECTS
    | {Can.HANDLE_DESIGNATIONS, Can.PUBLISH_RESULTS}
    | {Can.SET_PARAMETERS, Can.READ_MONEY, Can.RUN_SCENARIOS},
    Role.CITY_FINANCE: FINANCE,
    Role.COUNTY_FINANCE: FINANCE,
    Role.SUPERVISION_OFFICER: LEAD | SUPERVISES | {Can.READ_MONEY},
    Role.PLANNER: LEAD | KEEPS_PROJECTS | {Can.RUN_SCENARIOS},
    Role.AUDITOR: FILES
    | LEDGER
    | {Can.REVIEW_READING, Can.CHECK_INTEGRITY, Can.READ_AGREEMENTS}
    | PROGRESS
    | {Can.READ_AUDIT, Can.ADMINISTER, Can.READ_FIGURES, Can.READ_MONEY},
    Role.ELDER: FAMILY | OWN_HELP | {Can.APPLY_FUNDING},
    Role.FAMILY: FAMILY | OWN_HELP | {Can.APPLY_FUNDING},
    Role.SYSTEM_ADMIN: frozenset(
        {Can.RESEND_MESSAGES, Can.ADMINISTER, Can.READ_ESCALATION, Can.EDIT_ESCALATION}
    ),
    Role.SECURITY_ADMIN: frozenset({Can.MANAGE_ACCOUNTS, Can.ADMINISTER}),
    Role.API_CLIENT: PUBLIC | {Can.ASK_REGISTRY},
}

# Roles that reach single persons by grant (mandate, dispatch, break-glass) and no area at all.
BY_GRANT_ALONE = frozenset(
    {
        *(Role.ELDER, Role.FAMILY, Role.VOLUNTEER, Role.GRID_WORKER, Role.CARE_WORKER, Role.STATION_HEAD),
        *(Role.CONTRACTOR, Role.PROVIDER_FINANCE),
    }
)
# Roles that act for a person, or are she: a mandate and one's own file open in these posts and in no other.
BY_MANDATE = frozenset({Role.ELDER, Role.FAMILY})
# Roles without any personal data, whatever their post says.
WITHOUT_PERSONS = frozenset(
    {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.API_CLIENT, Role.PLANNER, Role.DEPUTY_LEADER}
)

# The three administrators of GB/T 22239: nobody holds two of these posts, nor one beside another post.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})


def can(role: Role, capability: Can) -> bool:
    """Whether a role may do something at all; a role that is not listed may only read what is public."""
    return capability in CAPABILITIES.get(role, PUBLIC)
