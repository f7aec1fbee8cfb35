"""Addresses of the public home."""

from django.urls import path

from chongyang.web.home import views

urlpatterns = [path("", views.home, name="home")]
