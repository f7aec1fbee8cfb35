"""Addresses of the pages of dispatching."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
