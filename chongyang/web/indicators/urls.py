"""Addresses of the pages of indicators."""

from django.urls import path

from chongyang.web.indicators import views

urlpatterns = [
    path("", views.indicators, name="indicators"),
    path("<str:key>/", views.indicator, name="indicator"),
    path("<str:key>/rows/<str:part>/", views.rows, name="indicator_rows"),
]
