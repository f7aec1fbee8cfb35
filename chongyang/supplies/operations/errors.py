"""What supplies refuse, and why: Chinese source texts."""

from django.utils.translation import gettext

from chongyang.core.words import N_

NOT_IN_FORCE = N_("贵单位不在服务商名录上，不能登记助餐点。")
NAME = N_("请填写名称。")
TWICE = N_("已有同名的，请换一个名称。")
PLACE = N_("请选择所在街道，并填写地址和坐标。")
AREAS = N_("请至少选择一个服务区域。")
FROM = N_("请填写从哪天起。")
DAYS = N_("结束日期须晚于开始日期。")
HOURS = N_("结束时间须晚于开始时间。")
CUT_OFF = N_("截止时间须早于开餐时间。")
NUMBER = N_("数量不对。")
KIND = N_("请选择种类。")
NO_TIME = N_("这个助餐点没有开这一餐。")
PAST = N_("这一餐已经截止，不能再改。")
NO_DISH = N_("菜单上还没有菜。")
NO_DRAFT = N_("这一周没有可以公布的草稿。")
PRICE = N_("价格须在服务目录规定的范围内。")
FEWER = N_("已有人订了更多，份数不能再减。")
ORDERED = N_("已有人订了这道菜，不能改价，也不能删去。")
PUBLISHED = N_("菜单已经公布。")
LATE = N_("这一餐已过截止时间，请打电话给助餐点。")
SOLD_OUT = N_("这道菜已经订完了，请换一道。")
FULL = N_("这一餐已经订满了，请换一餐。")
NOT_HERE = N_("这个助餐点不送到老人住的地方，可以到店用餐。")
NO_OFFER = N_("这家服务商那天不提供这项服务。")
MOST = N_("一次最多订 %(most)s 份。")
NOT_CUT_OFF = N_("还没有到截止时间，不能排送餐路线。")
NO_STOPS = N_("没有要送的餐。")
BEGUN = N_("这一趟已经开始送，不能换人。")
NOT_YOURS = N_("您的账号没有登记为这家服务商的人员。")
GONE = N_("订单已撤销，不用送了。")
OUTCOME = N_("请选择送到还是无人应门。")
NOT_NOW = N_("现在不是这一餐的用餐时间。")
ONLY_AIDS = N_("只有辅具可以出租。")
SERIAL = N_("请填写编号，每件一个，不能重复。")
NOT_RENTED = N_("这件东西不出租，请先填写月租金。")
NOT_SOLD = N_("这件东西只租不卖。")
NONE_LEFT = N_("库存不够了。")
NO_PIECE = N_("那段时间没有空闲的，请另选日期。")
RENT_DAYS = N_("开始日期不能早于今天，结束日期须晚于开始日期。")
NOT_THERE_NOW = N_("这件租用现在不能这样办理，可能已有人办过。")
DEAD = N_("登记显示老人已去世或迁出，不能租用。")
SERVED = N_("这份餐已经取走了。")


class UnableToSupply(Exception):
    """Why not; `reason` is Chinese source text, `field` where it belongs."""

    def __init__(self, reason: str, field: str = "", **values: object) -> None:
        text = gettext(reason)
        super().__init__(text % values if values else text)
        self.reason, self.field, self.values = reason, field, values
