"""Addresses of the pages of quality."""

from django.urls import path

from chongyang.web.quality import appeals, calls, rating, scores

urlpatterns = [
    path("", scores.overview, name="quality"),
    path("providers/<uuid:organisation>/", scores.provider, name="quality_provider"),
    path("proposals/<uuid:proposal>/", scores.decide, name="quality_proposal"),
    path("events/<uuid:event>/appeal/", appeals.raise_one, name="quality_appeal"),
    path("appeals/", appeals.listed, name="quality_appeals"),
    path("appeals/<uuid:appeal>/", appeals.decide, name="quality_appeal_decide"),
    path("calls/", calls.listed, name="quality_calls"),
    path("calls/<uuid:sample>/", calls.one, name="quality_call"),
    path("rate/<uuid:order>/", rating.rate, name="quality_rate"),
]
