from django.urls import path

from support import views

app_name = "support"
urlpatterns = [
    path("ayuda/", views.help_centre, name="help"),
    path("ayuda/terminos/", views.terms, name="terms"),
    path("ayuda/datos-personales/", views.data_policy, name="data_policy"),
    path("ayuda/accesibilidad/", views.accessibility, name="accessibility"),
    path("verificar/", views.verify, name="verify"),
]
