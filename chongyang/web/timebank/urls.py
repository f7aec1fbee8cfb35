"""Addresses of the pages of the time bank."""

from django.urls import path

from chongyang.web.timebank import keeping, own, papers

urlpatterns = [
    path("", own.mine, name="timebank"),
    path("open/", own.begin, name="timebank_open"),
    path("tell/", own.tell, name="timebank_tell"),
    path("bookings/<uuid:booking>/take/", own.take, name="timebank_take"),
    path("bookings/<uuid:booking>/release/", own.release, name="timebank_release"),
    path("transfers/<uuid:transfer>/", own.answer, name="timebank_answer"),
    path("keep/", keeping.waiting, name="timebank_keep"),
    path("keep/activities/<uuid:activity>/", keeping.decide, name="timebank_decide"),
    path("keep/corrections/<uuid:correction>/", keeping.correct, name="timebank_correct"),
    path("<uuid:bank>/", papers.statement, name="timebank_account"),
    path("<uuid:bank>/statement/", papers.pdf, name="timebank_statement"),
    path("<uuid:bank>/book/", own.book, name="timebank_book"),
    path("<uuid:bank>/give/", own.give, name="timebank_give"),
    path("<uuid:bank>/correct/", keeping.propose, name="timebank_propose"),
]
