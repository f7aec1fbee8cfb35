"""Addresses of the pages of settlement."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
