"""Addresses of the administration."""

from django.urls import path

from chongyang.web.admin import accounts, audit, views

urlpatterns = [
    path("", views.administration, name="administration"),
    path("accounts/", accounts.find, name="administration_accounts"),
    path("accounts/new/", accounts.create, name="administration_create"),
    path("accounts/<uuid:account>/", accounts.account, name="administration_account"),
    path("accounts/<uuid:account>/post/", accounts.give, name="administration_give"),
    path("accounts/<uuid:account>/<str:step>/", accounts.act, name="administration_act"),
    path("watch/", views.watch, name="administration_watch"),
    path("messages/", views.messages_dead, name="administration_messages"),
    path("messages/<uuid:message>/resend/", views.resend, name="administration_resend"),
    path("audit/", audit.trail, name="administration_audit"),
    path("audit/verify/", audit.verify, name="administration_verify"),
    path("reference/", views.reference, name="administration_reference"),
    path("reference/<str:code>/", views.area, name="administration_area"),
    path("settings/", views.settings_facts, name="administration_settings"),
]
