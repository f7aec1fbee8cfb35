"""Addresses of the family desk."""

from django.urls import path

from chongyang.web.family import asking, mandates, rights, said, views

urlpatterns = [
    path("", views.family, name="family"),
    path("apply/", asking.apply, name="family_apply"),
    path("asked/", asking.asked, name="family_asked"),
    path("asked/<str:kind>/<uuid:key>/", asking.withdraw, name="family_withdraw_asked"),
    path("<uuid:person>/", views.person, name="family_person"),
    path("<uuid:person>/change/", asking.ask, name="family_change"),
    path("<uuid:person>/said/", said.said, name="family_said"),
    path("<uuid:person>/readers/", rights.readers, name="family_readers"),
    path("<uuid:person>/rights/", rights.rights, name="family_rights"),
    path("rights/<uuid:right>/copy/<str:form>/", rights.copy, name="family_copy"),
    path("rights/<uuid:right>/withdraw/", rights.withdraw, name="family_withdraw"),
    path("<uuid:person>/mandate/", mandates.give, name="family_give"),
    path("<uuid:person>/mandate/<uuid:mandate>/renew/", mandates.renew, name="family_renew"),
    path("mandate/<uuid:mandate>/ask/", mandates.ask, name="family_ask"),
    path("mandate/<uuid:mandate>/back/", views.hand_back, name="family_back"),
]
