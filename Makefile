# Two commands are enough: `make run` opens the dashboard, `make test` proves it.
# Everything is installed into .venv; a stamp file makes the second run start at once.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
PORT   ?= 8501

.PHONY: setup run test test-quick lint bench screenshots texts lock clean

setup: $(VENV)/.run-ready

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Try: make $(MAKECMDGOALS) PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-ready: requirements.txt | $(VENV)/bin/python
	$(PIP) install --quiet --only-binary :all: -r requirements.txt
	@touch $@

$(VENV)/.dev-ready: requirements-dev.txt $(VENV)/.run-ready
	$(PIP) install --quiet --only-binary :all: -r requirements-dev.txt
	@touch $@

$(VENV)/.bench-ready: requirements-bench.txt $(VENV)/.dev-ready
	$(PIP) install --quiet --only-binary :all: -r requirements-bench.txt
	@touch $@

run: $(VENV)/.run-ready
	$(BIN)/python -m streamlit run app.py --server.port $(PORT)

test: $(VENV)/.dev-ready
	$(BIN)/python -m pytest -n auto --dist loadscope

test-quick: $(VENV)/.dev-ready
	$(BIN)/python -m pytest -n auto --dist loadscope \
	  -m "not browser and not database and not crash and not slow"

lint: $(VENV)/.dev-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.bench-ready
	$(BIN)/python -m benchmarks

screenshots: $(VENV)/.dev-ready
	$(BIN)/python -m docs.screenshots

texts: $(VENV)/.dev-ready
	$(BIN)/pybabel --quiet extract --project desmigratif-spasial -F babel.cfg --no-default-keywords -k _ -k ngettext:1,2 -k N_ \
	  -k lazy_gettext -k lazy_ngettext:1,2 -k pgettext:1c,2 -k npgettext:1c,2,3 -k NC_:1c,2 \
	  --no-location --sort-output --width 99 -o locale/desmigratif.pot .
	$(BIN)/pybabel --quiet update -D desmigratif -l id -d locale -i locale/desmigratif.pot \
	  --width 99 --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete
	rm locale/desmigratif.pot

lock: $(VENV)/.dev-ready
	for part in requirements requirements-dev requirements-bench; do \
	  $(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links \
	    --no-emit-trusted-host --output-file=$$part.txt $$part.in; \
	done

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis static/vendor
