"""Addresses of the adjudication desk."""

from django.urls import path

from chongyang.web.linkage import merges, views

urlpatterns = [
    path("", views.pairs, name="linkage"),
    path("pair/<uuid:pair>/", views.pair, name="linkage_pair"),
    path("pair/<uuid:pair>/decide/", views.decide, name="linkage_decide"),
    path("pair/<uuid:pair>/withdraw/", views.withdraw, name="linkage_withdraw"),
    path("pair/<uuid:pair>/reopen/", views.reopen, name="linkage_reopen"),
    path(
        "pair/<uuid:pair>/reveal/<str:side>/<str:field>/<str:purpose>/", views.reveal, name="linkage_reveal"
    ),
    path("asks/", merges.asks, name="linkage_asks"),
    path("asks/<uuid:ask>/", merges.answer, name="linkage_answer"),
    path("merges/", merges.merged, name="linkage_merges"),
    path("merges/<uuid:merge>/", merges.merge, name="linkage_merge"),
    path("merges/<uuid:merge>/part/", merges.part, name="linkage_part"),
]
