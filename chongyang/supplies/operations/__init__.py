"""Writes of meals, rounds, goods and aids."""

from chongyang.supplies.operations.carrying import serve, tick
from chongyang.supplies.operations.errors import UnableToSupply
from chongyang.supplies.operations.goods import ArticleForm, add_piece, buy, keep_article
from chongyang.supplies.operations.menus import DishForm, copy_week, publish, publish_week, write_menu
from chongyang.supplies.operations.ordering import cancel_meal, order_meal
from chongyang.supplies.operations.points import PointForm, TimeForm, keep_point, keep_time
from chongyang.supplies.operations.rentals import (
    cancel_rental,
    charge_due,
    hand_over,
    inspect,
    lose,
    rent,
    take_back,
)
from chongyang.supplies.operations.renters import read_renter
from chongyang.supplies.operations.rounds import give_round, make_rounds
from chongyang.supplies.operations.standing import (
    StandingForm,
    begin_standing,
    change_standing,
    follow_standing,
)

__all__ = [
    "ArticleForm",
    "DishForm",
    "PointForm",
    "StandingForm",
    "TimeForm",
    "UnableToSupply",
    "add_piece",
    "begin_standing",
    "buy",
    "cancel_meal",
    "cancel_rental",
    "change_standing",
    "charge_due",
    "copy_week",
    "follow_standing",
    "give_round",
    "hand_over",
    "inspect",
    "keep_article",
    "keep_point",
    "keep_time",
    "lose",
    "make_rounds",
    "order_meal",
    "publish",
    "publish_week",
    "read_renter",
    "rent",
    "serve",
    "take_back",
    "tick",
    "write_menu",
]
