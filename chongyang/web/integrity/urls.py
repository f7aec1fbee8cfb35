"""Addresses of the checks of integrity."""

from django.urls import path

from chongyang.web.integrity import views

urlpatterns = [
    path("", views.overview, name="integrity"),
    path("<str:name>/", views.one, name="integrity_check"),
    path("<str:name>/again/", views.again, name="integrity_again"),
    path("<str:name>/<uuid:row>/excuse/", views.excuse, name="integrity_excuse"),
    path("<str:name>/excuses/<uuid:excuse>/withdraw/", views.withdraw, name="integrity_withdraw"),
]
