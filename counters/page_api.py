"""The pages of the hall: each address gives one file of static/, a shell without data."""

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from apiflask import APIBlueprint
from flask import Response, send_from_directory

from queueing.access import Right, needs

page_api = APIBlueprint("page", __name__, tag="Pages")

STATIC = Path(__file__).parent.parent / "static"

#: Address -> the page's file; what it shows comes through the API.
PAGES = {
    "/": "index.html",
    "/sign-in": "sign-in.html",
    "/kiosk": "kiosk.html",
    "/counter": "counter.html",
    "/screen": "screen.html",
    "/guide": "guide.html",
    "/t/<token>": "phone.html",
    "/manager": "manager.html",
    "/staff": "staff.html",
    "/log": "log.html",
    "/dashboard": "dashboard.html",
    "/reports": "reports.html",
    "/estimates": "estimates.html",
    "/setup": "setup.html",
    "/bookings": "bookings.html",
    "/devices": "devices.html",
    "/strip": "strip.html",
}


def _page(file: str) -> Callable[..., Response]:
    @needs(Right.PUBLIC)
    def show(**_path: str) -> Response:
        return send_from_directory(STATIC, file, max_age=0)

    show.__doc__ = f"The page {file.removesuffix('.html')}."
    return show


for address, name in PAGES.items():
    page_api.add_url_rule(address, endpoint=name.removesuffix(".html"), view_func=_page(name))


def import_map_hashes() -> str:
    """The hashes by which the content policy allows the pages' import maps, their one inline script."""
    pattern = re.compile(r"<script type=\"importmap\">(.*?)</script>", re.DOTALL)
    maps = {found for page in STATIC.glob("*.html") for found in pattern.findall(page.read_text("utf-8"))}
    digests = sorted(base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in maps)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def made_from(static: Path) -> str:
    """What the pages are made from, as one short word: libraries by their list, all else by its content."""
    files = sorted(file for file in static.glob("**/*.*") if file.is_file())
    own = (file for file in files if file.relative_to(static).parts[0] != "vendor")
    made = hashlib.sha256()
    for file in (*own, static.parent / "package-lock.json"):
        made.update(str(file.relative_to(static.parent)).encode() + b"\0" + file.read_bytes() + b"\0")
    return made.hexdigest()[:12]
