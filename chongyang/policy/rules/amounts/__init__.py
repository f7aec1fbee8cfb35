"""The rules of the programmes: what each needs, and how its amount follows from the parameters.

A rule is a few lines; what it asks for, it asks by the name of a parameter, so that the page of a decision
walks from each step to its clause.
"""

from chongyang.policy.rules.amounts.beds import bed_construction, medical_bed, public_home
from chongyang.policy.rules.amounts.carers import carer_post_allowance
from chongyang.policy.rules.amounts.facilities import community_facility, leading_operator
from chongyang.policy.rules.amounts.learning import activity_centre, university
from chongyang.policy.rules.amounts.purchase import home_care_purchase
from chongyang.policy.rules.amounts.rating import star_award
from chongyang.policy.rules.amounts.smart import platform, smart_unit
from chongyang.policy.rules.engine.steps import Rule

RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        activity_centre,
        bed_construction,
        carer_post_allowance,
        community_facility,
        home_care_purchase,
        leading_operator,
        medical_bed,
        platform,
        public_home,
        smart_unit,
        star_award,
        university,
    )
}
