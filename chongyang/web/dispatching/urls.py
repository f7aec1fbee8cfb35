"""Addresses of the pages of dispatching."""

from django.urls import path

from chongyang.web.dispatching import acting, views

urlpatterns = [
    path("", views.board, name="dispatching"),
    path("plan/", acting.plan, name="dispatching_plan"),
    path("publish/", acting.publish, name="dispatching_publish"),
    path("orders/<uuid:order>/", views.one, name="dispatching_order"),
    path("orders/<uuid:order>/move/", acting.move, name="dispatching_move"),
    path("orders/<uuid:order>/pin/", acting.pin, name="dispatching_pin"),
]
