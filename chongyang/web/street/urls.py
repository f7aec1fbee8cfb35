"""Addresses of the street desk."""

from django.urls import path

from chongyang.web.street import consents, edits, mandates, people, register, reporting, responders, views

urlpatterns = [
    path("", views.street, name="street"),
    path("open/", views.open_elder, name="street_open"),
    path("responders/", responders.responders, name="street_responders"),
    path("responders/<uuid:responder>/", responders.responder, name="street_responder"),
    path("new/", register.new, name="street_new"),
    path("elder/<uuid:person>/", views.elder, name="street_elder"),
    path("elder/<uuid:person>/print/", views.print_sheet, name="street_print"),
    path("elder/<uuid:person>/reveal/<str:field>/", views.reveal, name="street_reveal"),
    path("elder/<uuid:person>/reveal/contact/<uuid:contact>/", views.reveal_contact, name="street_contact"),
    path("elder/<uuid:person>/edit/<str:section>/", edits.edit, name="street_edit"),
    path("elder/<uuid:person>/report/", reporting.report, name="street_report"),
    path("elder/<uuid:person>/contacts/", people.contacts, name="street_contacts"),
    path("elder/<uuid:person>/status/", people.status, name="street_status"),
    path("elder/<uuid:person>/consent/", people.consent, name="street_consent"),
    path("elder/<uuid:person>/consent/withdraw/", people.withdraw, name="street_withdraw"),
    path("elder/<uuid:person>/consents/", consents.matrix, name="street_consents"),
    path("elder/<uuid:person>/consents/form.pdf", consents.paper, name="street_consent_paper"),
    path("consents/", consents.outdated, name="street_outdated"),
    path("mandates/", mandates.ending, name="street_ending"),
    path("elder/<uuid:person>/mandate/", mandates.mandate, name="street_mandate"),
    path("elder/<uuid:person>/mandate/<uuid:mandate>/renew/", mandates.renew, name="street_renew"),
    path("elder/<uuid:person>/mandate/<uuid:mandate>/revoke/", mandates.revoke, name="street_revoke"),
]
