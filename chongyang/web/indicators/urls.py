"""Addresses of the pages of indicators."""

from django.urls import path

from chongyang.web.indicators import views

urlpatterns = [
    path("", views.indicators, name="indicators"),
    path("values/<uuid:value>/", views.value, name="indicator_value"),
    path("<str:key>/", views.indicator, name="indicator"),
    path("<str:key>/rows/<str:part>/", views.rows, name="indicator_rows"),
]
