"""The demo, served by gunicorn as `make run` does, and opened in a real Chromium. The tests never touch its tables."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from ..databases import is_postgresql, manage
from .axe import faults_by_axe

CHROMIUM = shutil.which("chromium")
PASSWORD = "NaRi-2023-demo"
expect.set_options(timeout=20_000)  # two engines and two browsers may share two cores
REFUSED = ("400", "403", "404", "409", "422", "ERR_FAILED")  # a browser also logs answers that the page has words for
Window = tuple[Page, list[str]]
Machine = Callable[..., AbstractContextManager[BrowserContext]]
# What a browser meets is the same whatever engine keeps the words (decision 23): one journey on both, these on
# PostgreSQL, the others on SQLite, so that the two suites end together.
ON_BOTH_ENGINES = {"test_excel.py"}
ON_POSTGRESQL = {"test_adoption.py", "test_journeys.py"}
# Of the pages that are only looked at, every second one is on PostgreSQL.
SHARED_OUT = "test_pages.py"
HALF = slice(int(is_postgresql()), None, 2)
PHONE, LAPTOP = {"width": 360, "height": 780}, {"width": 1280, "height": 900}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    left_out = {item for item in items if item.path.parent == here and not _is_walked_here(item.path.name)}
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _is_walked_here(name: str) -> bool:
    return name in {*ON_BOTH_ENGINES, SHARED_OUT} or (name in ON_POSTGRESQL) == is_postgresql()


@pytest.fixture(scope="session")
def site(demonstration: SimpleNamespace) -> Iterator[str]:
    """The address of the running demo."""
    environment, log_file = demonstration.environment, Path(demonstration.environment["VAR_DIR"]) / "gunicorn.log"
    manage(environment, "collectstatic", "--no-input", "--verbosity", "0")
    # The other engine's suite runs beside this one: a port that is looked up first and bound later may be gone.
    with socket.create_server(("127.0.0.1", 0)) as door, log_file.open("w") as log:
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
        command = [sys.executable, "-m", "gunicorn", "khuyenhoc.wsgi", "--bind", f"fd://{door.fileno()}"]
        command += ["--workers", "2", "--timeout", "120", "--no-control-socket"]
        server = subprocess.Popen(command, env=environment, stderr=log, pass_fds=[door.fileno()])
    _wait_for(f"{address}/suc-khoe/", server, log_file)
    yield address
    server.terminate()
    server.wait(20)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 our own server
                assert answer.status == 200
                return
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.2)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if CHROMIUM is None:
        message = "Debian's chromium is not installed: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    return {
        "executable_path": CHROMIUM,
        "args": [*quiet, "--disable-sync", "--no-first-run", "--renderer-process-limit=1"],
    }


@pytest.fixture(scope="session")
def machine(site: str, browser: Browser) -> Machine:
    """Lends a machine on which nobody is signed in and no page has kept anything; `script=False`: without JavaScript.

    It goes from hand to hand with a page open that nobody uses: Chromium then keeps the process that has read all
    scripts and style sheets, and a new one costs more than a page. One that its test closes does not come back.
    """
    idle: dict[bool, list[BrowserContext]] = {True: [], False: []}

    def unpacked(*, script: bool) -> BrowserContext:
        context = browser.new_context(base_url=site, locale="vi-VN", java_script_enabled=script)
        context.new_page().goto("/dang-nhap/")
        context.clear_cookies()
        return context

    @contextmanager
    def lent(*, script: bool = True) -> Iterator[BrowserContext]:
        context = idle[script].pop() if idle[script] else unpacked(script=script)
        yield context
        if context.pages:
            forget(context)
            idle[script].append(context)

    return lent


def forget(machine: BrowserContext) -> None:
    unused, *used = machine.pages
    for page in used:
        page.close()
    unused.evaluate("localStorage.clear()")
    machine.clear_cookies()
    machine.clear_permissions()


@pytest.fixture(scope="session")
def signed_in(machine: Machine) -> Callable[[str], Any]:
    """A user's cookies, signed in once for all tests."""
    known: dict[str, Any] = {}

    def cookies(username: str) -> Any:
        if username not in known:
            with machine() as context:
                sign_in(context.new_page(), username)
                known[username] = context.cookies()
        return known[username]

    return cookies


@pytest.fixture
def visit(machine: Machine, signed_in: Callable[[str], Any]) -> Iterator[Any]:
    """`visit("lanhdao", "/", PHONE)` is her signed-in page, its console watched; `script=False`: without JavaScript."""
    troubles: list[str] = []
    with ExitStack() as machines:

        def open_page(username: str, address: str, size: dict[str, int] = LAPTOP, *, script: bool = True) -> Page:
            cookies = signed_in(username)
            context = machines.enter_context(machine(script=script))
            context.add_cookies(cookies)
            page = watched(context.new_page(), troubles)
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.goto(address)
            return page

        yield open_page
    assert unexpected(troubles) == []


@pytest.fixture
def stranger(machine: Machine) -> Iterator[Any]:
    """`stranger(PHONE)` is a new page on a machine on which nobody has signed in."""
    with ExitStack() as machines:

        def open_page(size: dict[str, int] = PHONE, *, script: bool = True) -> Page:
            page = machines.enter_context(machine(script=script)).new_page()
            page.set_viewport_size(size)  # type: ignore[arg-type]
            return page

        yield open_page


@pytest.fixture(scope="session")
def windows(site: str, browser: Browser, signed_in: Callable[[str], Any]) -> Callable[[str], Window]:
    """A user's window and what its console said, opened once for all tests."""
    known: dict[str, Window] = {}

    def window(username: str) -> Window:
        if username not in known:
            context = browser.new_context(base_url=site, viewport=LAPTOP, locale="vi-VN")
            context.add_cookies(signed_in(username))
            troubles: list[str] = []
            known[username] = watched(context.new_page(), troubles), troubles
        return known[username]

    return window


@pytest.fixture
def look(windows: Callable[[str], Window]) -> Iterator[Any]:
    """`look("lanhdao", "/")` as `visit`, for pages on which nothing is done: in a window that stays open.

    A new window has Chromium start a process and read all scripts and style sheets, which costs more than the page.
    """
    looked: list[Window] = []

    def open_page(username: str, address: str) -> Page:
        page, troubles = windows(username)
        looked.append((page, troubles))
        page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
        page.goto(address)
        return page

    yield open_page
    for _, troubles in looked:
        told = unexpected(troubles)
        troubles.clear()
        assert told == []


def watched(page: Page, troubles: list[str]) -> Page:
    """What its console says goes into `troubles`."""
    page.on("console", lambda message: message.type == "error" and troubles.append(message.text))
    page.on("pageerror", lambda fault: troubles.append(str(fault)))
    return page


def unexpected(troubles: list[str]) -> list[str]:
    return [trouble for trouble in troubles if not any(word in trouble for word in REFUSED)]


def sign_in(page: Page, username: str) -> None:
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("/")


def follow(door: Locator) -> None:
    """Click what leads to another page, and wait until that is all there: a count or a look at it does not wait."""
    with door.page.expect_navigation():
        door.click()


def faults(page: Page) -> list[str]:
    """What is wrong with a page that is all there, one line each."""
    found = faults_by_axe(page)
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} headings of the first level: {page.locator('h1').all_inner_texts()}")
    if overflows(page):
        found.append("wider than the screen")
    found += [f"the column that stays hides the others: {names}" for names in columns_hidden(page)]
    return [f"{page.url}: {fault}" for fault in found]


def faults_at_both_sizes(page: Page) -> list[str]:
    """As on a laptop, so on a phone: not loaded anew, because no script asks for the width (tests/test_scripts.py)."""
    found = []
    for size in (LAPTOP, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += [f"{size['width']} px: {fault}" for fault in faults(page)]
    return found


def overflows(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")


def columns_hidden(page: Page) -> list[str]:
    """Tables that scroll sideways under a first column which takes more than three fifths of what is to be seen."""
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll("table")].flatMap(table => {
            const name = table.querySelector("tbody > tr > th:first-child");
            if (!name || getComputedStyle(name).position !== "sticky" || !table.offsetParent) return [];
            const seen = table.parentElement.clientWidth, taken = name.offsetWidth;
            return table.scrollWidth > seen && taken > 0.6 * seen ? [`${name.innerText}: ${taken} of ${seen} px`] : [];
        })"""
    )
    return found
