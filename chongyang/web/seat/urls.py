"""Addresses of the seat."""

from django.urls import path

from chongyang.web.seat import actions, calls, helping, joining, line, reporting, ringing, views

urlpatterns = [
    path("", views.seat, name="seat"),
    path("live/", views.live, name="seat_live"),
    path("next/", actions.take_next, name="seat_next"),
    path("call/", calls.call, name="seat_call"),
    path("call/callers/", calls.callers, name="seat_callers"),
    path("doing/", ringing.doing, name="seat_doing"),
    path("rings/<uuid:call>/answer/", ringing.answer, name="seat_ring_answer"),
    path("line/<uuid:call>/", line.line, name="seat_line"),
    path("line/<uuid:call>/hang-up/", line.hang_up, name="seat_line_hang_up"),
    path("line/<uuid:call>/conference/", line.bring_in, name="seat_line_conference"),
    path("line/<uuid:call>/transfer/", line.transfer, name="seat_line_transfer"),
    path("line/<uuid:call>/number/", line.number, name="seat_line_number"),
    path("call-backs/", line.call_backs, name="seat_call_backs"),
    path("call-backs/<uuid:call>/dial/", line.dial, name="seat_call_back_dial"),
    path("call-backs/<uuid:call>/close/", line.close, name="seat_call_back_close"),
    path("report/", reporting.report, name="seat_report"),
    path("report/people/", reporting.people, name="seat_people"),
    path("report/<uuid:sighting>/show/", joining.show_report, name="seat_report_show"),
    path("<uuid:incident>/", views.incident, name="seat_incident"),
    path("<uuid:incident>/protocol/", views.protocol, name="seat_protocol"),
    path("<uuid:incident>/phoned/", helping.phoned, name="seat_phoned"),
    path("<uuid:incident>/case-number/", helping.case_number, name="seat_case_number"),
    path("<uuid:incident>/merge/", joining.merge, name="seat_merge"),
    path("<uuid:incident>/unmerge/", joining.unmerge, name="seat_unmerge"),
    path("<uuid:incident>/split/", joining.split, name="seat_split"),
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
