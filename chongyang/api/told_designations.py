"""What the reference page says of titles, their reviews and the layout."""

from chongyang.core.words import N_

DESIGNATIONS_GROUPS: dict[str, str] = {"designations": N_("认定和空间布局")}
DESIGNATIONS: dict[str, str] = {
    "list_titles": N_("方案要求认定的称号：谁可以申报、评分表、有效期。"),
    "list_titles_held": N_("认定登记册：谁持有哪个称号、从哪一天起，新的在前。"),
    "read_plaque": N_("按牌匾编号查一个称号。"),
    "read_layout": N_("一核两极四区八中心多点：成员和那里已有的机构、床位、称号。"),
    "list_title_notices": N_("正在公示的拟认定。"),
    "list_designation_work": N_("等待办理的认定申报，按期限排列。"),
    "list_own_designations": N_("本方的认定申报，新的在前。"),
    "begin_designation": N_("为辖区内的对象起草一份认定申报。"),
    "read_designation": N_("一份认定申报，经办人或申报方查看。"),
    "save_designation": N_("保存申报说明和自评。"),
    "drop_designation": N_("删除一份草稿和材料。"),
    "submit_designation": N_("提交申报；缺什么一次说清。"),
    "take_back_designation": N_("撤回申报。"),
    "list_designation_files": N_("一份申报的材料。"),
    "attach_designation_file": N_("上传一份材料；类型和大小按内容检查。"),
    "detach_designation_file": N_("拿掉一份材料。"),
    "read_evaluation": N_("这一轮最近的现场评分。"),
    "take_designation_step": N_("办理一个环节：受理、评分、签字、提出、授牌；同一人不办两个环节。"),
    "object_to_title": N_("对公示中的拟认定提出异议。"),
    "list_title_objections": N_("一份申报收到的异议。"),
    "answer_title_objection": N_("答复异议；须由没有参与评审的另一个单位答复。"),
    "list_title_reviews": N_("称号的复核，在办或办结。"),
    "open_title_review": N_("开始复核；提前复核须有理由。"),
    "read_title_review": N_("一件复核。"),
    "take_title_review_step": N_("办理复核：登记结果、保留、限期整改、提出撤销、听取陈述、撤销。"),
}
