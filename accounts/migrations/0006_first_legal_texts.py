"""The documents as people have accepted them until now, and the policy that says everything that is kept today."""

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import migrations
from django.utils import timezone

FIRST = datetime(2026, 11, 23, 5, tzinfo=UTC)
SECOND = datetime(2026, 11, 24, 5, tzinfo=UTC)
# Where people have accounts already, they are told as for any other version (accounts.models.legal.TOLD_AHEAD).
TOLD_AHEAD = timedelta(days=10)

TERMS_ES = """\
- Este portal es una implementación independiente. No reemplaza a SECOP II: la publicación oficial de cada proceso es la que manda, y aquí se enlaza.
- Usarlo es gratuito. Nadie puede cobrarle por registrarse, buscar ni recibir avisos.
- Su cuenta es personal. No comparta su contraseña ni sus códigos; avise si cree que alguien más los usó.
- Los procesos que vienen de datos abiertos se muestran como la fuente los publica. Donde la fuente calla, la página lo dice.
- Lo que usted declara de su empresa debe ser cierto. Los actos que alguien podría discutir quedan en un registro que nadie puede cambiar sin que se note.
- Puede dejar de recibir avisos con un clic en cualquier correo.
"""
TERMS_EN = """\
- This portal is an independent implementation. It does not replace SECOP II: the official publication of each process prevails, and we link to it here.
- It is free to use. Nobody can charge you to register, search or receive alerts.
- Your account is personal. Do not share your password or your codes; tell us if you think someone else has used them.
- Processes that come from open data are shown as the source publishes them. Where the source says nothing, the page says so.
- What you declare about your company must be true. Acts that someone could dispute are kept in a record that nobody can change without it being noticed.
- You can stop receiving alerts with one click in any email.
"""
POLICY_ES = """\
Según la Ley 1581 de 2012.

## Qué guardamos y para qué

- Su nombre, correo, usuario, teléfono y zona horaria: para que ingrese y para avisarle lo que pidió.
- Su contraseña y la respuesta de seguridad: solo como huella que no se puede leer.
- Lo que declara de su empresa y sus áreas de interés: para encontrar los procesos que le sirven.
- Sus ingresos, con el equipo y la dirección de red: para que vea quién entra a su cuenta y cierre lo que no sea suyo.
- Los correos que le enviamos: para decirle qué pasó con cada uno.

## Qué no hacemos

No vendemos datos, no ponemos publicidad y no usamos cookies que no sean necesarias. De los datos abiertos no copiamos nombres ni documentos de personas naturales.

## Sus derechos

En Mis datos (/cuenta/mis-datos/) ve qué guardamos de usted y por qué, lo descarga y cierra su cuenta. También puede conocer, corregir y pedir que se borren sus datos escribiendo a {sender}: una consulta se responde en diez días hábiles y un reclamo en quince.
"""
POLICY_EN = """\
Under Law 1581 of 2012 (Ley 1581 de 2012).

## What we keep and why

- Your name, email address, username, phone number and time zone: so that you can sign in, and so that we can alert you to what you asked for.
- Your password and security answer: only as a fingerprint that cannot be read.
- What you declare about your company and your areas of interest: to find the processes that suit you.
- Your sign-ins, with the device and network address: so that you can see who enters your account and close what is not yours.
- The emails we send you: so that we can tell you what happened to each one.

## What we do not do

We do not sell data, show advertising or use cookies that are not necessary. We do not copy the names or identity documents of natural persons from open data.

## Your rights

In My data (/cuenta/mis-datos/) you can see what we keep about you and why, download it, and close your account. You can also ask to see, correct or delete your data by writing to {sender}: an enquiry is answered within ten business days and a complaint within fifteen.
"""
NEW_POLICY_ES = """\
Según la Ley 1581 de 2012.

## Quién responde por sus datos

El responsable del tratamiento es quien opera este portal, en {portal}. Le responde por la página de contacto (/ayuda/contacto/), con cuenta o sin ella, y en {sender}.

## Qué guardamos, para qué y hasta cuándo

- Su nombre, correo, usuario, teléfono y zona horaria: para que ingrese y para avisarle lo que pidió. Mientras tenga la cuenta.
- Su contraseña y la respuesta de seguridad: solo como huella que no se puede leer. Mientras tenga la cuenta.
- Lo que declara de su empresa, sus documentos y sus áreas de interés: para encontrar los procesos que le sirven y comprobar que sus papeles están completos. Los documentos se guardan cifrados.
- Sus ingresos, con el equipo y la dirección de red: para que vea quién entra a su cuenta y cierre lo que no sea suyo. Hasta dos años.
- Si prueba la alerta sin cuenta: su correo y los códigos que eligió, hasta 30 días después de que termine.
- Si pide ayuda por la página de contacto: su nombre, documento, teléfono y correo, lo que cuenta y los archivos que adjunta, para responderle y para probar que se respondió a tiempo. Lo que le identifica se guarda cifrado, hasta {days} días después de cerrar la solicitud.
- Si se suscribe al estado del servicio: su correo, para avisarle de fallas. Hasta que deje la suscripción.
- Los correos que le enviamos: para decirle qué pasó con cada uno. Su contenido, 30 días.
- Qué textos aceptó y cuándo: la ley manda guardar esa prueba. Al cerrar la cuenta queda sin su nombre.

## Qué no hacemos

No vendemos datos, no ponemos publicidad y no usamos cookies que no sean necesarias. De los datos abiertos no copiamos nombres ni documentos de personas naturales.

## Sus derechos

- Conocer sus datos, actualizarlos y corregirlos, sin pagar nada.
- Pedir prueba de la autorización que nos dio, y saber para qué los hemos usado.
- Retirar la autorización y pedir que los borremos, si ninguna ley nos obliga a guardarlos.
- Quejarse ante la Superintendencia de Industria y Comercio, después de habernos reclamado a nosotros.

## Cómo ejercerlos

En Mis datos (/cuenta/mis-datos/) ve qué guardamos de usted y por qué, lo descarga y cierra su cuenta. También puede pedir por la página de contacto (/ayuda/contacto/) que le digamos, corrijamos o borremos sus datos, tenga cuenta o no. Una consulta se responde en diez días hábiles y un reclamo, que es pedir que se corrija o se borre algo, en quince.
"""
NEW_POLICY_EN = """\
Under Law 1581 of 2012 (Ley 1581 de 2012).

## Who answers for your data

The data controller is whoever operates this portal, at {portal}. They answer on the contact page (/ayuda/contacto/), with or without an account, and at {sender}.

## What we keep, why and for how long

- Your name, email address, username, phone number and time zone: so that you can sign in, and so that we can alert you to what you asked for. While you have the account.
- Your password and security answer: only as a fingerprint that cannot be read. While you have the account.
- What you declare about your company, your documents and your areas of interest: to find the processes that suit you and to check that your papers are complete. Documents are kept encrypted.
- Your sign-ins, with the device and network address: so that you can see who enters your account and close what is not yours. Up to two years.
- If you try the alert without an account: your address and the codes you chose, until 30 days after it ends.
- If you ask for help on the contact page: your name, document, phone and email address, what you tell us and the files you attach, so that we can answer and prove that we answered in time. What identifies you is kept encrypted, up to {days} days after the request is closed.
- If you subscribe to the status of the service: your email address, to tell you about failures. Until you leave the subscription.
- The emails we send you: so that we can tell you what happened to each one. Their content, 30 days.
- Which texts you accepted and when: the law requires us to keep that proof. When you close the account it remains without your name.

## What we do not do

We do not sell data, show advertising or use cookies that are not necessary. We do not copy the names or identity documents of natural persons from open data.

## Your rights

- To know your data, update it and correct it, without paying anything.
- To ask for proof of the authorisation you gave us, and to know what we have used your data for.
- To withdraw the authorisation and ask us to delete your data, if no law obliges us to keep it.
- To complain to the Superintendence of Industry and Commerce (Superintendencia de Industria y Comercio), after complaining to us first.

## How to use them

In My data (/cuenta/mis-datos/) you can see what we keep about you and why, download it, and close your account. You can also ask on the contact page (/ayuda/contacto/) that we tell you, correct or delete your data, whether you have an account or not. An enquiry is answered within ten business days, and a complaint, which is asking for something to be corrected or deleted, within fifteen.
"""
CHANGES_ES = (
    "Dice todo lo que guardamos hoy y hasta cuándo: también la alerta de prueba, las solicitudes de ayuda y la "
    "suscripción al estado del servicio. Dice quién responde por sus datos, cuáles son sus derechos y cómo usarlos. "
    "No guardamos nada nuevo de su cuenta."
)
CHANGES_EN = (
    "It says everything we keep today and for how long: the try-out alert, requests for help and the subscription to "
    "the status of the service too. It says who answers for your data, what your rights are and how to use them. "
    "We keep nothing new about your account."
)


def load(apps: Any, schema_editor: Any) -> None:
    """The first versions count since the portal is; the new policy at once, or after its notice to who has accepted."""
    texts = apps.get_model("accounts", "LegalText")
    names = {
        "sender": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "portal": settings.PORTAL_URL,
        "days": settings.SUPPORT_KEPT_DAYS,
    }
    people = apps.get_model("accounts", "User").objects.exists()
    second = timezone.now().replace(minute=0, second=0, microsecond=0) + TOLD_AHEAD if people else SECOND
    texts.objects.bulk_create(
        [
            texts(document="terms", version="1.0", in_force_from=FIRST, text_es=TERMS_ES, text_en=TERMS_EN),
            texts(
                document="data_policy",
                version="1.0",
                in_force_from=FIRST,
                text_es=POLICY_ES.format(**names),
                text_en=POLICY_EN.format(**names),
            ),
            texts(
                document="data_policy",
                version="1.1",
                in_force_from=second,
                text_es=NEW_POLICY_ES.format(**names),
                text_en=NEW_POLICY_EN.format(**names),
                changes_es=CHANGES_ES,
                changes_en=CHANGES_EN,
            ),
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_legal_texts_and_lessons")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
