"""What courses and journeys refuse, and why: Chinese source texts."""

from django.utils.translation import gettext

from chongyang.core.words import N_

NOT_OPEN = N_("现在不能报名：还没有开始、已经截止或已停办。")
DEAD = N_("档案显示此人已去世，不能报名。")
MOVED = N_("档案显示此人已迁出或档案已关闭，不能报名。")
AGE = N_("不符合年龄要求。")
AREA = N_("只收规定地区的老人。")
HEALTH = N_("请逐条确认身体条件；有一条做不到，请换一条轻松的线路。")
NOBODY = N_("没有找到：请核对身份证号和姓名。没有登记的老人请先到社区登记。")
NOT_NOW = N_("现在不能这样办。")
RECEIPT = N_("请填写学校收据的号码。")
REASON = N_("请写明理由。")
NAME = N_("请填写名称和地址。")
TITLE = N_("请填写名称。")
KIND = N_("请选择种类。")
DAYS = N_("日期前后不对：报名应在开课前截止，开始不能晚于结束。")
PLACES = N_("名额应是正数，最低人数不能多于最多人数。")
ROOM_SMALL = N_("教室坐不下这么多人。")
TIMES = N_("请选择每周上课的时间，开始要早于结束。")
NO_LESSONS = N_("这段日期里没有一次课。")
TOO_MANY = N_("课次太多，请分学期开课。")
ROOM_TAKEN = N_("这间教室那个时间已经有课。")
NOT_CONFIRMED = N_("主管部门还没有确认，暂不能公布。")
FEE = N_("费用不对。")
AGES = N_("年龄上下限不对。")
AREAS = N_("地区代码不对。")
PAST = N_("已经过去的课不能改。")
TOO_EARLY = N_("还没有到上课时间，不能点名。")
TOO_LATE = N_("过去太久，不能再改点名。")
STRANGER = N_("名单里没有这个人。")
STOPS = N_("请填写线路的天数、站点和保险。")
TWICE = N_("已经有同名的。")
TEACHER = N_("没有这个教师账号，或它不能点名。")
OWN = N_("自己填报的要由主管部门确认。")


class UnableToAct(Exception):
    """Why something about a course or journey is not done: `reason` is Chinese source text."""

    def __init__(self, reason: str, *, field: str = "") -> None:
        super().__init__(gettext(reason))
        self.reason, self.field = reason, field
