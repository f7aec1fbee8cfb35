"""Addresses of the agreements with departments."""

from django.urls import path

from chongyang.web.exchange import steps, views

urlpatterns = [
    path("", views.agreements, name="exchange"),
    path("new/", steps.new, name="exchange_new"),
    path("<uuid:agreement>/", views.agreement, name="exchange_agreement"),
    path("<uuid:agreement>/decide/", steps.decide, name="exchange_decide"),
    path("<uuid:agreement>/key/", steps.key, name="exchange_key"),
    path("<uuid:agreement>/subscribe/", steps.subscribe, name="exchange_subscribe"),
    path("<uuid:agreement>/unsubscribe/", steps.unsubscribe, name="exchange_unsubscribe"),
    path("<uuid:agreement>/<str:action>/", steps.act, name="exchange_act"),
]
