"""Meal points, menus, portions, rounds; articles, pieces, rentals."""

from chongyang.supplies.models.goods import Article, Charge, Piece, Rental, Sale
from chongyang.supplies.models.meals import Dish, MealPoint, MealTime, Menu, Portion, Standing
from chongyang.supplies.models.rounds import Round, Stop

__all__ = [
    "Article",
    "Charge",
    "Dish",
    "MealPoint",
    "MealTime",
    "Menu",
    "Piece",
    "Portion",
    "Rental",
    "Round",
    "Sale",
    "Standing",
    "Stop",
]
