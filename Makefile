# Two commands do everything: `make study` and `make test`.
# the fastest on this machine of those that can make an environment; asked once, when one is made
PYTHON ?= $(shell .ci/python)
VENV := .venv
VENV_DOCS := .venv-docs
BIN := $(VENV)/bin
STUDY ?= studies/lieux-innovation
SITE ?= build/site
NODE_MIN := 20

.PHONY: study test serve setup frontend catalogues check docs requirements clean

study: setup  ## Build the real study: import, link, appraise, select, publish
	$(BIN)/florilege build $(STUDY) --out $(SITE)

serve: setup  ## Open the live site on this machine
	$(BIN)/florilege serve $(STUDY)

test: $(VENV)/.dev frontend catalogues  ## Run the checks and the whole test suite
	.ci/test

check: $(VENV)/.dev  ## Format, types, rooms
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/lint-imports
	$(BIN)/mypy -p florilege

# Sphinx has an environment of its own: what runs the studies is not changed by what prints their documentation.
docs: $(VENV)/.run $(VENV_DOCS)/.made  ## Build the documentation as a site, strictly: a broken link fails
	rm -rf build/docs
	$(BIN)/python -m tests.documentation.site build/docs-pages
	$(VENV_DOCS)/bin/python -m sphinx -W -n --keep-going -q -c docs/site -d build/docs-made build/docs-pages build/docs
	@echo "The documentation is in build/docs: open build/docs/index.html"

$(VENV_DOCS)/.made: requirements-docs.txt | $(VENV)/bin/python
	$(BIN)/python -m venv $(VENV_DOCS)
	$(VENV_DOCS)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-docs.txt
	touch $@

setup: $(VENV)/.run frontend catalogues

$(VENV)/bin/python:
	@python="$(PYTHON)"; \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11"; exit 2; }; \
	"$$python" -m venv $(VENV)

$(VENV)/.run: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

# Node.js: the system's when recent enough, else the one of the pinned PyPI wheel.
frontend: $(VENV)/.front

FRONT_SOURCES := $(shell find frontend -path frontend/node_modules -prune -o -type f -print 2>/dev/null)

$(VENV)/.front: $(FRONT_SOURCES) requirements-node.txt | $(VENV)/bin/python
	.ci/node $(BIN) $(NODE_MIN)
	touch $@

catalogues: $(VENV)/.catalogues

$(VENV)/.catalogues: $(wildcard src/florilege/web/locale/*/LC_MESSAGES/*.po) $(VENV)/.run
	$(BIN)/python -m florilege.web.catalogues
	touch $@

requirements:  ## Compile the pinned requirements again (needs uv)
	for set in requirements requirements-dev requirements-docs requirements-node requirements-spark benchmarks/linkage/requirements-peers benchmarks/selection/requirements-peers benchmarks/readers/requirements-peers benchmarks/territory/requirements-peers benchmarks/publication/requirements-peers benchmarks/service/requirements-peers tests/fuzz/requirements; do \
	  uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	    --custom-compile-command "make requirements" $$set.in --output-file $$set.txt || exit 1; done

clean:  ## Forget what was built (the store in var/ stays)
	rm -rf build src/florilege/web/static/build frontend/node_modules $(VENV) $(VENV_DOCS)
