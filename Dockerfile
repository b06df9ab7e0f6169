# Longshore in an image: one for web, worker, beat and migrations (docker-compose.yml).
FROM python:3.13-slim-bookworm AS build
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never \
    PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /srv/longshore
COPY .ci/uv.txt requirements.txt /tmp/
RUN pip install --no-cache-dir --require-hashes -r /tmp/uv.txt \
    && uv venv /opt/venv \
    && uv pip install --no-cache --python /opt/venv --require-hashes -r /tmp/requirements.txt
COPY . .
# Settings refuse to start without these; nothing of them stays in the image.
RUN DEBUG=false ALLOWED_HOSTS=localhost SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    /opt/venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.13-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DEBUG=false
# What lays out PDFs, and a font for them.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 longshore \
    && useradd --uid 10001 --gid longshore --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin longshore
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/longshore /srv/longshore
WORKDIR /srv/longshore
# What users upload, and where backups go: volumes take the owner of the folder they cover. The rest
# of the file system may be read-only, /tmp aside.
RUN install --directory --owner longshore --group longshore .local .local/media /backups
USER longshore
EXPOSE 8000
CMD ["gunicorn", "--config", "config/gunicorn.py", "--bind", "0.0.0.0:8000", "--workers", "2", "--worker-tmp-dir", "/dev/shm", "config.wsgi:application"]
