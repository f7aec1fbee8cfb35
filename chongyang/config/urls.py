"""Root URLs: every desk under its own word."""

from django.urls import URLPattern, URLResolver, include, path

from chongyang.web.account.views import set_language
from chongyang.web.parts.views import set_type
from chongyang.web.registration.cards import scanned

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("chongyang.web.home.urls")),
    path("", include("chongyang.web.health.urls")),
    path("plan/", include("chongyang.web.plan.urls")),
    path("seat/", include("chongyang.web.seat.urls")),
    path("shift/", include("chongyang.web.shift.urls")),
    path("go/", include("chongyang.web.responder.urls")),
    path("cockpit/", include("chongyang.web.cockpit.urls")),
    path("street/", include("chongyang.web.street.urls")),
    path("reading/", include("chongyang.web.reading.urls")),
    path("family/", include("chongyang.web.family.urls")),
    path("funding/", include("chongyang.web.funding.urls")),
    path("groups/", include("chongyang.web.groups.urls")),
    path("registration/", include("chongyang.web.registration.urls")),
    path("card/<str:token>/", scanned, name="card"),
    path("hotline/", include("chongyang.web.hotline.urls")),
    path("devices/", include("chongyang.web.devices.urls")),
    path("monitoring/", include("chongyang.web.monitoring.urls")),
    path("ledger/", include("chongyang.web.ledger.urls")),
    path("feeds/", include("chongyang.web.feeds.urls")),
    path("linkage/", include("chongyang.web.linkage.urls")),
    path("claims/", include("chongyang.web.claims.urls")),
    path("admin/", include("chongyang.web.admin.urls")),
    path("alerting/", include("chongyang.web.alerting.urls")),
    path("integrity/", include("chongyang.web.integrity.urls")),
    path("programmes/", include("chongyang.web.programmes.urls")),
    path("treasury/", include("chongyang.web.treasury.urls")),
    path("scenarios/", include("chongyang.web.scenarios.urls")),
    path("indicators/", include("chongyang.web.indicators.urls")),
    path("projects/", include("chongyang.web.projects.urls")),
    path("approvals/", include("chongyang.web.approvals.urls")),
    path("designations/", include("chongyang.web.designations.urls")),
    path("reporting/", include("chongyang.web.reporting.urls")),
    path("duties/", include("chongyang.web.duties.urls")),
    path("supervision/", include("chongyang.web.supervision.urls")),
    path("results/", include("chongyang.web.results.urls")),
    path("catalogue/", include("chongyang.web.catalogue.urls")),
    path("ordering/", include("chongyang.web.ordering.urls")),
    path("mine/", include("chongyang.web.mine.urls")),
    path("provider/", include("chongyang.web.provider.urls")),
    path("dispatching/", include("chongyang.web.dispatching.urls")),
    path("carer/", include("chongyang.web.carer.urls")),
    path("purchase/", include("chongyang.web.purchase.urls")),
    path("settlement/", include("chongyang.web.settlement.urls")),
    path("quality/", include("chongyang.web.quality.urls")),
    path("timebank/", include("chongyang.web.timebank.urls")),
    path("supplies/", include("chongyang.web.supplies.urls")),
    path("activities/", include("chongyang.web.activities.urls")),
    path("pay/", include("chongyang.web.checkout.urls")),
    path("yuan/", include("chongyang.web.yuan.urls")),
    path("exchange/", include("chongyang.web.exchange.urls")),
    path("ui/", include("chongyang.web.gallery.urls")),
    path("line/", include("chongyang.gateway.telephony.urls")),
    path("api/", include("chongyang.api.urls")),
    path("receipts/", include("chongyang.gateway.messaging.urls")),
    path("notices/", include("chongyang.gateway.payments.urls")),
    path("account/", include("chongyang.web.account.urls")),
    path("language/", set_language, name="set_language"),
    path("type/", set_type, name="set_type"),
]

handler400 = "chongyang.web.parts.errors.bad_request"
handler403 = "chongyang.web.parts.errors.forbidden"
handler404 = "chongyang.web.parts.errors.not_found"
handler500 = "chongyang.web.parts.errors.server_error"
