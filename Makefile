# From a fresh clone to a running or a tested Moderato, with only Python 3.11+ and make.

PYTHON ?= python3
TORCH ?= torch==2.13.0
IMAGE ?= moderato:latest
BASE ?= python:3.12-slim-bookworm
UV ?= uv==0.13.9
BUILDER ?= $(shell { docker info && echo docker || command -v podman || command -v buildah; } 2>/dev/null | tail -n 1)

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE = build/uv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

.PHONY: help run test bench screenshots chromium lock image clean
.DEFAULT_GOAL := help

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# exec: the signal of a Ctrl-C reaches moderato itself, not a shell around it.
run: .venv/.project ## Set everything up and start it all; Ctrl-C stops it (ARGS=... go to "moderato dev")
	@exec $(BIN)/moderato dev $(ARGS)

# mypy runs beside the tests: both take minutes. A file's tests stay in one process, and the slow ones come first;
# one process more than there are cores, since many tests wait for others: workers, Redis, a browser.
test: .venv/.project .venv/.dev chromium ## Set everything up and run every check that CI runs
	@echo '== format: ruff format --check'
	@$(BIN)/ruff format --check .
	@echo '== lint: ruff check'
	@$(BIN)/ruff check .
	@echo '== import contracts: lint-imports'
	@$(BIN)/lint-imports
	@echo '== types: mypy --strict, and tests: browser, contract, end to end, integration, unit'
	@{ $(BIN)/mypy > build/types.txt 2>&1 || { cat build/types.txt; exit 1; }; } & types=$$!; \
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --ignore=tests/benchmarks \
		--numprocesses $$(($$(getconf _NPROCESSORS_ONLN) + 1)) --maxprocesses 4 --dist loadfile --no-loadscope-reorder --show-capture=no; tests=$$?; \
	wait $$types; types=$$?; echo '== types: mypy --strict'; cat build/types.txt; exit $$((tests + types))

# Debian's Chromium where we may install it, Playwright's own elsewhere; without either the browser tests say so.
chromium: .venv/.dev
	@mkdir -p build; $(BIN)/python -m tests.browser.chromium > /dev/null 2>&1 || { \
	echo 'Installing Chromium for the browser tests (once) ...' >&2; \
	{ [ "$$(id -u)" = 0 ] && { export DEBIAN_FRONTEND=noninteractive; get='apt-get install -y'; \
	$$get chromium-headless-shell || { apt-get update && { $$get chromium-headless-shell || $$get chromium; }; }; }; \
	$(BIN)/python -m tests.browser.chromium || $(BIN)/playwright install chromium; } > build/chromium.txt 2>&1; \
	$(BIN)/python -m tests.browser.chromium > /dev/null || true; }

screenshots: .venv/.project .venv/.dev chromium ## Make pictures of every page of the desk in build/screenshots
	@$(BIN)/python -m tests.browser.screenshots $(ARGS)

bench: .venv/.project .venv/.dev chromium ## Print the benchmarks
	@$(BIN)/python -m tests.benchmarks $(ARGS)

lock: build/uv/.done ## Compile the locks from pyproject.toml (UPGRADE=1 takes the newest versions)
	@$(COMPILE) --extra embedded --group build -o requirements.lock
	@$(COMPILE) --extra embedded --group build --group dev -c requirements.lock -o requirements-dev.lock
	@echo 'torch; sys_platform == "never"' > build/no-torch.txt
	@$(COMPILE) --extra embedded --extra detoxify --extra transformers --extra int8 --extra train \
		--group build --group torch-needs -c requirements-dev.lock \
		--override build/no-torch.txt --no-emit-package torch -o requirements-detoxify.lock

# The Docker format: OCI's own has no place for a health check.
image: ## Build the container image with docker, podman or buildah (IMAGE=, BASE=, BUILDER=, BUILD_FLAGS=)
	@case "$(BUILDER)" in \
	'') echo 'make image needs docker (with its engine running), podman or buildah' >&2; exit 1;; \
	docker) format=;; *) format='--format docker';; esac; \
	set -x; $(BUILDER) build $$format --build-arg BASE=$(BASE) $(BUILD_FLAGS) --tag $(IMAGE) .

clean: ## Remove the environment, the build folder and the caches; keep the data in .moderato
	@rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is written only after its step went through, so a step that was cut off is done again.
.venv/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo \
		'Moderato needs Python 3.11 or newer: install python3.11 or later, or name one: make run PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo \
		'Moderato needs venv and pip for $(PYTHON): on Debian and Ubuntu, apt-get install python3-venv' >&2; exit 1; }
	@echo 'Making .venv ...' >&2
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/.runtime: requirements.lock .venv/.created
	@echo 'Installing what Moderato needs, from requirements.lock ...' >&2
	@$(PIP) --no-deps --require-hashes -r requirements.lock
	@touch $@

.venv/.project: pyproject.toml .venv/.runtime
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# torch comes last and by its version alone: docs/adr/0008-requirements-lock.md says why.
# Not compiled: that takes a minute, and whatever the checks import of it Python compiles then.
.venv/.dev: requirements-dev.lock requirements-detoxify.lock .venv/.runtime
	@echo 'Installing what the checks need, torch and the backends among it (minutes, once) ...' >&2
	@$(PIP) --no-compile --no-deps --require-hashes -r requirements-dev.lock
	@$(PIP) --no-compile --no-deps --require-hashes -r requirements-detoxify.lock
	@$(PIP) --no-compile '$(TORCH)'
	@touch $@

build/uv/.done:
	@$(PYTHON) -m venv --clear build/uv
	@build/uv/bin/python -m pip install --quiet --disable-pip-version-check '$(UV)'
	@touch $@
