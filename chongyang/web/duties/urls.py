"""Addresses of the pages of duties."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
