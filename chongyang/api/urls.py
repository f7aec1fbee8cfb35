"""Addresses of the JSON door."""

from django.urls import path, re_path

from chongyang.api import docs
from chongyang.api.door import nothing_here, own_transaction
from chongyang.api.service import addresses

app_name = "api"
urlpatterns = [
    path("docs", docs.docs, name="docs"),
    path("openapi.json", docs.schema, name="schema"),
    *addresses(),
    re_path(r"^.*$", own_transaction(nothing_here), name="nothing_here"),
]
