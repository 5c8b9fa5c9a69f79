# `make demo` and `make test` do all set-up themselves. Everything is installed below .venv; nothing else is touched,
# but for the browser that the tests drive, which comes from Debian where it is not there.

PYTHON ?= python3
PORT ?= 8000
# SERVE=0: make the demonstration study and its reports, and stop.
SERVE ?= 1
BIN := .venv/bin
# What has rows: on PostgreSQL, too, each time. The doors ask the same of them; `make test-postgresql` comes in by these.
ROOMS := analysis demo exchange field giving_back ground work
# Node comes in a wheel, for the reader's build and tests only: the program itself needs none.
NODE := PATH="$(CURDIR)/$(BIN):$$PATH"

.PHONY: help demo test test-postgresql soak quick check reader firefox bench lock audit sbom clean

help:
	@echo "make demo     the demonstration study, in your browser, and where its tour begins   (SERVE=0: only make it)"
	@echo "make test     everything: checks, tests, browser journeys"
	@echo "make test-postgresql   the whole suite on PostgreSQL, where there is one"
	@echo "make soak     what lasts, at its full length, for hours; ONLY=G3: one promise of docs/validation.md"
	@echo "make quick    the inner loop: tests without the slow ones and the browser"
	@echo "make check    linters, types, who may import whom"
	@echo "make reader   build the reader’s script from its source"
	@echo "make firefox  the reader’s unit tests and two journeys in Firefox, where there is one"
	@echo "make audit    whether any package has a known fault; fails, too, where nobody can be asked"
	@echo "make sbom     everything the program is made of, as CycloneDX, into firsthand.cdx.json"
	@echo "make bench    measure speed, and write benchmarks/RESULTS.md"

demo: .venv/run
	$(BIN)/firsthand --data demo-data demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

test: .venv/dev check
	tools/browser.sh
	cd reader && $(NODE) npm test
	$(BIN)/python -m pytest -n 2 --dist worksteal
	tools/postgresql.sh --hasty $(BIN)/python -m pytest $(ROOMS:%=tests/%) -m "not slow and not process and not journey" \
		-n 2 --dist worksteal
	tools/postgresql.sh $(BIN)/python -m pytest tests/postgresql tests/live/test_crowd.py -n 0

# The whole suite on PostgreSQL, commands and journeys too: two databases for each data folder. It takes as long as `make test`.
# What changes a server's own settings, and looks at all of its files, has one for itself.
test-postgresql: .venv/dev
	tools/browser.sh
	tools/postgresql.sh --hasty $(BIN)/python -m pytest -n 2 --dist worksteal --ignore tests/postgresql
	tools/postgresql.sh $(BIN)/python -m pytest tests/postgresql -n 0

soak: .venv/dev
	$(BIN)/python -m tools.soak $(if $(ONLY),--only $(ONLY)) $(if $(LIMIT),--limit $(LIMIT))

quick: .venv/dev
	$(BIN)/python -m pytest -n 2 -m "not slow and not process and not journey"

check: .venv/dev reader/node_modules/.made
	$(BIN)/ruff check .
	$(BIN)/ruff format --check -q .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd reader && $(NODE) npm run check
	FIRSTHAND_DATA=$$(mktemp -d) DJANGO_SETTINGS_MODULE=firsthand.config.settings \
		$(BIN)/django-admin makemigrations --check --dry-run

reader: reader/node_modules/.made
	cd reader && $(NODE) npm run build

firefox: reader/node_modules/.made
	cd reader && $(NODE) npm run firefox

bench: .venv/dev reader/node_modules/.made
	$(BIN)/python -m benchmarks

# The versions the program runs on, with their checksums, as one may install them anywhere: on a laptop (run), with
# PostgreSQL (server), and what makes a wheel (build).
lock:
	uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header \
		-o requirements/run.txt
	uv pip compile -q pyproject.toml --extra postgresql --universal --python-version 3.11 --generate-hashes --no-header \
		-o requirements/server.txt
	echo 'hatchling>=1.27' | uv pip compile -q - --universal --python-version 3.11 --generate-hashes --no-header \
		-o requirements/build.txt
	uv pip compile -q pyproject.toml --group dev --extra postgresql --universal --python-version 3.11 \
		--generate-hashes --no-header -o requirements/dev.txt

# Asks a list of known faults, so it is no part of `make test`. Where that list cannot be reached it fails: no answer is no clean bill.
audit: .venv/dev
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements/server.txt

sbom: .venv/dev
	$(BIN)/python -m tools.supply --sbom > firsthand.cdx.json

.venv/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Firsthand needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	touch $@

.venv/run: requirements/run.txt pyproject.toml | .venv/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	touch $@

.venv/dev: requirements/dev.txt .venv/run
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

reader/node_modules/.made: reader/package-lock.json .venv/dev
	cd reader && $(NODE) npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
	touch $@

clean:
	rm -rf .venv demo-data reader/node_modules
