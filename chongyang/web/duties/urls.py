"""Addresses of the ledger of duties."""

from django.urls import path

from chongyang.web.duties import letters, meetings, open_ends, run, views

urlpatterns = [
    path("", views.ledger, name="duties"),
    path("items/<str:key>/", views.item, name="duties_item"),
    path("items/<str:key>/assign/", views.assign, name="duties_assign"),
    path("mine/", views.mine, name="duties_mine"),
    path("gaps/", open_ends.gaps, name="duties_gaps"),
    path("overdue/", open_ends.overdue, name="duties_overdue"),
    path("escalations/<uuid:escalation>/<str:answer>/", open_ends.escalate, name="duties_escalate"),
    path("runs/<uuid:run>/", run.duty, name="duties_run"),
    path("runs/<uuid:run>/report/", run.report, name="duties_report"),
    path("runs/<uuid:run>/light/", run.light, name="duties_light"),
    path("runs/<uuid:run>/answer/", run.answer, name="duties_answer"),
    path("runs/<uuid:run>/<str:action>/", run.judge, name="duties_judge"),
    path("progress/<uuid:progress>/add/", run.add, name="duties_add"),
    path("files/<uuid:file>/", run.file, name="duties_file"),
    path("letters/", letters.letters, name="duties_letters"),
    path("letters/draft/", letters.draft, name="duties_draft"),
    path("letters/write/", letters.write, name="duties_write"),
    path("letters/<uuid:letter>/", letters.letter, name="duties_letter"),
    path("letters/<uuid:letter>/letter.<str:form>", letters.paper, name="duties_paper"),
    path("letters/<uuid:letter>/reply/", letters.reply, name="duties_reply"),
    path("letters/<uuid:letter>/<str:action>/", letters.act, name="duties_act"),
    path("meetings/", meetings.meetings, name="duties_meetings"),
    path("meetings/plan/", meetings.plan, name="duties_plan"),
    path("meetings/<uuid:meeting>/", meetings.meeting, name="duties_meeting"),
    path("meetings/<uuid:meeting>/end/", meetings.end, name="duties_end"),
    path("meetings/<uuid:meeting>/minutes.<str:form>", meetings.minutes, name="duties_minutes"),
    path("matters/", meetings.bring_up, name="duties_bring_up"),
    path("matters/<uuid:matter>/<str:action>/", meetings.act, name="duties_matter"),
]
