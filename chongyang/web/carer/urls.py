"""Addresses of the pages of carer."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
