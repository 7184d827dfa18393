from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """`collectstatic` leaves out what no page of ours asks for: hashing and packing it took nine seconds of ten.

    A page that asks for one of these all the same fails at once: its name is missing from the manifest.
    """

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "bootstrap/js/*",
        "bootstrap/css/bootstrap-*",
        "bootstrap/css/*.rtl.*",
        "bootstrap/css/bootstrap.css*",
        "django_htmx/ext/*",
        "django_htmx/htmax-*",
        "django_htmx/htmx-4*",
        "django_htmx/htmx-2.js",
    ]
