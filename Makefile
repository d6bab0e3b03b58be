# Two commands matter: `make demo` and `make test`. Both set up everything they need on a bare machine with Python 3.11+.
PYTHON ?= python3
VENV   ?= .venv
PY     := $(VENV)/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_NO_INPUT = 1
CATALOGUES := $(shell find qingheng -name '*.po' 2>/dev/null)
JOBS   ?= auto

.PHONY: demo test test-browser check pictures bench shape fuzz clean help

help: ## show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | sort

demo: $(VENV)/.run $(VENV)/.catalogues ## make the demonstration county and serve it (NO_SERVE=1 stops before serving)
	@$(PY) -m qingheng demo $(if $(NO_SERVE),--no-serve)

test: $(VENV)/.test $(VENV)/.catalogues ## everything that needs no system package, on SQLite and on PostgreSQL
	$(PY) -m pytest -q -n $(JOBS)
	$(PY) -m tests.postgres $(PY) -m pytest -q -n $(JOBS) --only-database

test-browser: $(VENV)/.test $(VENV)/.catalogues ## real pages in Debian's chromium
	@tests/browser/require-chromium
	$(PY) -m pytest -q tests/browser -p no:cacheprovider

check: $(VENV)/.test $(VENV)/.catalogues ## style, types, layers, catalogues, packs and schemes
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) -m qingheng.web.catalogues check
	for pack in national gansu qingshui; do $(PY) -m qingheng policy check $$pack || exit 1; done
	for scheme in qingheng/packs/*/schemes/*.toml; do $(PY) -m qingheng score check $$scheme || exit 1; done

pictures: $(VENV)/.test $(VENV)/.catalogues ## every page, both languages, both widths, on one contact sheet (pictures/)
	@tests/browser/require-chromium
	QINGHENG_PICTURES=pictures $(PY) -m pytest -q tests/browser/test_pictures.py -p no:cacheprovider
	@echo pictures/sheet.html pictures/sheet.png

bench: $(VENV)/.test ## benchmarks beside their references (ratios, never timed tests)
	for script in bench/[a-z]*.py; do echo "== $$script"; PYTHONPATH=. $(PY) $$script || exit 1; done

fuzz: $(VENV)/.test $(VENV)/.catalogues ## the property tests with many more inputs (QINGHENG_FUZZ=200)
	QINGHENG_FUZZ=$(or $(QINGHENG_FUZZ),200) $(PY) -m pytest -q -n $(JOBS) -m fuzz

shape: $(VENV)/.test ## the sizes of modules and functions, longest first
	@$(PY) -m tests.house.shape

clean: ## remove everything that was built, never the data in var/
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis pictures

# --- set-up: hash-pinned, once a lock ---------------------------------------------------------------------------------

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed / 需要 Python 3.11 以上")'
	@start=$$(date +%s); $(PYTHON) -m venv $(VENV) && echo "[environment] $$(( $$(date +%s) - start )) s"

$(VENV)/.run: requirements.lock | $(VENV)/bin/python
	@start=$$(date +%s); $(PY) -m pip install -q --require-hashes -r requirements.lock && \
	 echo "[install] $$(( $$(date +%s) - start )) s" && touch $@

$(VENV)/.test: requirements-test.lock | $(VENV)/bin/python
	@start=$$(date +%s); $(PY) -m pip install -q --require-hashes -r requirements-test.lock && \
	 echo "[install] $$(( $$(date +%s) - start )) s" && touch $@ $(VENV)/.run

$(VENV)/.catalogues: $(CATALOGUES) | $(VENV)/bin/python
	@start=$$(date +%s); $(PY) -m qingheng.web.catalogues compile > /dev/null && \
	 echo "[catalogues] $$(( $$(date +%s) - start )) s" && touch $@
