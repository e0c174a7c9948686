# make        environment, dependencies, the whole site with its search index
# make test   everything that CI runs, browser tests too
# make check  lint, types, layers (no tests)      make serve  live preview      make bench  benchmarks
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := build.py gazette tests bench

site: $(VENV)/ready
	$(BIN)/python build.py

# uv installs in a quarter of the time. pip does where uv cannot: its mirror and certificates may be set for pip alone.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes

# The stamps are newer than the lock files, so a second run does not ask the package registry.
$(VENV)/ready: requirements-uv.txt requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements-uv.txt
	$(UV) -r requirements.txt || $(PIP) -r requirements.txt
	touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.txt
	$(UV) -r requirements-dev.txt || $(PIP) -r requirements-dev.txt
	touch $@

browser:
	$(PYTHON) tests/browser/install.py

# Netlify's rule engine, for tests/test_landing.py.
LANDING := tests/landing/node_modules/ready
$(LANDING): $(VENV)/ready-dev tests/landing/package-lock.json
	$(BIN)/python -m tests.landing.install
	touch $@

# Chromium 92, for tests/engines.
ENGINES := tests/engines/node_modules/ready
$(ENGINES): $(VENV)/ready-dev tests/engines/package-lock.json
	$(BIN)/python -m tests.engines.install
	touch $@

# eslint, stylelint and TypeScript, for scripts and style sheets.
LINT := tests/lint/node_modules/ready
$(LINT): $(VENV)/ready-dev tests/lint/package-lock.json
	$(BIN)/python -m tests.lint.install
	touch $@

check: $(VENV)/ready-dev $(LINT)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.lint

# The packages and browsers of the tests are installed side by side; the checks run beside the tests.
test:
	$(MAKE) --jobs=4 --output-sync=target $(VENV)/ready-dev browser $(LANDING) $(ENGINES) $(LINT)
	$(MAKE) --jobs=2 check pytest

pytest:
	$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal

# axe on every page, the Nu HTML checker (needs Java), Lighthouse: ten minutes or more.
AUDIT := tests/audit/node_modules/ready
$(AUDIT): $(VENV)/ready-dev tests/audit/package-lock.json
	$(BIN)/python -m tests.audit.install
	touch $@

audit: site browser $(AUDIT)
	$(BIN)/python -m tests.audit.nu
	$(BIN)/python -m tests.browser.audit
	$(BIN)/python -m tests.audit.lighthouse

shots: site browser
	$(BIN)/python -m tests.browser.shots

serve: $(VENV)/ready
	$(BIN)/python build.py serve

# Writes bench/RESULTS.md and its chart. The other builders are installed into .cache/peers, once, from their registries.
# make bench SIZES="10 100 1000" takes half an hour; RESUME=1 continues an interrupted run.
SIZES ?= 10 100
bench: $(VENV)/ready-dev
	$(BIN)/python -m bench.build $(SIZES) --peers $(if $(RESUME),--resume)

# The time from a save to the changed page, for today's site or SIZE generated documents.
bench-preview: $(VENV)/ready-dev
	$(BIN)/python -m bench.preview $(SIZE)

# How busy a reader's browser is while the report loads and is read, and after a click.
bench-reading: $(VENV)/ready-dev browser
	$(BIN)/python -m bench.reading

# Searches 1,000 documents in both scripts; a minute or two.
bench-search: $(VENV)/ready-dev browser
	$(BIN)/python -m bench.search

# Precision and recall of the suggested indicators, one year's marks taken away at a time.
bench-suggest: $(VENV)/ready-dev
	$(BIN)/python -m bench.suggest

# Randomly changed files, for ten minutes or FOR=seconds; failures are recorded as test cases.
fuzz: $(VENV)/ready-dev
	$(BIN)/python -m tests.fuzz $(or $(FOR),600) $$(date +%s)

format: $(VENV)/ready-dev
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

# Refresh the lock files, from the package registry.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock"
lock: $(VENV)/ready-dev
	$(LOCK) --group install -o requirements-uv.txt
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) --group dev -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf site .site.old $(VENV) .cache

.PHONY: fuzz site browser check test pytest audit shots serve bench bench-preview bench-reading bench-search bench-suggest format lock clean
.DEFAULT_GOAL := site
