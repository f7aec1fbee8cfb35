"""Addresses of the family desk."""

from django.urls import path

from chongyang.web.family import views

urlpatterns = [
    path("", views.family, name="family"),
    path("<uuid:person>/", views.person, name="family_person"),
    path("mandate/<uuid:mandate>/back/", views.hand_back, name="family_back"),
]
