"""Addresses of the classifier."""

from django.urls import path

from groundwork.reference import views

app_name = "reference"
urlpatterns = [
    path("codigos/", views.commodity_list, name="commodity_list"),
    path("codigos/opciones/", views.commodity_options, name="commodity_options"),
    path("codigos/<str:code>/", views.commodity_detail, name="commodity_detail"),
]
