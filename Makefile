# The commands of the house. A bare `make` lists them.
PYTHON ?= python3
ELDERS ?= 20000
PORT ?= 8000
BIN := .venv/bin
export PORT

.DEFAULT_GOAL := help
.PHONY: help setup demo test lock lint format messages screenshots clean

help: ## lists these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: ## installs everything inside the checkout (.venv, node_modules, var)
	@$(PYTHON) tools/setup.py

demo: setup ## shows a city at work on http://127.0.0.1:8000 (ELDERS=1300000 for full size, PORT=8001 for another port)
	@$(BIN)/chongyang demo --elders $(ELDERS)

test: ## runs every check and the whole suite
	@$(PYTHON) tools/setup.py --dev
	@$(BIN)/python tools/check.py

lint: ## runs the checks without the suite
	@$(PYTHON) tools/setup.py --dev
	@$(BIN)/python tools/check.py --no-tests

format: ## formats the code and the templates
	@$(PYTHON) tools/setup.py --dev
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .
	@$(BIN)/djlint --quiet --reformat chongyang || true

messages: ## gathers the words of the interface for translation and compiles them
	@$(PYTHON) tools/setup.py --dev
	@$(BIN)/chongyang messages

screenshots: ## makes the pictures of the documents
	@$(PYTHON) tools/setup.py --dev
	@$(BIN)/chongyang screenshots

lock: ## renews requirements/*.txt and package-lock.json from what they are made of
	@$(PYTHON) tools/setup.py --dev
	@$(BIN)/python tools/lock.py

clean: ## removes what was installed; keeps var (the database and its keys)
	rm -rf .venv node_modules build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
