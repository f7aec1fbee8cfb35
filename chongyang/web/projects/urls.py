"""Addresses of the project library."""

from django.urls import path

from chongyang.web.projects import changing, enterprises, one, permits, views

urlpatterns = [
    path("", views.overview, name="projects"),
    path("new/", changing.new, name="projects_new"),
    path("export/", views.export, name="projects_export"),
    path("map/", views.on_map, name="projects_map"),
    path("gantt/", views.gantt, name="projects_gantt"),
    path("investment/", views.investment, name="projects_investment"),
    path("leaders/", views.leaders, name="projects_leaders"),
    path("envelopes/", views.envelopes, name="projects_envelopes"),
    path("work/", views.work, name="projects_work"),
    path("enterprises/", enterprises.overview, name="projects_enterprises"),
    path("enterprises/<str:action>/", enterprises.add, name="projects_enterprises_add"),
    path("enterprises/<uuid:enterprise>/<str:action>/", enterprises.tell, name="projects_enterprises_tell"),
    path("attractions/<uuid:attraction>/", enterprises.attraction, name="projects_attraction"),
    path("banks/<uuid:match>/", enterprises.bank, name="projects_bank"),
    path("months/<uuid:report>/", one.month, name="projects_month"),
    path("months/<uuid:report>/photos/", one.add_photo, name="projects_add_photo"),
    path("photos/<uuid:photo>/", one.photo, name="projects_photo"),
    path("problems/<uuid:problem>/<str:action>/", one.problem, name="projects_problem"),
    path("parcels/<uuid:parcel>/", one.parcel, name="projects_parcel"),
    path("proposals/<uuid:proposal>/<str:action>/", one.proposal, name="projects_proposal"),
    path("approvals/<uuid:application>/unbind/", permits.unbind, name="projects_unbind"),
    path("<uuid:project>/", one.shown, name="project"),
    path("<uuid:project>/edit/", changing.edit, name="projects_edit"),
    path("<uuid:project>/<str:action>/", one.act, name="projects_act"),
]
