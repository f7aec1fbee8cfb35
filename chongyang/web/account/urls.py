"""Addresses of sign-in: allauth's, with some shut and one our own."""

from django.urls import include, path, re_path

from chongyang.web.account import views

SHUT = r"^(?:signup|email|confirm-email|password/reset|password/set|phone|login/code)(?:/|$)"

urlpatterns = [
    re_path(SHUT, views.shut),
    path("second-factor/authenticate/", views.SecondFactor.as_view(), name="mfa_authenticate"),
    path("second-factor/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]
