"""Addresses of the desk of groups."""

from django.urls import path

from chongyang.web.groups import classes, households, person, views

urlpatterns = [
    path("", views.board, name="groups"),
    path("open/", views.open_elder, name="groups_open"),
    path("class/<str:kind>/", views.members, name="groups_class"),
    path("proposals/", classes.proposals, name="groups_proposals"),
    path("proposals/<uuid:proposal>/", classes.decide, name="groups_decide"),
    path("proposals/<uuid:proposal>/withdraw/", classes.withdraw, name="groups_withdraw"),
    path("visits/", views.visits, name="groups_visits"),
    path("reviews/", views.reviews, name="groups_reviews"),
    path("headless/", views.headless, name="groups_headless"),
    path("elder/<uuid:person>/", person.elder, name="groups_elder"),
    path("elder/<uuid:person>/propose/", classes.propose, name="groups_propose"),
    path("elder/<uuid:person>/grant/", classes.grant, name="groups_grant"),
    path("elder/<uuid:person>/class/<uuid:membership>/end/", classes.end, name="groups_end"),
    path("elder/<uuid:person>/visit/<str:kind>/", classes.visit, name="groups_visit"),
    path("elder/<uuid:person>/household/", households.open_house, name="groups_household"),
    path("elder/<uuid:person>/household/add/", households.add, name="groups_add"),
    path("elder/<uuid:person>/household/split/", households.split, name="groups_split"),
    path("elder/<uuid:person>/member/<uuid:member>/leave/", households.leave, name="groups_leave"),
    path("elder/<uuid:person>/member/<uuid:member>/role/", households.role, name="groups_role"),
    path("elder/<uuid:person>/member/<uuid:member>/head/", households.head, name="groups_head"),
    path("elder/<uuid:person>/carer/", households.carer, name="groups_carer"),
    path("elder/<uuid:person>/carer/<uuid:care>/end/", households.end_carer, name="groups_end_carer"),
]
