"""The address of the exchange's events."""

from django.urls import path

from chongyang.gateway.telephony.views import webhook

urlpatterns = [path("webhook/", webhook, name="line_webhook")]
