from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate


class KhuyenhocConfig(AppConfig):
    name = "khuyenhoc"
    verbose_name = "Khuyến học"

    def ready(self) -> None:
        from . import triggers

        # SQLite rebuilds a table by copying it, which silently drops its triggers: off before, on after.
        pre_migrate.connect(triggers.on_pre_migrate, dispatch_uid="triggers.off")
        post_migrate.connect(triggers.on_post_migrate, dispatch_uid="triggers.on")
        checks.register(checks.Tags.database)(triggers.check_installed)  # type: ignore[type-var]
