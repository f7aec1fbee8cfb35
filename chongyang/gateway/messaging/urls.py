"""Where vendors report back."""

from django.urls import path

from chongyang.gateway.messaging import receipts

urlpatterns = [path("", receipts.receipt, name="message_receipt")]
