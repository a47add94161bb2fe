# make demo    deploy app.py to a local AWS, hold a chat through it, then serve it (ONCE=1: leave after the chat;
#              ORIGINS=https://…: pages of yours that may call too)
# make test    linters, types and the whole suite
# make check   linters and types only
# make fuzz    200,000 random requests (about five minutes)
# make mutants  take away the function's controls one by one and see which test notices (four minutes)
# make faults  the function before a Connect and a Secrets Manager that fail and hang: a table (seven minutes)
# make flood   100 starts a second, simulated, with each control there and missing: a table and a picture (three minutes)
# make identities   credentials of every kind, good and bad, against deployed endpoints: a table (half a minute)
# make benchmark    the cold start beside that of other ways to start a chat: a table and a chart (six minutes)
# make data    write the trimmed service data, the excerpts of Unicode's data and docs/reference.md again
# make dashboard     the picture of the dashboard in docs/images, from a replayed log
# make screenshots   the pictures of the chat page in docs/images
# make test-cdk CDK=floor   the library, and another project with its wheel, on the oldest CDK that it supports, or on the
#              newest (CDK=newest)
# make compliance   checkov and CloudFormation Guard over the templates (half a minute, once installed)
# make setup   what the others need: .venv and .local, nothing outside this folder
# make setup-times   how long make demo takes from a bare clone to its page, and once more when all is there (FROM=a revision)
# make lock    pin requirements/*.in again
# make clean   remove what setup made
PYTHON ?= python3
VENV := .venv
LOCAL := .local
RUN := $(VENV)/bin/python
# Python compiles what is imported; compiling all of the CDK takes longer than installing it.
PIP_INSTALL := -m pip install -qq --no-compile --disable-pip-version-check --require-hashes --only-binary :all:

.DEFAULT_GOAL := test
.DELETE_ON_ERROR:
.PHONY: python setup setup-demo setup-times test check demo dashboard screenshots fuzz mutants faults flood identities benchmark compliance data test-cdk lock clean

setup: setup-demo $(VENV)/.installed

setup-demo: $(VENV)/.demo $(LOCAL)/emulator/.installed $(LOCAL)/cdk/.installed $(LOCAL)/scripts/.installed

# Before whatever is made with it, and no reason to make that again.
python:
	@$(PYTHON) -c 'import sys; v = "%d.%d" % sys.version_info[:2]; sys.exit(0 if sys.version_info >= (3, 11) else "$(PYTHON) is Python " + v + ", but this project needs 3.11 or newer; say make PYTHON=python3.12, for example")'

$(VENV)/.demo: requirements/demo.txt | python
	@echo "setup: $(VENV), the environment of the demo ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(RUN) $(PIP_INSTALL) -r requirements/demo.txt
	@touch $@
	@echo "setup: $(VENV) is ready"

$(VENV)/.installed: requirements/dev.txt $(VENV)/.demo
	@echo "setup: $(VENV), linters and tests as well ..."
	@$(RUN) $(PIP_INSTALL) -r requirements/dev.txt
	@touch $@

$(LOCAL)/emulator/.installed: requirements/emulator.txt | python
	@echo "setup: $(LOCAL)/emulator, the AWS emulator's environment ..."
	@$(PYTHON) -m venv --clear $(LOCAL)/emulator
	@$(LOCAL)/emulator/bin/python $(PIP_INSTALL) -r requirements/emulator.txt
	@touch $@
	@echo "setup: $(LOCAL)/emulator is ready"

$(LOCAL)/cdk/.installed: package.json package-lock.json $(VENV)/.demo
	@echo "setup: $(LOCAL)/cdk, the AWS CDK CLI ..."
	@mkdir -p $(LOCAL)/cdk && cp package.json package-lock.json $(LOCAL)/cdk
	@$(RUN) -m local.node npm ci --prefix $(LOCAL)/cdk --ignore-scripts
	@touch $@

$(LOCAL)/scripts/.installed: local/browser_scripts.py $(VENV)/.demo
	@echo "setup: $(LOCAL)/scripts, the chat client of the demo's page and what tests the page ..."
	@$(RUN) -m local.browser_scripts $(LOCAL)/scripts
	@touch $@

check: setup
	@$(RUN) -m ruff format --check --quiet .
	@$(RUN) -m ruff check --quiet .
	@PYTHONPATH=.:runtime $(VENV)/bin/lint-imports --no-cache >$(LOCAL)/imports.txt || { cat $(LOCAL)/imports.txt; exit 1; }
	@$(RUN) -m mypy

# A file's tests stay in one process, so that a module's deployment is made once. One process more than the two cores of a
# small machine: browsers and deployments wait much of the time.
test: check
	@$(RUN) -m pytest -n 3 --dist loadfile

demo:
	@$(MAKE) --no-print-directory -j3 setup-demo
	@$(RUN) -m local.demo $(if $(ONCE),--once) $(if $(ORIGINS),--allow-origins $(ORIGINS))

# Forty times the examples of the suite, other ones each time.
fuzz: setup
	@FUZZ=40 $(RUN) -m pytest -o timeout=3600 tests/runtime/test_fuzz.py

faults: setup
	@PYTHONPATH=runtime $(RUN) -m benchmarks.faults

flood: setup
	@PYTHONPATH=runtime $(RUN) -m benchmarks.flood

identities: setup
	@PYTHONPATH=runtime $(RUN) -m tests.support.identities

dashboard: setup
	@PYTHONPATH=runtime $(RUN) -m tools.dashboard

screenshots: setup
	@$(RUN) -m tools.screenshots

setup-times:
	@$(PYTHON) -m tools.setup_times $(FROM) HEAD

mutants: setup
	@$(RUN) -m tools.mutants

# An environment for each Python that is found, and the AWS SDK for JavaScript.
benchmark: setup
	@for version in 3.11 3.12 3.13 3.14; do python$$version -c '' 2>/dev/null || continue; \
		python$$version -m venv $(LOCAL)/benchmark-$$version && \
		$(LOCAL)/benchmark-$$version/bin/python -m pip install -qq --disable-pip-version-check --require-hashes \
			--only-binary :all: -r requirements/benchmark.txt || exit 1; done
	@mkdir -p $(LOCAL)/benchmark-javascript && cp benchmarks/javascript/* $(LOCAL)/benchmark-javascript
	@$(RUN) -m local.node npm ci --prefix $(LOCAL)/benchmark-javascript --ignore-scripts
	@$(RUN) -m benchmarks.cold_start --write
	@PYTHONPATH=runtime $(RUN) -m benchmarks.warm
	@$(RUN) -m benchmarks.synthesis
	@PYTHONPATH=runtime:. $(RUN) -m benchmarks.round_trips

$(LOCAL)/compliance/.installed: requirements/compliance.txt requirements/guard.txt | python
	@$(PYTHON) -m venv --clear $(LOCAL)/compliance
	@$(LOCAL)/compliance/bin/python $(PIP_INSTALL) -r requirements/compliance.txt
	@$(LOCAL)/compliance/bin/python $(PIP_INSTALL) --no-deps -r requirements/guard.txt
	@touch $@

compliance: setup $(LOCAL)/compliance/.installed
	@PYTHONPATH=runtime $(RUN) -m tools.compliance

data: setup
	@$(RUN) -m tools.trim_service_model
	@$(RUN) -m tools.unicode_data
	@$(RUN) -m tools.reference

# Templates and what reviewers' rules find in them are compared on the pinned CDK alone.
PINNED_CDK := test_nag_rules test_compliance test_templates test_releases
test-cdk: setup-demo
	@$(PYTHON) -m venv --clear $(LOCAL)/cdk-$(CDK)
	@$(LOCAL)/cdk-$(CDK)/bin/python -m pip install -qq --disable-pip-version-check -r requirements/cdk-$(CDK).in
	@$(LOCAL)/cdk-$(CDK)/bin/python -m pytest tests/constructs_lib tests/packaging/test_scratch_project.py $(PINNED_CDK:%=--ignore tests/constructs_lib/%.py)

lock:
	@$(PYTHON) -m venv --clear $(LOCAL)/lock
	@$(LOCAL)/lock/bin/python -m pip install --quiet uv
	@for file in requirements/demo.in $(filter-out requirements/cdk-% requirements/demo.in,$(wildcard requirements/*.in)); do $(LOCAL)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate $$file -o $${file%.in}.txt; done

clean:
	rm -rf $(VENV) $(LOCAL)
