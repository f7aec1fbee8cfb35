"""Address of the gallery."""

from django.urls import path

from chongyang.web.gallery import views

urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("reveal/", views.reveal, name="gallery_reveal"),
]
