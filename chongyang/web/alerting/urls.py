"""Addresses of the desk of escalation."""

from django.urls import path

from chongyang.web.alerting import chains, pattern, reaching, rotas, views

urlpatterns = [
    path("", views.alerting, name="alerting"),
    path("run/<uuid:subject>/", views.run, name="alerting_run"),
    path("chain/<str:code>/", chains.chain, name="alerting_chain"),
    path("chain/<str:code>/draft/", chains.draft, name="alerting_draft"),
    path("version/<uuid:version>/activate/", chains.activate, name="alerting_activate"),
    path("rota/", rotas.make, name="alerting_make_rota"),
    path("rota/<uuid:rota>/", rotas.rota, name="alerting_rota"),
    path("rota/<uuid:rota>/pattern/", pattern.pattern, name="alerting_pattern"),
    path("rota/<uuid:rota>/shift/", rotas.add, name="alerting_shift"),
    path("rota/<uuid:rota>/channel/", rotas.channel, name="alerting_channel"),
    path("rota/<uuid:rota>/activate/", rotas.activate, name="alerting_activate_rota"),
    path("shift/<uuid:shift>/cancel/", rotas.cancel, name="alerting_cancel"),
    path("unreachable/", reaching.unreachable, name="alerting_unreachable"),
    path("unreachable/<uuid:channel>/test/", reaching.test, name="alerting_test"),
]
