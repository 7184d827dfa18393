from django_tasks import task


@task()
def ping() -> str:
    """The doctor asks whether the worker works."""
    return "pong"
