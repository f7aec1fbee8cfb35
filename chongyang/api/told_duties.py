"""What the reference page says of the ledger of duties."""

from chongyang.core.words import N_

DUTIES_GROUPS: dict[str, str] = {"duties": N_("任务台账")}
DUTIES: dict[str, str] = {
    "list_duty_items": N_("方案分解出的各项：引文、牵头单位、节点、期限。"),
    "list_duties": N_("可见范围内的任务和灯色，以及成立的规则。"),
    "tally_duties": N_("按单位统计任务、灯色、逾期和督办函。"),
    "list_duty_gaps": N_("没有写明由谁负责、没有节点、没有交办、没有联络人的。"),
    "list_duty_letters": N_("督办函；拟稿只有办公室能看到。"),
    "list_duty_escalations": N_("程序提出的催办、通报、约谈。"),
    "list_duty_matters": N_("提请领导小组解决的问题。"),
    "get_duty": N_("一项任务和各季度报告。"),
    "assign_duty_item": N_("交办。"),
    "report_duty": N_("写一个季度的报告；佐证文件随后逐个提交。"),
    "add_to_duty_report": N_("对过去的季度补充说明，原报告不变。"),
    "attach_to_duty_report": N_("交一张照片或一份佐证；季度已过的作为补充，须写明依据的文件。"),
    "attach_to_duty_reply": N_("为督办函的回复补交文件，办结以前。"),
    "get_duty_file": N_("报告、补充或回复的一个文件（base64）。"),
    "step_duty": N_("反馈、核查、销号或退回；一人不得办两个环节。"),
    "set_duty_light": N_("评定与规则不同的灯色，写明理由。"),
    "draft_duty_letter": N_("拟督办函，由本机关另一人签发。"),
    "step_duty_letter": N_("签发、回复、办结或退回督办函。"),
    "list_duty_meetings": N_("领导小组会议。"),
    "plan_duty_meeting": N_("安排会议。"),
    "end_duty_meeting": N_("结束会议，议程须已议定。"),
    "raise_duty_matter": N_("提请解决问题。"),
    "take_up_duty_matter": N_("列入或移出议程。"),
    "decide_duty_matter": N_("议定由谁在何时前解决。"),
    "solve_duty_matter": N_("认定问题已解决。"),
    "decide_duty_escalation": N_("发出程序提出的措施，或写明理由不发。"),
}
