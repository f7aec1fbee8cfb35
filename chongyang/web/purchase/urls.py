"""Addresses of the pages of purchase."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
