"""Addresses of the seat."""

from django.urls import path

from chongyang.web.seat import actions, calls, views

urlpatterns = [
    path("", views.seat, name="seat"),
    path("live/", views.live, name="seat_live"),
    path("next/", actions.take_next, name="seat_next"),
    path("call/", calls.call, name="seat_call"),
    path("call/callers/", calls.callers, name="seat_callers"),
    path("<uuid:incident>/", views.incident, name="seat_incident"),
    path("<uuid:incident>/acknowledge/", actions.acknowledge, name="seat_acknowledge"),
    path("<uuid:incident>/attempt/", actions.attempt, name="seat_attempt"),
    path("<uuid:incident>/caller/", actions.show_caller, name="seat_caller"),
    path("<uuid:incident>/search/", actions.search, name="seat_search"),
    path("<uuid:incident>/identify/", actions.identify, name="seat_identify"),
    path("<uuid:incident>/judge/", actions.judge, name="seat_judge"),
    path("<uuid:incident>/triage/", actions.triage, name="seat_triage"),
    path("<uuid:incident>/offer/", actions.offer, name="seat_offer"),
    path("<uuid:incident>/withdraw/", actions.withdraw, name="seat_withdraw"),
    path("<uuid:incident>/close/", actions.close, name="seat_close"),
    path("<uuid:incident>/reopen/", actions.reopen, name="seat_reopen"),
]
