"""Addresses of the pages of reporting."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
