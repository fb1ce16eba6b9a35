"""How to tell what comes from the portal: said on one page, to which every mail leads."""

import pytest

pytestmark = pytest.mark.django_db

PAGE = "/ayuda/canales/"


def test_it_says_domain_sender_price_and_what_is_never_asked(client, settings):
    settings.PORTAL_URL = "https://portal.example"
    settings.DEFAULT_FROM_EMAIL = "Portal <avisos@portal.example>"
    settings.SUPPORT_EMAIL = "ayuda@portal.example"
    html = client.get(PAGE).content.decode()
    for words in ("https://portal.example", "avisos@portal.example", "ayuda@portal.example"):
        assert f"<strong>{words}</strong>" in html
    assert "debe decir portal.example," in html
    assert "Es gratuito. Nunca le pedimos su contraseña ni su código" in html


def test_it_tells_frauds_what_to_do_after_one_and_where_to_report(client):
    html = client.get(PAGE).content.decode()
    assert html.count("<q>") == 5
    assert 'href="/ayuda/ingreso/no-fui-yo/"' in html
    assert 'href="/ayuda/contacto/?tipo=suspicious"' in html


def test_every_mail_and_every_page_lead_there(client, mailbox, settings):
    settings.PORTAL_URL = "https://portal.example"
    client.post("/recuperar/", {"email": "nadie@example.com"})
    body = mailbox.last("nadie@example.com").get_body(("html",))
    assert f"https://portal.example{PAGE}" in mailbox.text("nadie@example.com")
    assert f'href="https://portal.example{PAGE}"' in body.get_content()
    assert f'href="{PAGE}"' in client.get("/ingresar/").content.decode()
    assert client.get(PAGE).status_code == 200
