"""Words that staff start an answer from, and by when an answer is promised."""

from datetime import date
from typing import Any

from django.db import migrations

LAW_SINCE, PORTAL_SINCE = date(2012, 10, 18), date(2026, 1, 1)
# The key, business days, since when, where it comes from, and what it is.
TERMS = (
    ("support_answer_days", 2, PORTAL_SINCE, "Promesa del portal", "Respuesta a una solicitud de ayuda."),
    (
        *("support_report_days", 1, PORTAL_SINCE, "Promesa del portal"),
        "Respuesta a un aviso de abuso, de cobro indebido o de un correo o página sospechosos.",
    ),
    ("data_consulta_days", 10, LAW_SINCE, "Ley 1581 de 2012, artículo 14", "Respuesta a una consulta de datos."),
    ("data_reclamo_days", 15, LAW_SINCE, "Ley 1581 de 2012, artículo 15", "Respuesta a un reclamo sobre datos."),
)
TEMPLATES = (
    (
        "El código para ingresar no llega",
        "The sign-in code does not arrive",
        "Gracias por escribirnos.\n\nMiramos qué pasó con su mensaje: [cuente aquí lo que vio].\n\n"
        "Por favor revise la carpeta de correo no deseado y que el buzón tenga espacio. En la página del código "
        "puede ver el estado real del mensaje y pedir otro: el anterior deja de servir.\n\n"
        "Si sigue igual, respóndanos aquí y cuéntenos la hora en que lo pidió.",
        "Thank you for writing to us.\n\nWe looked at what happened to your message: [say here what you saw].\n\n"
        "Please check your junk folder and that your mailbox has room. The page of the code shows the real state of "
        "the message and lets you ask for another one: the earlier one stops working.\n\n"
        "If nothing changes, reply here and tell us at what time you asked for it.",
    ),
    (
        "Cuenta bloqueada o permiso que falta",
        "Blocked account or missing permission",
        "Gracias por escribirnos.\n\nSu cuenta está así: [explique el bloqueo o el permiso, y hasta cuándo].\n\n"
        "Lo puede levantar [quién]. Nosotros nunca le pediremos su contraseña ni su código.",
        "Thank you for writing to us.\n\nThis is how your account stands: [explain the block or the permission, and "
        "until when].\n\n[Who] can lift it. We will never ask for your password or your code.",
    ),
    (
        "Es de otro sistema",
        "It belongs to another system",
        "Gracias por escribirnos.\n\nLo que nos cuenta pasa en otro sistema, que no administramos: no podemos verlo "
        "ni cambiarlo. Su soporte es [nombre y correo].\n\nAl escribirle incluya su nombre, tipo y número de documento, "
        "teléfono y una descripción clara del error, con la hora y una imagen de la pantalla si la tiene.",
        "Thank you for writing to us.\n\nWhat you describe happens in another system, which we do not run: we can "
        "neither see it nor change it. Its support is [name and e-mail].\n\nWhen you write to them include your name, "
        "your type and number of document, your phone and a clear description of the error, with the time and a "
        "picture of the screen if you have one.",
    ),
    (
        "Correo o página sospechosos",
        "Suspicious e-mail or page",
        "Gracias por avisarnos: así cuidamos a los demás.\n\nLo que recibió [no es / es] nuestro. Nuestros correos y "
        "enlaces están en la página de canales oficiales. El portal es gratuito y nunca pedimos su contraseña.\n\n"
        "Si escribió su contraseña en esa página, cámbiela ahora y cierre sus otras sesiones en Mi cuenta.",
        "Thank you for telling us: it helps us to protect others.\n\nWhat you received [is not / is] ours. Our mails "
        "and links are on the page of official channels. The portal is free of charge and we never ask for your "
        "password.\n\nIf you typed your password on that page, change it now and end your other sessions in My "
        "account.",
    ),
    (
        "Datos personales: consulta respondida",
        "Personal data: request answered",
        "Recibimos su consulta sobre sus datos personales (Ley 1581 de 2012, artículo 14).\n\nEsto es lo que "
        "guardamos: [resumen, sin copiar números de documento].\n\nCon su cuenta puede descargarlo completo en "
        "Mi cuenta, Mis datos. Si algo está mal o quiere que lo borremos, respóndanos aquí.",
        "We received your request for access to your personal data (Law 1581 of 2012, article 14).\n\nThis is what we "
        "keep: [summary, without copying document numbers].\n\nWith your account you can download all of it in My "
        "account, My data. If something is wrong or you want it deleted, reply here.",
    ),
    (
        "Falta información",
        "Information is missing",
        "Gracias por escribirnos.\n\nPara ayudarle nos falta saber: [qué].\n\nRespóndanos aquí cuando pueda. No "
        "escriba contraseñas ni códigos.",
        "Thank you for writing to us.\n\nTo help you we still need to know: [what].\n\nReply here when you can. Do not "
        "write passwords or codes.",
    ),
)


def add(apps: Any, _editor: object) -> None:
    """Both, leaving alone what is there."""
    parameter, template = apps.get_model("reference", "Parameter"), apps.get_model("support", "AnswerTemplate")
    for key, days, since, source, note in TERMS:
        facts = {"value": days, "unit": "business_days", "source": source, "note": note}
        parameter.objects.get_or_create(key=key, bracket=0, valid_from=since, defaults=facts)
    for position, (name, name_en, spanish, english) in enumerate(TEMPLATES, start=1):
        words = {"name_en": name_en, "text_es": spanish, "text_en": english, "position": position}
        template.objects.get_or_create(name=name, defaults=words)


class Migration(migrations.Migration):
    dependencies = [("support", "0002_systems"), ("reference", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
