"""Addresses of the monitoring desk."""

from django.urls import path

from chongyang.web.monitoring import limits, views

urlpatterns = [
    path("", views.monitoring, name="monitoring"),
    path("open/", views.open_elder, name="monitoring_open"),
    path("alert/<uuid:alert>/take/", views.take, name="monitoring_take"),
    path("alert/<uuid:alert>/close/", views.close, name="monitoring_close"),
    path("elder/<uuid:person>/", views.elder, name="monitoring_elder"),
    path("elder/<uuid:person>/limits/", limits.page, name="monitoring_limits"),
    path("elder/<uuid:person>/away/", limits.away, name="monitoring_away"),
    path("elder/<uuid:person>/back/", limits.back, name="monitoring_back"),
]
