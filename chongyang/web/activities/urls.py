"""Addresses of the pages of courses and journeys."""

from django.urls import path

from chongyang.web.activities import desk, own, public, rolls

urlpatterns = [
    path("", public.listed, name="activities"),
    path("offered/<uuid:offering>/", public.one, name="activities_offering"),
    path("routes/", public.routes, name="activities_routes"),
    path("routes/<uuid:route>/", public.route, name="activities_route"),
    path("hosts/", public.hosts, name="activities_hosts"),
    path("mine/", own.mine, name="activities_mine"),
    path("mine/<uuid:person>/", own.person, name="activities_person"),
    path("mine/<uuid:person>/<uuid:offering>/", own.enrol, name="activities_enrol"),
    path("enrolments/<uuid:enrolment>/leave/", own.leave, name="activities_leave"),
    path("enrolments/<uuid:enrolment>/certificate/", own.certificate, name="activities_certificate"),
    path("enrolments/<uuid:enrolment>/paid/", desk.paid, name="activities_paid"),
    path("notices/<uuid:notice>/", own.seen, name="activities_seen"),
    path("desk/", desk.desk, name="activities_desk"),
    path("desk/hosts/", desk.tell_host, name="activities_host_new"),
    path("desk/hosts/<uuid:host>/", desk.host, name="activities_host"),
    path("desk/hosts/<uuid:host>/change/", desk.change_host, name="activities_host_change"),
    path("desk/hosts/<uuid:host>/new/", desk.new, name="activities_new"),
    path("desk/lessons/<uuid:lesson>/", desk.lesson, name="activities_lesson"),
    path("desk/<uuid:offering>/", desk.keep, name="activities_keep"),
    path("desk/<uuid:offering>/change/", desk.change, name="activities_change"),
    path("rolls/", rolls.rolls, name="activities_rolls"),
    path("rolls/<uuid:lesson>/", rolls.roll, name="activities_roll"),
    path("figures/", rolls.figures, name="activities_figures"),
    path("figures/<uuid:host>/confirm/", rolls.confirm, name="activities_confirm"),
]
