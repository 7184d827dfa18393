from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class ChaptersConfig(AppConfig):
    name = "chapters"
    verbose_name = "Tổ chức Hội"

    def ready(self) -> None:
        from .roles import ROLES

        if unknown := [code for code in settings.SECOND_FACTOR_ROLES if code not in ROLES]:
            raise ImproperlyConfigured(
                f"SECOND_FACTOR_ROLES names {unknown[0]!r}; the roles are {', '.join(ROLES)}, separated by commas."
            )
