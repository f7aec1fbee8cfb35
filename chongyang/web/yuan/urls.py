"""Address of the explanation of one payment."""

from django.urls import path

from chongyang.web.yuan import views

urlpatterns = [path("<uuid:order>/", views.yuan, name="yuan")]
