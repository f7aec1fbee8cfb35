"""Addresses of the desk of devices."""

from django.urls import path

from chongyang.web.devices import catalogue, contract, installing, listing, trying, upload, views

urlpatterns = [
    path("", listing.devices, name="devices"),
    path("list/<str:kind>/", views.follow_ups, name="devices_list"),
    path("follow-up/<uuid:follow_up>/close/", views.close, name="devices_close"),
    path("import/", upload.page, name="devices_import"),
    path("contract/", contract.page, name="devices_contract"),
    path("contract.csv", contract.download, name="devices_contract_csv"),
    path("install/", installing.choose, name="devices_install"),
    path("install/<uuid:person>/", installing.home, name="devices_install_home"),
    path("models/", catalogue.models, name="devices_models"),
    path("models/new/", catalogue.fresh, name="devices_model_new"),
    path("models/of/<str:code>/", catalogue.model, name="devices_model"),
    path("<uuid:device>/test/", trying.page, name="devices_test"),
    path("<uuid:device>/test/state/", trying.state, name="devices_test_state"),
    path("<uuid:device>/test/end/", trying.end, name="devices_test_end"),
    path("<uuid:device>/repair/", installing.repair, name="devices_repair"),
    path("<uuid:device>/replace/", installing.replace, name="devices_replace"),
    path("<uuid:device>/frames/", views.raw, name="devices_raw"),
    path("<uuid:device>/", views.device, name="devices_device"),
    path("<uuid:device>/secret/", views.secret, name="devices_secret"),
    path("<uuid:device>/<str:action>/", views.step, name="devices_step"),
]
