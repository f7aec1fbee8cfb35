"""Addresses of the desk of devices."""

from django.urls import path

from chongyang.web.devices import contract, upload, views

urlpatterns = [
    path("", views.devices, name="devices"),
    path("list/<str:kind>/", views.follow_ups, name="devices_list"),
    path("follow-up/<uuid:follow_up>/close/", views.close, name="devices_close"),
    path("import/", upload.page, name="devices_import"),
    path("contract/", contract.page, name="devices_contract"),
    path("contract.csv", contract.download, name="devices_contract_csv"),
    path("<uuid:device>/", views.device, name="devices_device"),
    path("<uuid:device>/secret/", views.secret, name="devices_secret"),
    path("<uuid:device>/<str:action>/", views.step, name="devices_step"),
]
