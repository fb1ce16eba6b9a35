from django.urls import path, register_converter

from support.views import centre, channels, glossary, guides, legal, search, sign_in, systems, verify
from support.views.status import feed, log, page, subscription
from support.views.tickets import asking, following

register_converter(legal.DocumentConverter, "legal_document")

app_name = "support"
urlpatterns = [
    path("ayuda/", centre.help_centre, name="help"),
    path("ayuda/buscar/", search.search, name="search"),
    path("ayuda/guias/", guides.guide_list, name="guides"),
    path("ayuda/guias/<slug:slug>/", guides.guide, name="guide"),
    path("ayuda/glosario/", glossary.glossary, name="glossary"),
    path("ayuda/sistemas/", systems.choose_system, name="systems"),
    path("ayuda/sistemas/antes-de-firmar/", systems.before_signing, name="before_signing"),
    path("ayuda/sistemas/<slug:slug>/", systems.system_page, name="system"),
    path("ayuda/canales/", channels.official_channels, name="channels"),
    path("ayuda/ingreso/", sign_in.sign_in_help, name="sign_in_help"),
    path("ayuda/ingreso/<slug:slug>/", sign_in.sign_in_symptom, name="sign_in_symptom"),
    path("ayuda/terminos/", legal.terms, name="terms"),
    path("ayuda/datos-personales/", legal.data_policy, name="data_policy"),
    path("ayuda/accesibilidad/", legal.accessibility, name="accessibility"),
    path("ayuda/cookies/", legal.cookies, name="cookies"),
    path("ayuda/teclado/", legal.shortcuts, name="shortcuts"),
    path("ayuda/<legal_document:document>/cambios/", legal.version_diff, name="version_diff"),
    path("ayuda/<legal_document:document>/version/<str:number>/", legal.version, name="legal_version"),
    path("ayuda/contacto/", asking.contact, name="contact"),
    path("ayuda/contacto/enviada/", asking.contact_sent, name="contact_sent"),
    path("ayuda/seguimiento/", following.follow, name="follow"),
    path("ayuda/seguimiento/<str:code>/", following.ticket, name="ticket"),
    path("ayuda/seguimiento/<str:code>/archivo/<uuid:file>/", following.ticket_file, name="ticket_file"),
    path("verificar/", verify.verify, name="verify"),
    path("estado/", page.status, name="status"),
    path("estado/rss/", feed.status_feed, name="status_feed"),
    path("estado/caidas/", log.outage_list, name="outage_list"),
    path("estado/caidas/<uuid:code>/", log.outage, name="outage"),
    path("estado/incidentes/<uuid:code>/", log.incident, name="incident"),
    path("estado/anuncios/<uuid:code>/ocultar/", page.announcement_hide, name="announcement_hide"),
    path("estado/suscripcion/", subscription.subscribe, name="status_subscribe"),
    path("estado/suscripcion/pedida/", subscription.asked, name="status_asked"),
    path("estado/suscripcion/confirmar/<str:token>/", subscription.confirm, name="status_confirm"),
    path("estado/suscripcion/baja/<str:token>/", subscription.stop, name="status_stop"),
]
