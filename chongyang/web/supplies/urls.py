"""Addresses of meals, goods and aids."""

from django.urls import path

from chongyang.web.supplies import carrying, cooking, goods, keeping, ordering, public, watching

urlpatterns = [
    path("", keeping.today, name="supplies"),
    path("points/", public.points, name="supplies_points"),
    path("points/<uuid:point>/", public.point, name="supplies_point"),
    path("watch/", watching.watch, name="supplies_watch"),
    path("keep/new/", keeping.new, name="supplies_point_new"),
    path("keep/<uuid:point>/", keeping.keep, name="supplies_point_keep"),
    path("keep/<uuid:point>/times/", keeping.keep_time, name="supplies_time_keep"),
    path("keep/<uuid:point>/menus/<slug:day>/<slug:meal>/", cooking.menu, name="supplies_menu"),
    path("meals/<uuid:menu>/", cooking.meal, name="supplies_meal"),
    path("meals/<uuid:menu>/step/", cooking.step, name="supplies_meal_step"),
    path("rounds/<uuid:round>/sheet/", cooking.sheet, name="supplies_sheet"),
    path("carry/", carrying.carry, name="supplies_carry"),
    path("carry/stops/<uuid:stop>/", carrying.tick, name="supplies_tick"),
    path("carry/counter/<uuid:portion>/", carrying.serve, name="supplies_serve"),
    path("goods/", goods.listed, name="supplies_goods"),
    path("articles/", goods.articles, name="supplies_articles"),
    path("articles/<uuid:article>/", goods.article, name="supplies_article"),
    path("articles/<uuid:article>/pieces/", goods.piece, name="supplies_piece"),
    path("rentals/<uuid:rental>/", goods.rental, name="supplies_rental"),
    path("order/<uuid:person>/articles/<uuid:article>/", goods.order, name="supplies_order_article"),
    path("order/", ordering.begin, name="supplies_order"),
    path("order/<uuid:person>/", ordering.choose, name="supplies_order_for"),
    path("order/<uuid:person>/dishes/<uuid:dish>/", ordering.dish, name="supplies_order_dish"),
    path("order/meals/<uuid:order>/cancel/", ordering.cancel, name="supplies_order_cancel"),
    path("order/standing/<uuid:standing>/", ordering.standing, name="supplies_standing"),
]
