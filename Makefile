# The house's commands; `make help` lists them. Each sets up what it needs, once, inside this folder.

PYTHON ?= python3
UV ?= .uv/bin/uv
DEMO ?= train penguins --target species --watch --output demo/penguins.glassnet
WORKERS ?= 2

BIN := .venv/bin
export UV_COMPILE_BYTECODE := 1
export UV_PYTHON_DOWNLOADS := never
MAKEFLAGS += --no-print-directory --no-builtin-rules
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint format docs bench pins clean

say = @printf '%-9s %s\n' '$(1)' '$(2)'
# Silent when all is well; the whole output, and a stop, when not.
quietly = @out=$$($(1) 2>&1) || { printf '%s\n' "$$out"; exit 1; }
install = $(UV) pip install --quiet --python $(BIN)/python
compile = $(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-header --no-annotate

help: ## List these commands
	@if [ -t 1 ] && [ -z "$$NO_COLOR" ]; then on=$$(printf '\033[1m') off=$$(printf '\033[0m'); fi; \
	echo 'glassnet: a neural network you can see through'; echo; \
	awk -F ':.*## ' -v on="$$on" -v off="$$off" \
	  '/^[a-z]+:.*## / { printf "  %smake %-7s%s %s\n", on, $$1, off, $$2 }' Makefile; \
	echo; echo 'The first call sets up .venv/ in this folder; later calls start at once.'

demo: .venv/run.stamp ## Watch a small network learn a real table, and keep what it learned
	@mkdir -p demo
	@$(BIN)/glassnet $(DEMO)

test: .venv/dev.stamp ## Check everything: form, types, floors, every test
	@$(MAKE) -j 2 lint .tests

.tests: # Beside `lint`, whose types take one core for half a minute.
	$(call say,tests,$(WORKERS) processes)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

lint: .venv/dev.stamp ## Check form, types and floors only
	$(call say,form,ruff)
	$(call quietly,$(BIN)/ruff format --check --quiet --diff .)
	$(call quietly,$(BIN)/ruff check --quiet .)
	$(call say,types,mypy)
	$(call quietly,$(BIN)/python -m mypy)
	$(call say,floors,import-linter)
	$(call quietly,$(BIN)/lint-imports --no-cache)

format: .venv/dev.stamp ## Put the code into form
	$(call say,form,ruff)
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

docs: .venv/dev.stamp ## Run every example of the pages and of the docstrings
	$(call say,examples,pages and docstrings)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal src tests/house/test_examples.py

bench: .venv/bench.stamp ## Measure, beside PyTorch, Keras and others: run each file of benchmarks/
	@set -e; for file in benchmarks/*.py; do \
	  [ -e "$$file" ] || { echo 'benchmarks/ holds no Python file.'; exit 0; }; \
	  printf '%-9s %s\n' bench "$$file"; $(BIN)/python "$$file"; \
	done

pins: $(UV) ## Choose the newest versions anew: write requirements/*.txt
	$(call say,pins,requirements/uv.txt run.txt dev.txt)
	@$(compile) --upgrade --group uv -o requirements/uv.txt
	@$(compile) --upgrade pyproject.toml --extra fast --extra data --group dev \
	  -o requirements/dev.txt
	@$(compile) --upgrade pyproject.toml --extra fast --extra data --group build \
	  -c requirements/dev.txt -o requirements/run.txt

clean: ## Remove the environment and everything else that was made
	@rm -rf .venv .uv .cache demo dist docs/_build .hypothesis .*_cache
	@find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# The set-up. A stamp is as new as the pins it was made from.

.uv/bin/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'glassnet needs Python 3.11 or newer; name one: make PYTHON=python3.12 …'; exit 1; }
	$(call say,set-up,uv$(comma) which installs the rest)
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --no-input --no-user \
	  --root-user-action=ignore --target .uv --upgrade --require-hashes -r $< || { \
	  echo 'pip could not fetch uv. Is the network there, and pip set up for it ($(PYTHON) -m pip'; \
	  echo 'config list)? If you have uv elsewhere, name it: make UV=/path/to/uv …'; exit 1; }
	@touch $@

$(BIN)/python: | $(UV)
	$(call say,set-up,.venv)
	@$(UV) venv --quiet --allow-existing --python '$(PYTHON)' .venv

.venv/%.stamp: requirements/%.txt pyproject.toml | $(BIN)/python
	$(call say,set-up,packages of $<)
	@$(install) --require-hashes -r $< && \
	$(install) --no-deps --no-build-isolation --editable . || { \
	  echo 'uv could not install the packages. Is the network there? The lines above say what failed;'; \
	  echo 'what was fetched so far is kept, so the same command goes on from here.'; exit 1; }
	@touch $@
	@if [ $* = dev ]; then touch .venv/run.stamp; fi # dev holds all of run

# Whom benchmarks/ measure beside glassnet. pip fetches them, not uv: it is set up for where this
# machine gets PyTorch from. Who cannot be had is left out of the tables, and a line says so.
.venv/bench.stamp: pyproject.toml .venv/dev.stamp
	$(call say,set-up,contenders$(comma) of which PyTorch is large)
	@{ $(install) 'pip>=25.1' && $(BIN)/python -m pip install -qq --no-input --group bench; } || \
	  echo 'pip could not fetch all contenders; the benchmarks go on with those that are here.'
	@touch $@

comma := ,
