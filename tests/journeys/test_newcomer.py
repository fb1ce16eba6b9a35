"""The main job, whole: from never having seen the portal to the matching opportunities on screen and by mail."""

import json

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from interests import tasks
from tests.journeys import steps

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "elena@example.com"


@pytest.fixture
def reference(live_portal):
    call_command("load_reference", verbosity=0)


def test_a_newcomer_gets_the_opportunities_that_fit(page: Page, live_portal, reference, mailbox, axe, capsys, tmp_path):
    page.goto(live_portal)
    axe(page)
    page.goto(f"{live_portal}/registro/")
    axe(page)

    steps.register(page, live_portal, mailbox, email=EMAIL, username="elena")
    expect(page.get_by_role("heading", level=1)).to_have_text("Inicio")
    axe(page)

    page.get_by_role("button", name="Salir").first.click()
    steps.sign_in(page, live_portal, mailbox, login="elena", email=EMAIL)
    expect(page.get_by_role("heading", level=1)).to_have_text("Inicio")

    page.get_by_role("main").get_by_role("link", name="Decir quién ofrece").click()
    axe(page)
    steps.add_supplier(page)
    page.goto(f"{live_portal}/intereses/nuevo/")
    axe(page)
    steps.add_interest(page)
    axe(page)

    call_command("import_secop", str(steps.open_data(tmp_path)), "--shift-to", "hoy")
    counts = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert counts == {"read": 3, "created": 3, "updated": 0, "unchanged": 0, "rejected": 0}
    tasks.match_processes()

    page.goto(f"{live_portal}/procesos/?q=mantenimientos+viales")
    expect(page.get_by_role("main").get_by_role("link", name=steps.FITTING)).to_be_visible()
    axe(page)

    page.goto(f"{live_portal}/oportunidades/")
    main = page.get_by_role("main")
    expect(main.get_by_role("link", name=steps.FITTING)).to_be_visible()
    expect(main.get_by_text(steps.OTHER)).to_have_count(0)
    expect(main.get_by_text(steps.CLOSED)).to_have_count(0)
    expect(main.get_by_text("72141000").first).to_be_visible()
    axe(page)

    main.get_by_role("link", name=steps.FITTING).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(steps.FITTING)
    axe(page)

    alert = mailbox.last(EMAIL)
    text = mailbox.text(EMAIL)
    assert steps.FITTING in text
    assert "72141000" in text
    assert steps.OTHER not in text
    assert alert["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
