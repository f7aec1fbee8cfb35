"""Addresses of the pages of ordering."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
