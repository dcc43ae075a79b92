# The six words of a developer. Everything they need is made on the way.
.DEFAULT_GOAL := help
.PHONY: help run test check bench draw reset chromium
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input

help:
	@echo 'make run    [PEOPLE=5000 SEED=1 PORT=8000]  the programme with its demonstration, until Ctrl-C'
	@echo 'make test   [ARGS=…]                        everything that proves it'
	@echo 'make check                                  format, lint, types, walls, pictures, translations, links'
	@echo 'make bench                                  ratios, against limits measured in the same run'
	@echo 'make draw                                   docs/house.svg and docs/staircase.svg from the imports'
	@echo 'make reset  [YES=1]                         forget what the demonstration made'

run: .venv/run.done
	@exec $(BIN)/jadibisa run $(if $(PEOPLE),--people $(PEOPLE)) $(if $(SEED),--seed $(SEED)) $(if $(PORT),--port $(PORT))

reset: .venv/run.done
	@exec $(BIN)/jadibisa reset $(if $(filter 1,$(YES)),--yes)

test: .venv/dev.done chromium
	@$(BIN)/python -m jadibisa.config.messages compile
	@$(BIN)/python scripts/check.py; checked=$$?; $(BIN)/python -m pytest -q -n auto $(ARGS) && exit $$checked

check: .venv/dev.done
	@exec $(BIN)/python scripts/check.py

bench: .venv/bench.done
	@$(BIN)/python -m jadibisa.config.messages compile
	@exec $(BIN)/python -m bench $(ARGS)

draw: .venv/dev.done
	@exec $(BIN)/python scripts/draw.py

# The stories run in a real browser: from the package manager for root on Debian, elsewhere one says what is missing.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo 'Installing Chromium …'; \
		{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium; } >.venv/chromium.log 2>&1 || \
		{ echo 'Chromium could not be installed; .venv/chromium.log says why.'; exit 1; }; \
	else \
		echo 'The stories need a browser: install the package chromium (apt-get install chromium), then run make test again.'; exit 1; \
	fi

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
		{ echo 'JadiBisa needs Python 3.11, 3.12 or 3.13: name one, as in make run PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "This Python lacks venv: install the package python$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv, then try again."; exit 1; }
	@echo 'Making the environment …'
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/run.done: requirements/run.txt pyproject.toml | .venv/made
	@echo 'Installing what running needs …'
	@$(PIP) --require-hashes -r $<
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.done: requirements/dev.txt .venv/run.done
	@echo 'Installing what testing needs …'
	@$(PIP) --require-hashes -r $<
	@touch $@

.venv/bench.done: requirements/bench.txt requirements/spark.txt .venv/dev.done
	@echo 'Installing the peers that the benchmarks measure against …'
	@$(PIP) --require-hashes -r requirements/bench.txt
	@$(PIP) --require-hashes -r requirements/spark.txt
	@touch $@
