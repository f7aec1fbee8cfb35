"""Addresses of the pages of dispatching."""

from django.urls import path

from chongyang.web.dispatching import acting, jobs, keys, rostering, views, weeks

urlpatterns = [
    path("", views.board, name="dispatching"),
    path("weeks/", weeks.week, name="dispatching_week"),
    path("weeks/open/", rostering.open_week, name="dispatching_week_open"),
    path("weeks/<uuid:roster>/", rostering.act, name="dispatching_week_act"),
    path("jobs/", jobs.jobs, name="dispatching_jobs"),
    path("keys/", keys.keys, name="dispatching_keys"),
    path("keys/<uuid:holding>/", keys.act, name="dispatching_key"),
    path("orders/<uuid:order>/key/", keys.give, name="dispatching_key_give"),
    path("plan/", acting.plan, name="dispatching_plan"),
    path("publish/", acting.publish, name="dispatching_publish"),
    path("orders/<uuid:order>/", views.one, name="dispatching_order"),
    path("orders/<uuid:order>/move/", acting.move, name="dispatching_move"),
    path("orders/<uuid:order>/pin/", acting.pin, name="dispatching_pin"),
]
