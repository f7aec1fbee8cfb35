"""What the reference page says of returns."""

from chongyang.core.words import N_

RETURNS_GROUPS: dict[str, str] = {"returns": N_("填报")}
RETURNS: dict[str, str] = {
    "list_returns": N_("等我办的、逾期的、未办结的或全部报表，按期限。"),
    "read_return": N_("一张报表：每一项现在的数、上期的数和批注。"),
    "fill_return": N_("填写若干项，全部写入或全不写入；别人已改过的给出现在的数。"),
    "step_return": N_("汇总、上报、通过（最后一环锁定）或退回。"),
    "attach_proof_of_return": N_("附一份证明材料：请求内容就是文件。"),
    "tally_returns": N_("谁按时报、迟报、未报，按地区和牵头单位。"),
    "list_corrections_of_returns": N_("待确认或已办结的更正，新的在前。"),
    "propose_correction_of_return": N_("对已锁定的数字提出更正，写明理由和有日期的文件。"),
    "decide_correction_of_return": N_("领导小组办公室确认或不同意更正；提出的人不能自己确认。"),
    "list_workbooks_of_returns": N_("现在能下载哪些表格，自己传回过哪些。"),
    "write_workbook_of_returns": N_("一个单位一个季度的全部报表，XLSX（base64），现有的数已填好。"),
    "send_workbook_of_returns": N_("传回填好的表格：请求内容就是文件；只看会改什么，不写入。"),
    "read_workbook_of_returns": N_("传回的表格会改什么，或为什么不能收入。"),
    "settle_workbook_of_returns": N_("全部收入或放弃；别人已改过的不覆盖。"),
    "close_period_of_returns": N_("关闭一个期间，全部数字锁定。"),
}
