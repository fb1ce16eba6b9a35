from django.urls import path

from interests.views import (
    alerts,
    area_form,
    areas,
    consult,
    directory,
    feeds,
    mutes,
    opportunities,
    opportunity,
    published,
    trials,
)
from interests.views.invitations import changing, comparing, drafting, following, listing, sending
from interests.views.quotes import accepting as quote_accepting
from interests.views.quotes import asking as quote_asking
from interests.views.quotes import drafting as quote_drafting
from interests.views.quotes import listing as quote_listing
from interests.views.quotes import reading as quote_reading
from interests.views.quotes import sending as quote_sending
from interests.views.quotes import withdrawing as quote_withdrawing

app_name = "interests"
urlpatterns = [
    path("intereses/", areas.interest_list, name="interest_list"),
    path("intereses/nuevo/", area_form.interest_new, name="interest_new"),
    path("intereses/<uuid:code>/", area_form.interest_edit, name="interest_edit"),
    path("intereses/siguen-bien/", areas.interest_reviewed, name="interest_reviewed"),
    path("intereses/<uuid:code>/duplicar/", area_form.interest_duplicate, name="interest_duplicate"),
    path("intereses/<uuid:code>/pausar/", areas.interest_pause, name="interest_pause"),
    path("intereses/<uuid:code>/activar/", areas.interest_activate, name="interest_activate"),
    path("intereses/<uuid:code>/eliminar/", areas.interest_delete, name="interest_delete"),
    path("intereses/<uuid:code>/avisos/", areas.interest_alert, name="interest_alert"),
    path("entidad/proveedores/", directory.directory, name="directory"),
    path("proveedores/", published.published, name="published"),
    path("consulta/", consult.consult, name="consult"),
    path("consulta/alerta/", trials.trial_ask, name="trial_ask"),
    path("consulta/alerta/codigo/", trials.trial_code, name="trial_code"),
    path("consulta/alerta/baja/<str:token>/", trials.trial_stop, name="trial_stop"),
    path("oportunidades/", opportunities.opportunity_list, name="opportunity_list"),
    path("oportunidades/varias/", opportunities.opportunity_bulk, name="opportunity_bulk"),
    path("oportunidades/silencios/", mutes.mute_list, name="mute_list"),
    path("oportunidades/silencios/<uuid:code>/quitar/", mutes.mute_lift, name="mute_lift"),
    path("oportunidades/rss/", feeds.opportunity_feed, name="opportunity_feed"),
    path("oportunidades/direcciones/", feeds.feed_address, name="feed_address"),
    path("oportunidades/<uuid:code>/", opportunity.opportunity, name="opportunity"),
    path("oportunidades/<uuid:code>/silenciar/", opportunity.opportunity_mute, name="opportunity_mute"),
    path("oportunidades/<uuid:code>/encargo/", opportunity.opportunity_hand_over, name="opportunity_hand_over"),
    path("oportunidades/<uuid:code>/notas/", opportunity.note_add, name="note_add"),
    path("oportunidades/notas/<uuid:code>/borrar/", opportunity.note_delete, name="note_delete"),
    path("avisos/baja/<str:token>/", alerts.unsubscribe, name="unsubscribe"),
    path("avisos/acto/<str:token>/", alerts.alert_act, name="alert_act"),
    path("entidad/invitaciones/", listing.invitation_list, name="invitation_list"),
    path("entidad/invitaciones/nueva/", drafting.invitation_new, name="invitation_new"),
    path("entidad/invitaciones/preguntas/<uuid:code>/", following.invitation_reply, name="invitation_reply"),
    path("entidad/invitaciones/<uuid:code>/", following.invitation_detail, name="invitation_detail"),
    path("entidad/invitaciones/<uuid:code>/editar/", drafting.invitation_edit, name="invitation_edit"),
    path("entidad/invitaciones/<uuid:code>/revisar/", sending.invitation_check, name="invitation_check"),
    path("entidad/invitaciones/<uuid:code>/eliminar/", drafting.invitation_delete, name="invitation_delete"),
    path("entidad/invitaciones/<uuid:code>/invitar/", changing.invitation_invite, name="invitation_invite"),
    path("entidad/invitaciones/<uuid:code>/ampliar/", changing.invitation_extend, name="invitation_extend"),
    path("entidad/invitaciones/<uuid:code>/cancelar/", changing.invitation_cancel, name="invitation_cancel"),
    path("entidad/invitaciones/<uuid:code>/recordar/", following.invitation_remind, name="invitation_remind"),
    path("entidad/invitaciones/<uuid:code>/comparacion/", comparing.quote_comparison, name="quote_comparison"),
    path(
        "entidad/invitaciones/<uuid:code>/archivos/<uuid:file>/",
        following.invitation_file,
        name="invitation_file",
    ),
    path(
        "entidad/invitaciones/<uuid:code>/documentos/<uuid:file>/",
        following.invitation_document,
        name="invitation_document",
    ),
    path("invitaciones/", quote_listing.quote_list, name="quote_list"),
    path("invitaciones/<uuid:code>/", quote_reading.quote_detail, name="quote_detail"),
    path("invitaciones/<uuid:code>/aceptar/", quote_accepting.quote_accept, name="quote_accept"),
    path("invitaciones/<uuid:code>/no-cotizar/", quote_accepting.quote_decline, name="quote_decline"),
    path("invitaciones/<uuid:code>/preguntar/", quote_asking.quote_ask, name="quote_ask"),
    path("invitaciones/<uuid:code>/responder/", quote_drafting.quote_edit, name="quote_edit"),
    path("invitaciones/<uuid:code>/responder/revisar/", quote_sending.quote_check, name="quote_check"),
    path("invitaciones/<uuid:code>/respuestas/<uuid:quote>/", quote_sending.quote_receipt, name="quote_receipt"),
    path(
        "invitaciones/<uuid:code>/respuestas/<uuid:quote>/retirar/",
        quote_withdrawing.quote_withdraw,
        name="quote_withdraw",
    ),
    path("invitaciones/<uuid:code>/archivos/<uuid:file>/", quote_reading.quote_file, name="quote_file"),
    path("invitaciones/<uuid:code>/documentos/<uuid:file>/", quote_reading.quote_document, name="quote_document"),
]
