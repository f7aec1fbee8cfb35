"""What the reference page says of assessment and of remarks of the public."""

from chongyang.core.words import N_

ASSESSMENT_GROUPS: dict[str, str] = {"assessment": N_("考核"), "remarks": N_("公众意见")}
ASSESSMENT: dict[str, str] = {
    "get_assessment_scheme": N_("一年的考核方案：两张名单的项目、权重、依据条款。"),
    "list_assessments": N_("可以查看的考核；告知以前只有考核人员能看。"),
    "get_assessment": N_("一次考核：范围内各单位的得分表和申诉。"),
    "get_assessment_sheet": N_("一个单位的得分表，每一分的来历。"),
    "export_assessment": N_("锁定的名次、得分、更正和意见书，供市级绩效考核使用。"),
    "open_assessment": N_("开始一年一张名单的考核，并计一遍分。"),
    "step_assessment": N_("计分、告知、排定、确认、退回、作废；同一人不办两个环节。"),
    "judge_assessment": N_("本人的评分，要么全部记下，要么都不记。"),
    "appeal_assessment": N_("为自己的单位申诉一项，每项一次，限期内。"),
    "attach_to_assessment_mark": N_("为本人的一项评分交佐证文件。"),
    "attach_to_assessment_appeal": N_("为本单位还没有处理的申诉交佐证文件。"),
    "get_assessment_file": N_("申诉的一个佐证文件（base64）；评分的只有考核人员能看。"),
    "decide_assessment_appeal": N_("处理申诉，由没有计分和评分的人办理。"),
    "correct_assessment": N_("提出对锁定得分的更正。"),
    "confirm_assessment_correction": N_("由另一人确认更正，名次随之重排。"),
    "note_assessment": N_("对一个单位写表扬或问责建议，写明依据条款。"),
    "list_results": N_("公布过的结果；撤回的只留编号、日期和理由。"),
    "propose_results": N_("生成一次锁定考核的公布稿。"),
    "step_results": N_("由另一人批准、不批准或撤回。"),
    "list_remarks": N_("本岗位要办的公众意见，旧的在前。"),
    "get_remark": N_("一条公众意见。"),
    "step_remark": N_("审看、转办、答复、审定、撤下；审看的人不答复，答复的人不审定。"),
}
