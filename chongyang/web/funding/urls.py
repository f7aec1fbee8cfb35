"""Addresses of the desk of subsidies and awards, and of one's own applications."""

from django.urls import path

from chongyang.web.funding import awards, desk, entitled, looking, mine, notices, papers

urlpatterns = [
    path("", desk.work, name="funding"),
    path("cases/<uuid:application>/", desk.case, name="funding_case"),
    path("cases/<uuid:application>/letter/", papers.letter, name="funding_letter"),
    path("cases/evidence/<uuid:evidence>/", papers.evidence, name="funding_evidence"),
    path("months/", awards.months, name="funding_months"),
    path("months/<uuid:run>/", awards.month, name="funding_month"),
    path("months/<uuid:run>/state/", awards.month_state, name="funding_month_state"),
    path("awards/", awards.awards, name="funding_awards"),
    path("awards/<uuid:award>/", awards.award, name="funding_award"),
    path("entitled/", entitled.listed, name="funding_entitled"),
    path("entitled/<uuid:entitlement>/", entitled.one, name="funding_entitlement"),
    path("mine/entitled/<uuid:entitlement>/", entitled.own, name="funding_own_entitlement"),
    path("signals/", looking.signals, name="funding_signals"),
    path("mine/signals/<uuid:signal>/", looking.appeal, name="funding_appeal"),
    path("samples/", looking.samples, name="funding_samples"),
    path("notices/", notices.listed, name="funding_notices"),
    path("notices/<uuid:notice>/", notices.one, name="funding_notice"),
    path("mine/", mine.mine, name="funding_mine"),
    path("mine/begin/", mine.begin, name="funding_begin"),
    path("mine/<uuid:application>/", mine.one, name="funding_application"),
    path("mine/<uuid:application>/evidence/", mine.attach, name="funding_attach"),
    path("mine/<uuid:application>/letter/", papers.own_letter, name="funding_own_letter"),
    path("mine/evidence/<uuid:evidence>/", papers.own_evidence, name="funding_own_evidence"),
    path("mine/evidence/<uuid:evidence>/remove/", mine.detach, name="funding_detach"),
]
