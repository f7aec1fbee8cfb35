"""What the reference page says of the four stages."""

from chongyang.core.words import N_

APPROVALS_GROUPS: dict[str, str] = {"approvals": N_("四阶段审批")}
APPROVALS: dict[str, str] = {
    "list_approval_stages": N_("四个阶段的事项、材料、工作日，以及哪些条款免去什么。"),
    "list_own_approvals": N_("本单位报建的项目，新的在前。"),
    "begin_approvals": N_("开始一个项目，第一阶段是草稿。"),
    "read_own_approvals": N_("本单位的一个项目。"),
    "list_own_approval_runs": N_("一个项目各阶段的每一次申报。"),
    "tell_approval_facts": N_("第一阶段受理前更正项目情况。"),
    "begin_approval_stage": N_("不予许可或撤回之后重新申报一个阶段。"),
    "withdraw_approvals": N_("整个项目不再报建。"),
    "list_approval_runs": N_("综合窗口的待办，按期限排列。"),
    "list_approval_items": N_("本部门的事项，按期限排列。"),
    "read_approval_run": N_("一个阶段的事项、通知书，以及读者可以打开的材料。"),
    "attach_approval_paper": N_("为一份材料上传文件；类型和大小按内容检查。"),
    "list_reusable_papers": N_("以前交过、这个阶段可以沿用的材料。"),
    "reuse_approval_paper": N_("沿用以前交过的一份材料。"),
    "detach_approval_paper": N_("拿掉一份还没有人审过的材料。"),
    "submit_approval_stage": N_("交窗口，或补正后交回，计时继续。"),
    "withdraw_approval_stage": N_("撤回一个阶段；草稿连同材料删除。"),
    "take_window_step": N_("窗口受理、一次性告知补正，或不予受理。"),
    "take_joint_step": N_("召集联合审查，或作出联合意见。"),
    "take_item_step": N_("部门登记许可（须有文号）、不予许可、材料缺项或联合审查意见。"),
    "list_joint_opinions": N_("最近一次联合审查的各部门意见。"),
    "file_use": N_("部门登记改造项目的用途备案。"),
    "note_use_changed": N_("登记产权人已办用途变更。"),
    "list_late_approvals": N_("超期未办的事项，最久的在前。"),
    "tally_approvals": N_("各县（市、区）各阶段在办、办结、按期和所用工作日。"),
    "read_approval_progress": N_("凭编号和校验码查询公开进度。"),
}
