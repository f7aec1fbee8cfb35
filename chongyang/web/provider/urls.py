"""Addresses of the provider's desk, and of the county's side of admission in the same desk."""

from django.urls import path

from chongyang.web.provider import admission, capacity, carers, checks, entry, glance, listing, missed, offers

urlpatterns = [
    path("", glance.glance, name="provider"),
    path("offers/", offers.listed, name="provider_offers"),
    path("capacity/", capacity.capacity, name="provider_capacity"),
    path("carers/", carers.listed, name="provider_carers"),
    path("carers/new/", carers.new, name="provider_carer_new"),
    path("carers/<uuid:carer>/", carers.one, name="provider_carer"),
    path("carers/papers/<uuid:credential>/", carers.paper, name="provider_carer_paper"),
    path("missed/", missed.listed, name="provider_missed"),
    path("entry/", entry.own, name="provider_entry"),
    path("entry/files/", entry.attach, name="provider_entry_attach"),
    path("entry/files/<uuid:file>/", entry.paper, name="provider_entry_file"),
    path("entry/files/<uuid:file>/remove/", entry.detach, name="provider_entry_detach"),
    path("checks/<uuid:check>/", checks.one, name="provider_check"),
    path("checks/<uuid:check>/files/", checks.attach, name="provider_check_attach"),
    path("checks/files/<uuid:file>/", checks.paper, name="provider_check_file"),
    path("admission/", admission.work, name="provider_admission"),
    path("admission/entries/<uuid:entry>/", admission.case, name="provider_case"),
    path("admission/providers/", listing.listed, name="provider_list"),
    path("admission/providers/<uuid:provider>/", listing.one, name="provider_one"),
    path("admission/prices/", listing.prices, name="provider_prices"),
]
