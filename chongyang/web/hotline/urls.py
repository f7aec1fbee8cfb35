"""Addresses of the desk of papers."""

from django.urls import path

from chongyang.web.hotline import base, care, dialling, knowledge, papers, writing

urlpatterns = [
    path("", papers.home, name="hotline"),
    path("live/", base.moving, name="hotline_moving"),
    path("person/<uuid:person>/phone/", papers.phone, name="hotline_phone"),
    path("dial/<slug:reason>/<uuid:task>/", dialling.dial, name="hotline_dial"),
    path("called/<slug:reason>/<uuid:task>/", dialling.called, name="hotline_called"),
    path("care/", care.care, name="hotline_care"),
    path("care/take/", care.take, name="hotline_care_take"),
    path("care/rules/new/", care.rule_new, name="hotline_rule_new"),
    path("care/rules/adopt/", care.rule_adopt, name="hotline_rule_adopt"),
    path("care/rules/<uuid:rule>/end/", care.rule_end, name="hotline_rule_end"),
    path("care/pauses/<uuid:pause>/end/", care.end_pause, name="hotline_pause_end"),
    path("care/<uuid:care_call>/", care.call, name="hotline_care_call"),
    path("care/<uuid:care_call>/outcome/", care.outcome, name="hotline_care_outcome"),
    path("care/<uuid:care_call>/back/", care.give_back, name="hotline_care_back"),
    path("orders/", papers.orders, name="hotline_orders"),
    path("orders/new/", writing.order_new, name="hotline_order_new"),
    path("orders/import/", writing.orders_import, name="hotline_orders_import"),
    path("orders/export.csv", writing.orders_export, name="hotline_orders_export"),
    path("orders/<uuid:paper>/", papers.order, name="hotline_order"),
    path("orders/<uuid:paper>/<slug:action>/", papers.order_step, name="hotline_order_step"),
    path("follow-ups/", papers.follow_ups, name="hotline_follow_ups"),
    path("follow-ups/<uuid:paper>/", papers.follow_up, name="hotline_follow_up"),
    path("follow-ups/<uuid:paper>/<slug:action>/", papers.follow_up_step, name="hotline_follow_up_step"),
    path("complaints/", papers.complaints, name="hotline_complaints"),
    path("complaints/new/", writing.complaint_new, name="hotline_complaint_new"),
    path("complaints/<uuid:paper>/", papers.complaint, name="hotline_complaint"),
    path("complaints/<uuid:paper>/<slug:action>/", papers.complaint_step, name="hotline_complaint_step"),
    path("knowledge/", knowledge.knowledge, name="hotline_knowledge"),
    path("knowledge/panel/", knowledge.panel, name="hotline_panel"),
    path("knowledge/write/", knowledge.write, name="hotline_write"),
    path("knowledge/gap/", knowledge.gap, name="hotline_gap"),
    path("knowledge/gap/<uuid:gap>/settle/", knowledge.gap_settle, name="hotline_gap_settle"),
    path("knowledge/version/<uuid:version>/", knowledge.version, name="hotline_version"),
    path(
        "knowledge/version/<uuid:version>/<slug:action>/", knowledge.version_step, name="hotline_version_step"
    ),
    path("knowledge/article/<slug:key>/", knowledge.article, name="hotline_article"),
    path("knowledge/article/<slug:key>/use/", knowledge.use, name="hotline_use"),
]
