# `make` sets everything up, checks the records and builds the site; `make test` runs every test.
PYTHON ?= python3
BIN := .venv/bin
export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := all
.PHONY: all lint site serve test check browser servers snapshots screenshots bench docs clean help

all: lint site ## set up, check the records, build the site
	@echo
	@echo "The site is built. Open it in a browser: file://$(CURDIR)/build/site/index.html"

lint: .venv/site ## check the records
	$(BIN)/casekit lint

site: .venv/site ## build the site into build/site
	$(BIN)/mkdocs build --strict --quiet

serve: .venv/site ## build the site, and again whenever something changes
	$(BIN)/mkdocs serve

test: check browser servers .venv/editor ## run every test
	$(BIN)/pytest --numprocesses auto --dist worksteal --cov --cov-report term

check: .venv/dev ## check style, types and the walls between the rooms
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

browser: ## find a Chromium for the browser tests, or install one
	@sh tests/browser.sh

servers: ## find nginx and Caddy for the tests of serving, or unpack them
	@sh tests/servers.sh

snapshots: .venv/dev ## accept what the program prints now as right
	$(BIN)/pytest --snapshot-update

screenshots: .venv/dev ## take the pictures of every page anew
	$(BIN)/python tests/screenshots.py

bench: .venv/dev ## measure checking, the site and the trail against their peers, and write bench/results.md (takes a while)
	$(BIN)/python bench/run.py
	$(BIN)/python bench/site.py
	$(BIN)/python bench/audit.py
	$(BIN)/python bench/history.py

docs: .venv/site ## write the pages of records, rules and limits again, from the program
	$(BIN)/casekit record --format md > site/records.md
	$(BIN)/casekit rule --format md > site/rules.md
	$(BIN)/casekit policy list --format md > site/limits.md

clean: ## remove what was built and set up
	rm -rf build .venv

help: ## say what each target does
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' Makefile

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "casekit needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "Python's venv is missing: sudo apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/site: .venv/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[site]'
	@touch $@

.venv/dev: .venv/site pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[site,audit,dev]'
	@touch $@

# No stamp where npm is missing: the next run looks again.
.venv/editor: .venv/python tests/editor/package.json tests/editor/package-lock.json
	@if ! command -v npm >/dev/null 2>&1 || ! command -v node >/dev/null 2>&1; then \
		echo "No node and npm here: the tests of editors and of the SARIF schema are skipped, all others run."; \
	else (cd tests/editor && npm ci --silent) && touch $@; fi
