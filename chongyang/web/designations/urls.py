"""Addresses of the pages of designations: the register and the layout are open to everybody."""

from django.urls import path

from chongyang.web.designations import desk, layout, mine, notices, papers, register, reviews

urlpatterns = [
    path("", desk.work, name="designations"),
    path("cases/<uuid:application>/", desk.case, name="designations_case"),
    path("cases/evidence/<uuid:evidence>/", papers.evidence, name="designations_evidence"),
    path("reviews/", reviews.listed, name="designations_reviews"),
    path("reviews/<uuid:review>/", reviews.one, name="designations_review"),
    path("mine/", mine.mine, name="designations_mine"),
    path("mine/begin/<slug:title>/", mine.begin, name="designations_begin"),
    path("mine/<uuid:application>/", mine.one, name="designations_application"),
    path("mine/<uuid:application>/evidence/", mine.attach, name="designations_attach"),
    path("mine/evidence/<uuid:evidence>/", papers.own_evidence, name="designations_own_evidence"),
    path("mine/evidence/<uuid:evidence>/remove/", mine.detach, name="designations_detach"),
    path("mine/reviews/<uuid:review>/", mine.review, name="designations_own_review"),
    path("register/", register.listed, name="designations_register"),
    path("register/<uuid:held>/", register.held, name="designations_held"),
    path("plaques/<slug:number>/", register.plaque, name="designations_plaque"),
    path("plaques/<slug:number>/certificate/", papers.certificate, name="designations_certificate"),
    path("titles/", register.titles, name="designations_titles"),
    path("titles/<slug:key>/", register.title, name="designations_title"),
    path("notices/", notices.listed, name="designations_notices"),
    path("notices/<uuid:notice>/", notices.one, name="designations_notice"),
    path("layout/", layout.layout, name="designations_layout"),
]
