"""Addresses of the registration desk."""

from django.urls import path

from chongyang.web.registration import (
    applications,
    bulk,
    cards,
    changes,
    hand_overs,
    invitations,
    progress,
    views,
)

urlpatterns = [
    path("", views.overview, name="registration"),
    path("applications/", applications.listed, name="registration_applications"),
    path("applications/<uuid:application>/", applications.one, name="registration_application"),
    path("changes/", changes.listed, name="registration_changes"),
    path("changes/<uuid:change>/", changes.one, name="registration_change"),
    path("changes/ask/<uuid:person>/", changes.ask, name="registration_ask"),
    path("hand-overs/", hand_overs.listed, name="registration_hand_overs"),
    path("hand-overs/ask/", hand_overs.ask, name="registration_hand_over_ask"),
    path("hand-overs/propose/<uuid:person>/", hand_overs.propose, name="registration_hand_over_propose"),
    path("hand-overs/<uuid:hand_over>/", hand_overs.one, name="registration_hand_over"),
    path("invitations/", invitations.listed, name="registration_invitations"),
    path("invitations/make/", invitations.make, name="registration_invitations_make"),
    path("invitations/letters/", invitations.letters, name="registration_invitations_letters"),
    path("invitations/export/", invitations.export, name="registration_invitations_export"),
    path("invitations/<uuid:invitation>/", invitations.one, name="registration_invitation"),
    path("files/", bulk.listed, name="registration_files"),
    path("files/template/", bulk.template, name="registration_template"),
    path("files/<uuid:batch>/", bulk.one, name="registration_file"),
    path("files/<uuid:batch>/report/", bulk.report, name="registration_report"),
    path("files/<uuid:batch>/portion/", bulk.portion, name="registration_portion"),
    path("files/row/<uuid:row>/", bulk.decide, name="registration_row"),
    path("cards/", cards.listed, name="registration_cards"),
    path("cards/print/", cards.print_sheet, name="registration_cards_print"),
    path("cards/end/", cards.end, name="registration_cards_end"),
    path("cards/of/<uuid:person>/", cards.of_person, name="registration_cards_of"),
    path("progress/", progress.city, name="registration_progress"),
    path("progress/<slug:unit>/", progress.unit, name="registration_progress_unit"),
    path("progress/<slug:unit>/<int:street>/", progress.street, name="registration_progress_street"),
]
