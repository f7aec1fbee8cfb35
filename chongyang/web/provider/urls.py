"""Addresses of the pages of provider."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
