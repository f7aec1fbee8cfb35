"""What the operations of courses and journeys are called on the reference page."""

from chongyang.core.words import N_

ACTIVITIES_GROUPS = {"activities": N_("课程和出游")}
ACTIVITIES = {
    "list_activities": N_("已公布、可以报名的课程和出游，先开始的在前。"),
    "read_activity": N_("一个课程或出游和它的课次；停办的、结束的也写明。"),
    "list_activity_routes": N_("旅游线路，按名称。"),
    "read_activity_route": N_("一条线路的站点和身体要求。"),
    "list_activity_hosts": N_("已确认的学校、场所和基地，按名称。"),
    "list_activity_enrolments": N_("一个人报了什么、有什么通知没看；查看会留痕。"),
    "enrol_in_activity": N_("报名：有名额就给，没有就排候补；报过的不变。"),
    "leave_activity": N_("退出，退多少钱写在回答里。"),
    "read_activity_certificate": N_("来过的人的学习证明（PDF）。"),
    "see_activity_notice": N_("看过了，或电话告知了，不再发短信。"),
    "read_activity_figures": N_("各县（市、区）的学校、课程、报名和出勤，没有个人。"),
    "list_own_activity_hosts": N_("本单位的学校、场所和基地，带教室和线路。"),
    "tell_activity_host": N_("填报一个学校或基地，等主管部门确认。"),
    "close_activity_host": N_("关闭；还有公布的课程时不能关。"),
    "list_activity_hosts_within": N_("管辖内的办学单位，等确认的在前。"),
    "confirm_activity_host": N_("主管部门确认，可以公布课程。"),
    "add_activity_room": N_("添加教室，一个时间只有一节课。"),
    "add_activity_route": N_("添加旅游线路。"),
    "list_own_activities": N_("本单位的课程和出游，新的在前。"),
    "draft_activity": N_("起草课程或出游，课次随之排好，教室从此占用。"),
    "publish_activity": N_("公布，开始收报名。"),
    "cancel_activity": N_("停办：告知所有人，费用全部退回。"),
    "list_activity_enrolled": N_("本单位一个课程里的人，按报名先后（脱敏）。"),
    "enrol_at_activity_counter": N_("窗口报名，身份证号和姓名都要对。"),
    "confirm_activity_receipt": N_("费用已在本单位窗口缴纳，写明收据号码。"),
    "list_unseen_activity_notices": N_("还没有看到通知的人，早的在前。"),
    "move_lesson": N_("调课，告知有名额的人。"),
    "cancel_lesson": N_("停课，告知有名额的人，教室空出来。"),
    "list_roll_lessons": N_("两周内由自己点名的课。"),
    "read_roll": N_("一节课的名单和已点的名。"),
    "call_roll": N_("点名；再点一次以后一次为准。"),
}
