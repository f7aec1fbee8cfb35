"""Addresses of the responder's page."""

from django.urls import path

from chongyang.web.responder import places, sos, views

urlpatterns = [
    path("", views.responder, name="responder"),
    path("live/", views.live, name="responder_live"),
    path("sos/", sos.sos, name="responder_sos"),
    path("duty/", views.duty, name="responder_duty"),
    path("sharing/", places.sharing, name="responder_sharing"),
    path("position/", places.position, name="responder_position"),
    path("<uuid:dispatch>/", views.journey, name="responder_journey"),
    path("<uuid:dispatch>/accept/", views.accept, name="responder_accept"),
    path("<uuid:dispatch>/refuse/", views.refuse, name="responder_refuse"),
    path("<uuid:dispatch>/depart/", views.depart, name="responder_depart"),
    path("<uuid:dispatch>/arrive/", views.arrive, name="responder_arrive"),
    path("<uuid:dispatch>/finish/", views.finish, name="responder_finish"),
    path("<uuid:dispatch>/give-back/", views.give_back, name="responder_give_back"),
]
