"""Words of meals, goods and aids."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class PointKind(Labelled):
    POINT = "point", N_("社区助餐点")
    KITCHEN = "kitchen", N_("中央厨房")
    CANTEEN = "canteen", N_("老年食堂")


class Meal(Labelled):
    BREAKFAST = "breakfast", N_("早餐")
    LUNCH = "lunch", N_("午餐")
    DINNER = "dinner", N_("晚餐")


class Way(Labelled):
    """Eaten at the point, or brought home; each is an item of the catalogue."""

    THERE = "there", N_("到店用餐")
    BROUGHT = "brought", N_("送餐上门")


ITEMS = {Way.THERE.value: "meal_at_point", Way.BROUGHT.value: "meal_delivery"}


class Allergen(Labelled):
    """The eight of GB 7718—2011, 4.4.3."""

    GLUTEN = "gluten", N_("含麸质谷物")
    SHELLFISH = "shellfish", N_("甲壳类")
    FISH = "fish", N_("鱼类")
    EGG = "egg", N_("蛋类")
    PEANUT = "peanut", N_("花生")
    SOY = "soy", N_("大豆")
    MILK = "milk", N_("乳")
    NUTS = "nuts", N_("坚果")


class Outcome(Labelled):
    """What a carrier ticked at a door."""

    OPEN = "", N_("待送")
    HANDED_OVER = "handed_over", N_("已送到")
    NOBODY = "nobody", N_("无人应门")


class ArticleKind(Labelled):
    AID = "aid", N_("辅具")
    GOODS = "goods", N_("商品")


SALE_ITEMS = {ArticleKind.AID.value: "aid_sale", ArticleKind.GOODS.value: "goods_sale"}
RENTAL_ITEM = "aid_rental"


class PieceState(Labelled):
    AVAILABLE = "available", N_("可租")
    OUT = "out", N_("租出")
    RETURNED = "returned", N_("待检查消毒")
    LOST = "lost", N_("遗失")


class RentalState(Labelled):
    RESERVED = "reserved", N_("已预订")
    HANDED_OVER = "handed_over", N_("租用中")
    RETURNED = "returned", N_("已归还")
    INSPECTED = "inspected", N_("已检查消毒")
    CANCELLED = "cancelled", N_("已取消")
    LOST = "lost", N_("已遗失")


STANDING = (RentalState.RESERVED.value, RentalState.HANDED_OVER.value, RentalState.RETURNED.value)
"""While a rental stands so, its piece is nobody else's."""


class ChargeKind(Labelled):
    MONTH = "month", N_("月租金")
    DEPOSIT = "deposit", N_("押金")
