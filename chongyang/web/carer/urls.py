"""Addresses of the carer's phone page and of the desk that verifies visits."""

from django.urls import path

from chongyang.web.carer import verifying, views

urlpatterns = [
    path("", views.carer, name="carer"),
    path("worker.js", views.worker, name="carer_worker"),
    path("day/", views.day, name="carer_day"),
    path("entries/", views.entries, name="carer_entries"),
    path("picture/", views.picture, name="carer_picture"),
    path("verify/", verifying.below, name="carer_verify"),
    path("verify/<uuid:visit>/", verifying.visit, name="carer_verify_visit"),
    path("verify/<uuid:visit>/decide/", verifying.decide, name="carer_verify_decide"),
    path("verify/<uuid:visit>/call/", verifying.called, name="carer_verify_called"),
    path("verify/<uuid:visit>/picture/<uuid:photo>/", verifying.picture, name="carer_verify_picture"),
]
