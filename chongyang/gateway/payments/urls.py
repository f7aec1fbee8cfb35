"""Where vendors of payments report."""

from django.urls import path

from chongyang.gateway.payments import notices

urlpatterns = [path("<slug:vendor>/", notices.notice, name="payment_notice")]
