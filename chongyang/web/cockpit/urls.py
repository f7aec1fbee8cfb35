"""Addresses of the cockpit: every figure has its own, so that a clause of the plan can link to it."""

from django.urls import path

from chongyang.web.cockpit import views
from chongyang.web.cockpit.figures import FIGURES

urlpatterns = [
    path("", views.city, name="cockpit"),
    path("live/", views.live, name="cockpit_live"),
    path("streets/<int:street>/", views.street, name="cockpit_street"),
    *(
        path(f"{figure.key}/", views.city, {"figure": figure.key}, name=figure.url_name)
        for figure in FIGURES.values()
    ),
    path("<slug:figure>/<slug:unit>/", views.unit, name="cockpit_unit"),
]
