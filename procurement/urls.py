from django.urls import path, re_path

from procurement.views import awarded, process, search, supplier, team

app_name = "procurement"
urlpatterns = [
    path("procesos/", search.process_list, name="process_list"),
    # Any code that the column may hold, and nothing that PostgreSQL would refuse to look for.
    re_path(r"^procesos/(?P<code>[^/\x00]{1,40})/$", process.process_detail, name="process_detail"),
    path("proveedores/<uuid:code>/", supplier.supplier_profile, name="supplier_profile"),
    path("proveedor/experiencia/adjudicaciones/", awarded.experience_awards, name="experience_awards"),
    re_path(
        r"^proveedor/experiencia/adjudicaciones/(?P<code>[^/\x00]{1,40})/(?P<award>[^/\x00]{1,40})/$",
        awarded.experience_award,
        name="experience_award",
    ),
    path("entidad/equipo/", team.team, name="team"),
    path("entidad/equipo/invitar/", team.team_invite, name="team_invite"),
    path("entidad/equipo/invitaciones/<uuid:code>/reenviar/", team.team_resend, name="team_resend"),
    path("entidad/equipo/invitaciones/<uuid:code>/retirar/", team.team_withdraw, name="team_withdraw"),
    path("entidad/equipo/personas/<uuid:person>/", team.team_roles, name="team_roles"),
    path("entidad/equipo/personas/<uuid:person>/retirar/", team.team_remove, name="team_remove"),
    path("entidad/equipo/salir/", team.team_leave, name="team_leave"),
    path("entidad/invitacion/<uuid:code>/", team.team_invitation, name="team_invitation"),
]
