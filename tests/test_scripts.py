"""Style sheets alone make a page fit: so a page that was made narrower is the page a phone loads."""

import re

from django.conf import settings

WIDTH = re.compile(r"matchMedia|(inner|outer|client|offset|scroll)Width|screen\.width|visualViewport|[rR]esize")


def test_no_script_asks_how_wide_the_screen_is():
    scripts = {path.name: path.read_text(encoding="utf-8") for path in (settings.BASE_DIR / "static" / "js").iterdir()}

    assert "grid.js" in scripts
    assert [name for name, script in scripts.items() if WIDTH.search(script)] == []
