"""Addresses of the catalogue; open to everybody."""

from django.urls import path

from chongyang.web.programmes import views

urlpatterns = [
    path("", views.overview, name="programmes"),
    path("<str:code>/", views.programme, name="programme"),
]
