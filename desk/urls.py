from django.urls import path

from desk import views

app_name = "desk"
urlpatterns = [
    path("inicio/", views.home, name="home"),
    path("entidad/", views.entity, name="entity"),
]
