# `make` alone lists the targets. Everything they make lands in .venv/, .local/ and staticfiles/.
PY := .venv/bin/python
PORT ?= 8000
SERVE ?= 1
ROOMS := config accounts vendors teams sourcing risk

# Some images set it: every command would then compile Django anew, three seconds each time.
unexport PYTHONDONTWRITEBYTECODE

ifneq ($(PORT),8000)
export BASE_URL ?= http://127.0.0.1:$(PORT)
endif
ifeq ($(CI),true)
export REQUIRE_ALL := 1
endif

# What can be run; the other modules help them.
BENCHMARKS := $(shell grep -l '^def main' benchmarks/*.py)
export QUICK

.PHONY: help demo install run serve worker test lint bench fuzz pictures lock
.DEFAULT_GOAL := help

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

demo: .venv/.runtime ## Load two example organizations and serve them; SERVE=0 stops after the summary, PORT=8001 serves there
	@echo "Preparing the database"
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py load_rates
	@$(PY) manage.py load_demo
	@if [ "$(SERVE)" != 0 ]; then $(MAKE) --no-print-directory serve; fi

install: .venv/.runtime ## Make .venv and install what Longshore needs to run; PYTHON=... names the interpreter
	@echo "Longshore is installed in .venv; next: make demo, or make run"

run: .venv/.runtime ## Serve on 127.0.0.1:8000; without REDIS_URL this also scans and mails on schedule
	@if [ -z "$$DATABASE_URL" ]; then $(PY) manage.py migrate --verbosity 0 && $(PY) manage.py load_rates; fi
	@$(MAKE) --no-print-directory serve

# With DEBUG unset or true, WhiteNoise serves static files from where they lie.
serve: .venv/.runtime
	@$(PY) -c 'import socket; socket.create_server(("127.0.0.1", $(PORT))).close()' 2>/dev/null || { \
		echo "Port $(PORT) is taken, perhaps by a Longshore that already runs; try: make run PORT=8001" >&2; exit 1; }
	@if [ -n "$$DEBUG" ]; then $(PY) manage.py collectstatic --noinput --verbosity 0; fi
	@exec $(PY) -m gunicorn --config config/gunicorn.py --bind 127.0.0.1:$(PORT) config.wsgi:application

worker: .venv/.runtime ## Work off scheduled tasks with Celery; needs REDIS_URL
	@[ -n "$$REDIS_URL" ] || { \
		echo "make worker needs REDIS_URL, such as redis://127.0.0.1:6379/0; without Redis, make run does the scheduled work itself." >&2; exit 1; }
	@mkdir -p .local
	@exec $(PY) -m celery --app config.celery worker --beat --schedule .local/celerybeat-schedule --loglevel INFO

test: .venv/.dev ## Run all tests; what lacks Redis, Chromium or Pango is skipped and named at the end; ARGS=... goes to pytest
	@$(PY) -m pytest -n auto --dist worksteal $(ARGS)

lint: .venv/.dev ## Check style, types, imports between rooms, templates, migrations and production settings
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy .
	.venv/bin/lint-imports
	$(PY) -m djlint --lint --quiet $(ROOMS)
	find $(ROOMS) -path '*/templates/*.html' -exec .venv/bin/djade --check --target-version 5.2 {} +
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py spectacular --fail-on-warn --validate --format openapi-json --file /dev/null
	DEBUG=false ALLOWED_HOSTS=longshore.example BASE_URL=https://longshore.example \
		SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))') \
		$(PY) manage.py check --deploy --fail-level WARNING

bench: .venv/.dev ## Measure what must stay fast, one JSON line per figure; ONLY=name for one, QUICK=1 for small tables
	@set -e; for file in $(if $(ONLY),benchmarks/$(ONLY).py,$(BENCHMARKS)); do \
		$(PY) -m benchmarks.$$(basename $$file .py); done

fuzz: .venv/.dev ## Send the API whatever its schema allows and forbids; CALLS=200000, SEED=1
	@CALLS=$(or $(CALLS),200000) SEED=$(or $(SEED),1) $(PY) -m tests.api.run_fuzz

pictures: .venv/.dev ## Take the README's pictures anew, of the example organizations; needs Chromium
	@$(MAKE) --no-print-directory demo SERVE=0
	@BASE_URL=http://127.0.0.1:8765 $(PY) -m docs.pictures

LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)
lock: .venv/.dev ## Write the hashed locks anew from pyproject.toml; UPGRADE=1 takes the newest releases
	$(LOCK) pyproject.toml --output-file requirements.txt
	$(LOCK) pyproject.toml --extra dev --constraint requirements.txt --output-file requirements-dev.txt
	echo uv | $(LOCK) - --no-annotate --output-file .ci/uv.txt

# The stamps of what is installed are void when the Python that .venv points to has gone.
VOID := $(shell $(PY) -c '' 2>/dev/null || rm -f .venv/.runtime .venv/.dev)

.venv/.runtime: requirements.txt .ci/uv.txt .ci/install
	@.ci/install requirements.txt
	@touch $@

# The development lock holds the runtime lock and more.
.venv/.dev: requirements-dev.txt requirements.txt .ci/uv.txt .ci/install
	@.ci/install requirements-dev.txt
	@touch .venv/.runtime $@
