FROM python:3.11-slim-bookworm

# WeasyPrint draws with Pango; croscore holds Tinos, the metrics of Times with all Vietnamese letters.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-croscore \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/app/var XDG_CACHE_HOME=/tmp
WORKDIR /app

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --only-binary :all: --requirement requirements.txt

COPY . .
# The key serves this one command and stays in no layer.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
        python manage.py collectstatic --no-input --verbosity 0 \
    && useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin khuyenhoc \
    && install --directory --mode 700 --owner khuyenhoc /backups

USER khuyenhoc
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(web.Request('http://127.0.0.1:8000/suc-khoe/', headers={'Host': os.environ.get('ALLOWED_HOSTS', '127.0.0.1').split(',')[0].strip().lstrip('.')}), timeout=4)"]
CMD ["gunicorn", "khuyenhoc.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--timeout", "120", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-", "--logger-class", "khuyenhoc.access_log.AccessLog"]
