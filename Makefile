SHELL := /bin/bash
PORT ?= 8000
PYTHON := .venv/bin/python

# Checked as production would run it: HTTPS on, a key of its own, no database file touched.
AS_IN_PRODUCTION = env -u DEBUG HTTPS=True ALLOWED_HOSTS=khuyenhoc.example.vn DATABASE_URL=sqlite://:memory: \
	SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))')"

.PHONY: run test check bench lock

# The demo on http://127.0.0.1:8000, everything from nothing; PORT=8001 changes the port.
run:
	@.ci/system-packages run
	@.ci/python-packages requirements.txt
	@.ci/serve $(PORT)

# Everything from nothing, then the whole suite on SQLite and PostgreSQL and in a browser.
test:
	@.ci/system-packages run
	@.ci/python-packages requirements-dev.txt & python=$$!; .ci/system-packages test; debian=$$?; wait $$python && exit $$debian
	@$(MAKE) --no-print-directory check & check=$$!; .ci/test; suites=$$?; wait $$check && exit $$suites

# Linters, types, migrations, settings for production.
check:
	@.ci/system-packages run
	@.ci/python-packages requirements-dev.txt
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	@$(AS_IN_PRODUCTION) $(PYTHON) -m mypy
	$(PYTHON) -m djlint --lint --quiet templates
	@$(AS_IN_PRODUCTION) $(PYTHON) manage.py makemigrations --check --dry-run
	@$(AS_IN_PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING

# What pages, searches, doubles and imports cost, on both engines; docs/architecture.md says how to read it.
bench:
	@.ci/system-packages test
	@.ci/python-packages requirements-dev.txt
	@env -u DATABASE_URL $(PYTHON) -m tests.benchmarks
	@.ci/with-postgres $(PYTHON) -m tests.benchmarks

# Pins what pyproject.toml allows, with hashes and without addresses; `make lock UPGRADE=--upgrade` takes the newest.
lock:
	@python3 -m venv .venv/lock
	@.venv/lock/bin/python -m pip install --quiet --upgrade uv
	@.venv/lock/bin/python -m uv pip compile pyproject.toml --output-file requirements.txt $(LOCK) $(UPGRADE)
	@.venv/lock/bin/python -m uv pip compile pyproject.toml --output-file requirements-dev.txt $(LOCK) $(UPGRADE) \
		--group dev --constraint requirements.txt

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
