"""Addresses of the pages of designations."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
