"""Addresses of the shift desk."""

from django.urls import path

from chongyang.web.shift import audits, handover, views

urlpatterns = [
    path("", views.shift, name="shift"),
    path("live/", views.live, name="shift_live"),
    path("levels/", views.levels, name="shift_levels"),
    path("calls/", views.calls, name="shift_calls"),
    path("calls/<uuid:call>/", views.call, name="shift_call"),
    path("calls/<uuid:call>/recording/", views.recording, name="shift_recording"),
    path("calls/<uuid:call>/listen/", views.listen, name="shift_listen"),
    path("handover/", handover.handover, name="shift_handover"),
    path("handover/act/", handover.act, name="shift_act"),
    path("handover/<uuid:hand_over>/accept/", handover.accept, name="shift_accept"),
    path("audits/", audits.audits, name="shift_audits"),
    path("audits/<uuid:audit>/", audits.audit, name="shift_audit"),
    path("audits/<uuid:audit>/read/", audits.acknowledge, name="shift_audit_read"),
]
