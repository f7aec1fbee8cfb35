"""Addresses of the pages of results."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
