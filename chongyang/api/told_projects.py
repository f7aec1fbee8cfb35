"""What the reference page says of the project library."""

from chongyang.core.words import N_

PROJECTS_GROUPS: dict[str, str] = {"projects": N_("重点项目库")}
PROJECTS: dict[str, str] = {
    "list_projects": N_("可见范围内的项目和投资合计。"),
    "tally_projects": N_("按统计单元：各阶段项目数，一年的计划和完成投资。"),
    "list_project_envelopes": N_("2014年方案的投资总额，点名的项目和缺失的个数。"),
    "list_project_work": N_("逾期的月报、未解决的问题、待决定的建议。"),
    "list_project_market": N_("培育企业和营业收入、招商、银企对接。"),
    "get_project_by_number": N_("按编号查看一个项目。"),
    "list_project_approvals": N_("一个项目的四阶段报建、进展和许可文书。"),
    "part_project_approvals": N_("说明一件报建不属于本项目，与它脱钩。"),
    "get_project": N_("一个项目的全部：阶段、月报、问题、资金、用地。"),
    "add_project": N_("新项目入库。"),
    "describe_project": N_("项目资料；点名项目的名称和条款不变。"),
    "change_project_stage": N_("调整阶段；退回或停缓须有原因和文件。"),
    "change_project_batch": N_("调整批次，写明原因。"),
    "report_project_month": N_("报一个月的进展，一月一次。"),
    "add_project_photo": N_("为一个月上传现场照片；内容就是文件的字节。"),
    "correct_project_month": N_("更正一个月，原来的数字保留。"),
    "plan_project_money": N_("按资金来源填写一年的投资计划。"),
    "need_project_funds": N_("按资金来源填写一年的资金需求。"),
    "grant_project_money": N_("按文件登记到位资金。"),
    "link_project_application": N_("把已批准的奖补申请对应到项目。"),
    "open_project_problem": N_("提出问题：由谁解决，何时之前。"),
    "step_project_problem": N_("答复问题；由另一人确认解决或退回。"),
    "add_project_parcel": N_("登记地块。"),
    "move_project_parcel": N_("更新用地状态。"),
    "decide_project_proposal": N_("采纳或不采纳系统的建议。"),
    "list_enterprise": N_("列入培育名单。"),
    "tell_enterprise_revenue": N_("登记一年的营业收入。"),
    "take_enterprise_off": N_("移出培育名单。"),
    "tell_attraction": N_("登记招商，或更新进展。"),
    "match_bank": N_("登记银企对接，或更新进展。"),
}
