"""What this room lets be counted (`core.measuring`): who is entitled, vouchers used, contracts in force."""

from functools import partial

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

STANDS = """state = 'in_force' AND valid_from < %(until_on)s
    AND (valid_to IS NULL OR valid_to >= %(until_on)s)"""
IN_PERIOD = "decided_at >= %(first_at)s AND decided_at < %(until_at)s"
RUNS = """valid_from < %(until_on)s AND valid_to >= %(until_on)s
    AND (ended_on IS NULL OR ended_on >= %(until_on)s)"""

_persons = partial(
    Measure, unit=N_("人"), table="purchase_entitlement", opens="purchase_case", is_of_persons=True
)

MEASURES = (
    _persons("purchase.in_force", N_("享受政府购买居家服务的老人"), where=STANDS),
    _persons("purchase.decided", N_("当期认定的政府购买服务对象"), where=IN_PERIOD),
    Measure("purchase.contracts", N_("生效中的政府购买服务合同"), N_("份"), "purchase_contract", RUNS),
)
