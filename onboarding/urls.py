from django.urls import path

from onboarding.views import joining, supplier, team

app_name = "onboarding"
urlpatterns = [
    path("proveedor/", supplier.supplier, name="supplier"),
    path("proveedor/nuevo/", supplier.supplier_new, name="supplier_new"),
    path("proveedor/solicitar/", joining.join, name="join"),
    path("proveedor/solicitar/<uuid:code>/retirar/", joining.join_withdraw, name="join_withdraw"),
    path("proveedor/equipo/", team.team, name="team"),
    path("proveedor/equipo/invitar/", team.team_invite, name="team_invite"),
    path("proveedor/equipo/invitaciones/<uuid:code>/reenviar/", team.team_resend, name="team_resend"),
    path("proveedor/equipo/invitaciones/<uuid:code>/retirar/", team.team_withdraw, name="team_withdraw"),
    path("proveedor/equipo/solicitudes/<uuid:code>/", joining.join_answer, name="join_answer"),
    path("proveedor/equipo/personas/<uuid:person>/", team.team_roles, name="team_roles"),
    path("proveedor/equipo/personas/<uuid:person>/retirar/", team.team_remove, name="team_remove"),
    path("proveedor/equipo/salir/", team.team_leave, name="team_leave"),
    path("equipo/invitacion/<uuid:code>/", team.team_invitation, name="team_invitation"),
]
