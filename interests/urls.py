from django.urls import path

from interests.views import alerts, areas, opportunities

app_name = "interests"
urlpatterns = [
    path("intereses/", areas.interest_list, name="interest_list"),
    path("intereses/nuevo/", areas.interest_new, name="interest_new"),
    path("intereses/<uuid:code>/", areas.interest_edit, name="interest_edit"),
    path("intereses/<uuid:code>/pausar/", areas.interest_pause, name="interest_pause"),
    path("intereses/<uuid:code>/activar/", areas.interest_activate, name="interest_activate"),
    path("intereses/<uuid:code>/eliminar/", areas.interest_delete, name="interest_delete"),
    path("intereses/<uuid:code>/avisos/", areas.interest_alert, name="interest_alert"),
    path("oportunidades/", opportunities.opportunity_list, name="opportunity_list"),
    path("oportunidades/<uuid:code>/", opportunities.opportunity_decide, name="opportunity_decide"),
    path("avisos/baja/<str:token>/", alerts.unsubscribe, name="unsubscribe"),
]
