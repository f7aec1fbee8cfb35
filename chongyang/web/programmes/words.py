"""Words of periods, funds, payers and answers."""

from chongyang.core.words import N_

PERIODS = {"once": N_("一次性"), "month": N_("每月"), "year": N_("每年")}
FUNDS = {
    "general_budget": N_("一般公共预算"),
    "special_fund": N_("专项资金"),
    "lottery": N_("福利彩票公益金"),
}
LEVELS = {"city": N_("市级财政"), "county": N_("县（市、区）财政"), "street": N_("街道（乡镇）")}
ANSWERS = {"yes": N_("可以享受"), "no": N_("不符合条件"), "probably": N_("可能可以，还缺资料")}
TONES = {"yes": "good", "no": "bad", "probably": "warn"}
