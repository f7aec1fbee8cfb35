"""Addresses of the pages of timebank."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
