"""Addresses of the public catalogue: no sign-in anywhere."""

from django.urls import path

from chongyang.web.catalogue import providers, services

urlpatterns = [
    path("", services.listed, name="catalogue"),
    path("services/<slug:key>/", services.one, name="catalogue_item"),
    path("providers/", providers.listed, name="catalogue_providers"),
    path("providers/<uuid:provider>/", providers.one, name="catalogue_provider"),
]
