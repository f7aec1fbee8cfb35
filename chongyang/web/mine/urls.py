"""Addresses of the pages of mine."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
