"""The local inbox; the project includes it in local mode only, under /dev/correo/."""

from django.urls import path

from groundwork.messaging import views

app_name = "messaging"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<str:name>/", views.inbox_letter, name="inbox_letter"),
    path("<str:name>/html/", views.inbox_html, name="inbox_html"),
]
