"""Which names a token may carry: those that its account's role could use itself."""

from chongyang.territory.enums import Role, TokenName
from chongyang.territory.rules.capabilities import WITHOUT_PERSONS, Can, can

FREE = frozenset({TokenName.PLAN_READ, TokenName.TERRITORY_READ})
PRIVACY = frozenset(
    {
        Can.BREAK_GLASS,
        Can.REVIEW_READING,
        Can.HANDLE_RIGHTS,
        Can.KEEP_RECORDS,
        Can.APPROVE_EXPORTS,
        Can.EXPORT_ELDERS,
        Can.FOLLOW_FAMILY,
    }
)
ORDERS = frozenset(
    {Can.ORDER_SERVICES, Can.ORDER_OWN, Can.PROVIDE_SERVICES, Can.PLAN_VISITS, Can.MAKE_VISITS}
)
CHECKOUT = frozenset(
    {
        *(Can.PAY_SERVICES, Can.SETTLE_SERVICES, Can.ORDER_SERVICES),
        *(Can.PROVIDE_SERVICES, Can.MAKE_VISITS),
    }
)
HELP_WRITES = frozenset({Can.JUDGE_QUALITY, Can.BANK_HOURS, Can.KEEP_HOURS})
ACTIVITIES = frozenset(
    {
        *(Can.ORDER_OWN, Can.ORDER_SERVICES, Can.KEEP_ACTIVITIES),
        *(Can.CALL_ROLL, Can.ADMIT_PROVIDERS),
    }
)
HELP_READS = HELP_WRITES | {Can.READ_QUALITY}
ANY_OF: dict[TokenName, frozenset[Can]] = {
    TokenName.ELDERS_READ: frozenset({Can.READ_ELDERS}),
    TokenName.ELDERS_REVEAL: frozenset({Can.REVEAL_FIELDS, Can.RESPOND}),
    TokenName.ELDERS_WRITE: frozenset({Can.WRITE_ELDERS}),
    TokenName.ELDERS_EXPORT: frozenset({Can.EXPORT_ELDERS}),
    TokenName.CLASSES_READ: frozenset({Can.READ_CLASSES}),
    TokenName.CLASSES_GRANT: frozenset({Can.GRANT_CLASSES}),
    TokenName.INCIDENTS_READ: frozenset({Can.READ_ELDERS}),
    TokenName.INCIDENTS_WRITE: frozenset({Can.ANSWER_CALLS}),
    TokenName.REPORTS_WRITE: frozenset({Can.REPORT_NEED}),
    TokenName.DISPATCHES: frozenset({Can.RESPOND}),
    TokenName.PAPERS_READ: frozenset({Can.HANDLE_ORDERS}),
    TokenName.PAPERS_WRITE: frozenset({Can.HANDLE_ORDERS}),
    TokenName.CARE_CALLS: frozenset({Can.CARE_CALLS}),
    TokenName.DEVICES_READ: frozenset({Can.READ_ELDERS}),
    TokenName.DEVICES_WRITE: frozenset({Can.WRITE_DEVICES}),
    TokenName.MODELS_WRITE: frozenset({Can.EDIT_MODELS}),
    TokenName.VITALS_READ: frozenset({Can.WATCH_VITALS}),
    TokenName.VITALS_WRITE: frozenset({Can.WATCH_VITALS}),
    TokenName.ESCALATION_READ: frozenset({Can.READ_ESCALATION}),
    TokenName.ESCALATION_WRITE: frozenset({Can.EDIT_ESCALATION}),
    TokenName.REACH: frozenset({Can.PROVE_REACH}),
    TokenName.LEDGER_READ: frozenset({Can.READ_LEDGER}),
    TokenName.LEDGER_WRITE: frozenset({Can.LEAD_SHIFT}),
    TokenName.PRIVACY_READ: PRIVACY,
    TokenName.PRIVACY_WRITE: PRIVACY,
    TokenName.REGISTRATION_READ: frozenset({Can.KEEP_REGISTER, Can.ASK_CHANGES}),
    TokenName.REGISTRATION_WRITE: frozenset({Can.KEEP_REGISTER, Can.ASK_CHANGES, Can.TELL_CHANGES}),
    TokenName.CLAIMS_WRITE: frozenset({Can.CONTEST_CLAIMS, Can.ANSWER_CONTESTS, Can.CONFIRM_DEATHS}),
    TokenName.PROVIDERS_READ: frozenset({Can.READ_PROVIDERS}),
    TokenName.EXCHANGE_ASK: frozenset({Can.ASK_REGISTRY}),
    TokenName.EXCHANGE_CHANGES: frozenset({Can.ASK_REGISTRY}),
    TokenName.AGREEMENTS_READ: frozenset({Can.READ_AGREEMENTS}),
    TokenName.AGREEMENTS_WRITE: frozenset({Can.PROPOSE_AGREEMENTS, Can.DECIDE_AGREEMENTS}),
    TokenName.LINKAGE_READ: frozenset({Can.ADJUDICATE}),
    TokenName.LINKAGE_WRITE: frozenset({Can.ADJUDICATE}),
    TokenName.FEEDS_READ: frozenset({Can.READ_FEEDS}),
    TokenName.FEEDS_WRITE: frozenset({Can.IMPORT_FEEDS}),
    TokenName.FUNDING_READ: frozenset({Can.HANDLE_FUNDING, Can.APPLY_FUNDING}),
    TokenName.FUNDING_WRITE: frozenset({Can.HANDLE_FUNDING, Can.APPLY_FUNDING}),
    TokenName.RETURNS_READ: frozenset({Can.HANDLE_REPORTS}),
    TokenName.RETURNS_WRITE: frozenset({Can.HANDLE_REPORTS}),
    TokenName.MONEY_READ: frozenset({Can.READ_MONEY}),
    TokenName.MONEY_WRITE: frozenset({Can.KEEP_BUDGET, Can.MAKE_PAYMENTS, Can.RELEASE_PAYMENTS}),
    TokenName.APPROVALS_READ: frozenset({Can.APPLY_APPROVALS, Can.HANDLE_APPROVALS, Can.READ_PROJECTS}),
    TokenName.APPROVALS_WRITE: frozenset({Can.APPLY_APPROVALS, Can.HANDLE_APPROVALS}),
    TokenName.DESIGNATIONS_READ: frozenset({Can.APPLY_DESIGNATIONS, Can.HANDLE_DESIGNATIONS}),
    TokenName.DESIGNATIONS_WRITE: frozenset({Can.APPLY_DESIGNATIONS, Can.HANDLE_DESIGNATIONS}),
    TokenName.PROJECTS_READ: frozenset({Can.READ_PROJECTS}),
    TokenName.PROJECTS_WRITE: frozenset({Can.KEEP_PROJECTS}),
    TokenName.INTEGRITY_READ: frozenset({Can.CHECK_INTEGRITY}),
    TokenName.INDICATORS_READ: frozenset({Can.READ_FIGURES}),
    TokenName.SCENARIOS: frozenset({Can.RUN_SCENARIOS}),
    TokenName.PARAMETERS_WRITE: frozenset({Can.SET_PARAMETERS}),
    TokenName.DUTIES_READ: frozenset({Can.READ_DUTIES}),
    TokenName.DUTIES_WRITE: frozenset({Can.REPORT_DUTIES, Can.ASSIGN_DUTIES}),
    TokenName.ASSESSMENT_READ: frozenset({Can.READ_ASSESSMENT}),
    TokenName.ASSESSMENT_WRITE: frozenset({Can.READ_ASSESSMENT}),
    TokenName.REMARKS_READ: frozenset({Can.ANSWER_REMARKS}),
    TokenName.REMARKS_WRITE: frozenset({Can.ANSWER_REMARKS}),
    TokenName.ACTIVITIES_READ: ACTIVITIES | {Can.READ_FIGURES},
    TokenName.ACTIVITIES_WRITE: ACTIVITIES,
    TokenName.PURCHASE_READ: frozenset({Can.HANDLE_PURCHASE, Can.ORDER_OWN, Can.ORDER_SERVICES}),
    TokenName.PURCHASE_WRITE: frozenset({Can.HANDLE_PURCHASE}),
    TokenName.SETTLEMENT_READ: frozenset({Can.SETTLE_SERVICES}),
    TokenName.SETTLEMENT_WRITE: frozenset({Can.SETTLE_SERVICES}),
    TokenName.CHECKOUT_READ: CHECKOUT,
    TokenName.CHECKOUT_WRITE: CHECKOUT,
    TokenName.SERVICES_READ: frozenset({Can.PROVIDE_SERVICES, Can.ADMIT_PROVIDERS, Can.PLAN_VISITS}),
    TokenName.SERVICES_WRITE: frozenset({Can.PROVIDE_SERVICES, Can.ADMIT_PROVIDERS}),
    TokenName.ORDERS_READ: ORDERS | HELP_READS | {Can.VERIFY_VISITS},
    TokenName.ORDERS_WRITE: ORDERS | HELP_WRITES | {Can.VERIFY_VISITS},
    TokenName.VISITS_READ: frozenset({Can.MAKE_VISITS, Can.VERIFY_VISITS}),
    TokenName.VISITS_WRITE: frozenset({Can.MAKE_VISITS, Can.VERIFY_VISITS}),
}
EXCHANGE = frozenset(
    {
        *(TokenName.EXCHANGE_ASK, TokenName.EXCHANGE_CHANGES),
        *(TokenName.AGREEMENTS_READ, TokenName.AGREEMENTS_WRITE),
    }
)
MONEY = frozenset({TokenName.INDICATORS_READ, TokenName.SCENARIOS, TokenName.PARAMETERS_WRITE})
BUILDING = frozenset(
    {
        *(TokenName.APPROVALS_READ, TokenName.APPROVALS_WRITE),
        *(TokenName.PROJECTS_READ, TokenName.PROJECTS_WRITE),
    }
)
TITLES = frozenset({TokenName.DESIGNATIONS_READ, TokenName.DESIGNATIONS_WRITE})
ASSESSMENT = frozenset(
    {
        *(TokenName.DUTIES_READ, TokenName.DUTIES_WRITE),
        *(TokenName.ASSESSMENT_READ, TokenName.ASSESSMENT_WRITE),
        *(TokenName.REMARKS_READ, TokenName.REMARKS_WRITE),
    }
)
OF_PERSONS = (
    frozenset(ANY_OF)
    - EXCHANGE
    - {TokenName.PROVIDERS_READ, TokenName.LEDGER_READ}
    - MONEY
    - BUILDING
    - TITLES
    - ASSESSMENT
)


def names_for(role: Role) -> frozenset[TokenName]:
    """The names that a token of this role may carry."""
    held = {name for name, needed in ANY_OF.items() if any(can(role, one) for one in needed)}
    return FREE | (held - OF_PERSONS if role in WITHOUT_PERSONS else held)
