"""gunicorn's log of requests, without the secrets of links; named on its command line by `--logger-class`."""

from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from .hiding import hide


class AccessLog(Logger):
    def atoms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found = super().atoms(*args, **kwargs)
        return {name: hide(value) if isinstance(value, str) else value for name, value in found.items()}
