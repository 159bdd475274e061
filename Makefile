# custdesk: two commands are enough.
#
#   make run     sets everything up and opens the desk on a sample estate (without a display: the tour)
#   make test    sets everything up and runs everything CI runs
#
# The others: setup lock lint bench shots trials catalogue coverage package-check package-windows package-windows-check

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := uv==0.13.9
COMPILE := pip compile --universal --python-version 3.11 --generate-hashes \
           --no-emit-index-url --no-header --no-annotate --quiet

# Named after the content of what it was made from: quick the second time, new after a change, whatever git did to times.
READY  := $(VENV)/ready-$(shell cat requirements/dev.txt pyproject.toml | cksum | tr ' ' '-')

OFFSCREEN := QT_QPA_PLATFORM=offscreen

.PHONY: run test setup libraries screen-libraries lock lint bench shots trials catalogue coverage package-check package-windows package-windows-check check-locks
.DEFAULT_GOAL := run

run: setup
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
	    sh tools/system_libraries.sh screen && exec $(BIN)/custdesk --practice; \
	else \
	    echo "No display here: the desk does its main job by itself instead (custdesk tour)."; \
	    sh tools/system_libraries.sh && \
	    $(OFFSCREEN) $(BIN)/custdesk tour --out out/tour && \
	    echo "Results: $(CURDIR)/out/tour (store, roster report, PDFs, screenshots, summary)"; \
	fi

test: setup
	sh tools/system_libraries.sh
	$(MAKE) --no-print-directory lint
	$(BIN)/python tools/catalogue.py check
	$(OFFSCREEN) $(BIN)/python -m tools.coverage check
	$(OFFSCREEN) $(BIN)/pytest -n 2 --trials 5 --trial-seed 2027
	$(MAKE) --no-print-directory package-check

setup: $(READY)

$(READY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with make PYTHON=..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "No venv here. On Debian: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@rm -f $(VENV)/ready-*
	@touch $@

# Resolves requirements/*.in anew. The lock files carry hashes for every platform and name no host.
lock:
	test -x out/lock/bin/uv || $(PYTHON) -m venv out/lock
	out/lock/bin/python -m pip install --quiet --disable-pip-version-check $(UV)
	cd requirements && ../out/lock/bin/uv $(COMPILE) runtime.in --output-file runtime.txt
	cd requirements && ../out/lock/bin/uv $(COMPILE) dev.in --output-file dev.txt
	cd packaging/windows && ../../out/lock/bin/uv $(subst --universal,--python-platform x86_64-pc-windows-msvc,$(COMPILE)) requirements.in --output-file requirements.txt
	$(MAKE) --no-print-directory check-locks

lint: setup check-locks
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

check-locks:
	@! grep -nE '://|^ *-(i|f)|--(extra-)?index-url|--find-links|--trusted-host' requirements/*.txt packaging/windows/requirements.txt packaging/windows/python.txt || { echo "lock files must name no host"; exit 1; }
	@grep -oE '^[a-z][a-z0-9-]*==[^ ]+' requirements/runtime.txt | while read -r pin; do grep -qF "$$pin " packaging/windows/requirements.txt || { echo "packaging/windows/requirements.txt lacks $$pin: make lock"; exit 1; }; done

bench: setup
	sh tools/system_libraries.sh
	$(OFFSCREEN) $(BIN)/python -m tests.bench --json out/bench.json

shots: setup
	sh tools/system_libraries.sh
	$(OFFSCREEN) $(BIN)/custdesk screenshots --practice --out docs/screenshots

# Volume trials: the same tests as in CI, many more seeds.
trials: setup
	sh tools/system_libraries.sh
	$(OFFSCREEN) $(BIN)/pytest -n 2 -m trial --trials $(or $(TRIALS),300) --trial-seed $(or $(SEED),$(shell date +%s))

catalogue: setup
	$(BIN)/python tools/catalogue.py extract
	$(BIN)/python tools/catalogue.py update
	$(BIN)/python tools/catalogue.py compile

# Silences every rule's function and notes which test fails: docs/coverage.md. Takes some five minutes.
coverage: setup
	sh tools/system_libraries.sh
	$(OFFSCREEN) $(BIN)/python -m tools.coverage write

# The program as it is shipped: frozen, started, its output read.
package-check: setup
	$(BIN)/pyinstaller --noconfirm --log-level WARN pyinstaller.spec
	$(BIN)/python tools/package_check.py dist/custdesk/custdesk

# The Windows program, its installer and the portable zip, made on Linux: dist/windows/ (docs/windows.md).
package-windows:
	PYTHON=$(PYTHON) bash packaging/windows/build.sh

# The same, and tried under Wine: tests in the Windows Python, install, upgrade, self-test, tour, refusals, uninstall.
package-windows-check: setup
	sh tools/system_libraries.sh
	PYTHON=$(PYTHON) bash packaging/windows/check.sh
