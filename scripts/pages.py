"""The pages that are looked at, by who sees them: for pictures, for Lighthouse and for axe."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shot:
    """One page: the name of its picture, its path, and a link to follow from there (a CSS selector), if any."""

    name: str
    path: str
    follow: str = ""


ERRORS = ("400", "403", "403_csrf", "404", "413", "429", "500", "503")
VISITOR = (
    Shot("portada", "/"),
    Shot("procesos", "/procesos/"),
    Shot("procesos-busqueda", "/procesos/?q=mantenimiento"),
    Shot("procesos-nada", "/procesos/?q=zzzzzzzz"),
    Shot("procesos-error", "/procesos/?valor_min=mucho"),
    Shot("proceso", "/procesos/", "a.row__link"),
    Shot("codigos", "/codigos/"),
    Shot("codigos-busqueda", "/codigos/?q=cemento"),
    Shot("ayuda", "/ayuda/"),
    Shot("sistemas", "/ayuda/sistemas/"),
    Shot("sistema-sigep", "/ayuda/sistemas/sigep-ii/"),
    Shot("antes-de-firmar", "/ayuda/sistemas/antes-de-firmar/"),
    Shot("canales", "/ayuda/canales/"),
    Shot("ayuda-para-ingresar", "/ayuda/ingreso/"),
    Shot("cuenta-bloqueada", "/ayuda/ingreso/bloqueo/"),
    Shot("contacto", "/ayuda/contacto/"),
    Shot("contacto-otro-sistema", "/ayuda/contacto/?sistema=sigep-ii"),
    Shot("contacto-datos", "/ayuda/contacto/?tipo=data_deletion"),
    Shot("seguimiento", "/ayuda/seguimiento/"),
    Shot("estado", "/estado/"),
    Shot("glosario", "/ayuda/glosario/"),
    Shot("ayuda-busqueda", "/ayuda/buscar/?q=codigo"),
    Shot("guia", "/ayuda/guias/documentos/"),
    Shot("cookies", "/ayuda/cookies/"),
    Shot("teclado", "/ayuda/teclado/"),
    Shot("verificar", "/verificar/"),
    Shot("terminos", "/ayuda/terminos/"),
    Shot("datos-personales", "/ayuda/datos-personales/"),
    Shot("accesibilidad", "/ayuda/accesibilidad/"),
    Shot("registro", "/registro/"),
    Shot("ingresar", "/ingresar/"),
    Shot("recuperar", "/recuperar/"),
    Shot("perfiles", "/proveedores/"),
    Shot("perfil", "/proveedores/", "main a.row__link"),
    Shot("consulta", "/consulta/"),
    Shot("consulta-sin-respuesta", "/consulta/?nit=999000001"),
    Shot("componentes", "/dev/componentes/"),
    Shot("correo-local", "/dev/correo/"),
    *(Shot(f"error-{name}", f"/dev/errores/{name}/") for name in ERRORS),
)
CONTRACTOR = (
    Shot("inicio", "/inicio/"),
    Shot("avisos", "/avisos/"),
    Shot("solicitudes-propias", "/ayuda/seguimiento/"),
    Shot("solicitud-propia", "/ayuda/seguimiento/", "main a.row__link"),
    Shot("oportunidades", "/oportunidades/"),
    Shot("oportunidades-guardadas", "/oportunidades/?estado=guardadas"),
    Shot("oportunidad", "/oportunidades/", "main a.row__link"),
    Shot("silencios", "/oportunidades/silencios/"),
    Shot("direcciones-privadas", "/oportunidades/direcciones/"),
    Shot("invitaciones", "/invitaciones/"),
    Shot("invitacion", "/invitaciones/", "main a.row__link"),
    Shot("intereses", "/intereses/"),
    Shot("intereses-nuevo", "/intereses/nuevo/"),
    Shot("calendario", "/calendario/"),
    Shot("proveedor", "/proveedor/"),
    *(
        Shot(f"proveedor-{name.replace('/', '-')}", f"/proveedor/{name}/")
        for name in (
            *("nuevo", "documentos", "documentos/nuevo", "datos", "datos/contacto", "datos/oferta", "datos/tipo"),
            *("cuenta-bancaria", "perfil", "representantes", "representantes/nuevo", "finanzas", "finanzas/nuevas"),
            *("finanzas/rup", "experiencia", "experiencia/nueva", "experiencia/importar"),
            *("experiencia/adjudicaciones", "equipo", "reclamar"),
        )
    ),
    Shot("proveedor-documento", "/proveedor/documentos/", "main .paper a"),
    Shot("cuenta", "/cuenta/"),
    *(
        Shot(f"cuenta-{name.replace('/', '-')}", f"/cuenta/{name}/")
        for name in (
            *("datos", "correo", "contrasena", "seguridad", "seguridad/aplicacion", "seguridad/llaves"),
            *("seguridad/respaldo", "seguridad/pregunta", "sesiones", "actividad", "avisos", "mis-datos"),
        )
    ),
)
ENGLISH = (Shot("home-en", "/"), Shot("processes-en", "/procesos/"), Shot("sign-in-en", "/ingresar/"))
JOINT = (Shot("plural", "/proveedor/plural/"),)
ENTITY = (
    Shot("entidad", "/entidad/"),
    Shot("entidad-equipo", "/entidad/equipo/"),
    Shot("entidad-proveedores", "/entidad/proveedores/"),
    Shot("entidad-invitaciones", "/entidad/invitaciones/"),
    Shot("entidad-invitacion", "/entidad/invitaciones/", "main a.row__link"),
    Shot("entidad-invitacion-nueva", "/entidad/invitaciones/nueva/"),
    Shot("entidad-cerradas", "/entidad/invitaciones/?estado=cerradas"),
)
REVIEWER = (
    Shot("revision", "/revision/"),
    Shot("revision-documento", "/revision/", "main a.row__link"),
)
ADMINISTRATOR = (
    Shot("revision-por-dia", "/revision/estadisticas/"),
    Shot("administracion", "/administracion/"),
    Shot("administracion-verificaciones", "/administracion/accounts/identitycheck/"),
    Shot("solicitudes", "/administracion/support/ticket/"),
    Shot("solicitud", "/administracion/support/ticket/", "main a.row__link"),
    Shot("solicitudes-por-dia", "/administracion/support/ticket/cifras/"),
    Shot("administracion-mensajes", "/administracion/messaging/message/sin-entregar/"),
)
PEOPLE = {
    "juridica": CONTRACTOR,
    "plural": JOINT,
    "compras": ENTITY,
    "revision": REVIEWER,
    "admin": ADMINISTRATOR,
}
