from django.urls import path

from desk.views import calendar, desks, my_data

app_name = "desk"
urlpatterns = [
    path("inicio/", desks.home, name="home"),
    path("entidad/", desks.entity, name="entity"),
    path("calendario/", calendar.calendar, name="calendar"),
    path("calendario/direccion/", calendar.calendar_renew, name="calendar_renew"),
    path("calendario.ics", calendar.calendar_feed, name="calendar_feed"),
    path("cuenta/mis-datos/", my_data.my_data, name="my_data"),
    path("cuenta/mis-datos/json/", my_data.my_data_json, name="my_data_json"),
    path("cuenta/mis-datos/pdf/", my_data.my_data_pdf, name="my_data_pdf"),
    path("cuenta/mis-datos/cerrar/", my_data.close_account, name="close_account"),
    path("cuenta/cerrada/", my_data.closed, name="closed"),
]
