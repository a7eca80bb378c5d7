# Each target installs what it needs, into .venv or .venv-notebooks/, and again when the pins change.
SHELL := /bin/sh
PYTHON ?= python3
export PYTHONDONTWRITEBYTECODE := 1
export NO_MKDOCS_2_WARNING := 1
# The repository's own address, so that a fork's links lead to the fork.
ORIGIN := $(shell git remote get-url origin 2>/dev/null | sed -n -e 's/\.git$$//' -e 's,^git@github\.com:,https://github.com/,' -e '/^https:\/\/github\.com\//p')
ifneq ($(ORIGIN),)
export REPO_URL ?= $(ORIGIN)
export SITE_URL ?= $(shell echo $(ORIGIN) | awk -F/ '{print "https://" tolower($$4) ".github.io/" $$5 "/"}')
endif
RUN := .venv/bin/python
ADDRESS ?= 127.0.0.1:8000
FOLDER ?= notebooks

.PHONY: help serve build demos offline check fix hooks test test-without-browser annotated preview links stale try-updates list-notebooks git-setup notebooks verify benchmark benchmark-build benchmark-peers benchmark-search benchmark-lighthouse benchmark-demos try-move lock lock-notebooks clean
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "%-22s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: demos ## read the guide at http://127.0.0.1:8000/ with live reload (ADDRESS=host:port)
	@$(RUN) -m tools.serve_site --address $(ADDRESS)

build: demos ## build the site into site/, strictly (TODAY=1: with what is overdue today, not on the commit's day)
	@$(RUN) -m tools.build_site $(if $(TODAY),--today)

demos: .venv/site.done ## build the scripts of the demos that run in the browser, when demos/ has changed
	@$(RUN) -m tools.build_demos

offline: demos ## build a copy that opens from a folder, and a zip of it, into offline/
	@$(RUN) -m tools.build_offline

check: .venv/test.done ## the quick checks: form, spelling, Python, secrets, files left over
	@$(RUN) -m tools.run_checks

fix: .venv/test.done ## mend what a machine can of what they find
	@$(RUN) -m tools.fix

hooks: .venv/test.done ## let git run the quick checks on each commit's files
	@git config core.hooksPath .githooks
	@echo "Each commit is checked from now on; git commit --no-verify leaves it out, git config --unset core.hooksPath ends it."

test: check demos ## everything that a pull request must pass (ALL=1: all tests, though prose alone changed)
	@$(RUN) -m tools.find_chromium
	@$(RUN) -m tools.build_site
	@GUIDE_SITE=site $(RUN) -m tools.run_tests $(if $(ALL),--all) -q -n 2 --dist loadscope tests

test-without-browser: .venv/test.done ## the tests that need no browser
	@$(RUN) -m pytest -q $$(grep -L -w -E "browser|visits|chromium" tests/test_*.py)

annotated: ## another target, with its faults marked on GitHub (TARGET=test)
	@$(PYTHON) -m tools.annotate $(MAKE) --no-print-directory $(TARGET)

preview: .venv/test.done demos ## pictures of the pages that differ from another commit's, into preview/ (BEFORE=commit)
	@$(RUN) -m tools.find_chromium
	@$(RUN) -m tools.preview_pages $(if $(BEFORE),--before $(BEFORE))

links: .venv/site.done ## ask every external link whether it is still there
	@$(RUN) -m tools.check_links

stale: .venv/site.done ## list the sources past their review
	@$(RUN) -m tools.stale_sources

try-updates: .venv/site.done .venv/lock.done ## try the newest versions of pinned packages in a copy (FOLDER=notebooks for a stack)
	@$(RUN) -m tools.try_updates $(if $(filter file,$(origin FOLDER)),make build,--folder $(FOLDER) make notebooks FORCE=1)

list-notebooks: .venv/site.done ## print the notebooks' names as JSON
	@$(RUN) -m tools.list_notebooks

git-setup: .venv/site.done ## let this clone's git show notebooks as text in diffs
	@git config diff.notebook.textconv ".venv/bin/python -m tools.notebook_text"
	@git config diff.notebook.cachetextconv true

notebooks: .venv/site.done ## run the notebooks that changed (NB=name for one, FORCE=1 for all)
	@$(RUN) -m tools.run_notebooks $(if $(NB),--only $(NB)) $(if $(FORCE),--force)

verify: .venv/site.done ## run the notebooks afresh and compare (NB=name for one, MINUTES=n for what fits)
	@$(RUN) -m tools.verify_notebooks $(if $(NB),--only $(NB)) $(if $(MINUTES),--minutes $(MINUTES))

benchmark: benchmark-build benchmark-peers benchmark-search benchmark-lighthouse benchmark-demos ## all five of the following, in an hour

benchmark-build: .venv/test.done ## build time and memory against mkdocs-jupyter as shipped, and an edit under make serve
	@$(RUN) -m tools.benchmark_build
	@$(RUN) -m tools.benchmark_serve

benchmark-peers: .venv/test.done ## this site beside plain Material, Sphinx with MyST-NB, and Zensical, as ratios
	@$(RUN) -m tools.find_chromium
	@$(RUN) -m tools.benchmark_peers

benchmark-search: .venv/test.done ## keystroke to painted results, and the three engines that were compared
	@$(RUN) -m tools.find_chromium
	@$(RUN) -m tools.benchmark_search

benchmark-lighthouse: .venv/test.done ## Lighthouse on the home page, the comparison and the heaviest notebook
	@$(RUN) -m tools.find_chromium
	@$(RUN) -m tools.benchmark_lighthouse

benchmark-demos: .venv/test.done ## the demos: bytes, first answer, later answers
	@$(RUN) -m tools.find_chromium
	@$(RUN) -m tools.benchmark_demos

try-move: .venv/test.done ## build the same content with Zensical, and say what is missing
	@$(RUN) -m tools.try_move

lock: .venv/lock.done ## compile requirements.in into requirements.txt
	@.venv/bin/uv pip compile --universal --python-version 3.11.5 --generate-hashes --no-emit-index-url --no-emit-find-links --quiet --upgrade \
	  --custom-compile-command "make lock" requirements.in -o requirements.txt
	@.venv/bin/uv pip compile --universal --python-version 3.11.5 --generate-hashes --no-emit-index-url --no-emit-find-links --quiet --upgrade \
	  --custom-compile-command "make lock" tests/requirements.in -c requirements.txt -o tests/requirements.txt

lock-notebooks: ## resolve the notebooks' requirements.in afresh and pin every package (FOLDER=notebooks/name for another stack)
	@rm -rf .cache/lock && $(PYTHON) -m venv .cache/lock
	@.cache/lock/bin/pip install --quiet --disable-pip-version-check -r $(FOLDER)/requirements.in
	@.cache/lock/bin/pip check
	@{ echo "# Every package of this environment, made by \`make lock-notebooks\` from requirements.in."; \
	   echo "# On Linux, torch brings the CUDA libraries that it names itself."; \
	   .cache/lock/bin/pip freeze | sed -e 's/+cpu$$//' -e '/^nvidia-/d' -e '/^triton==/d'; } > $(FOLDER)/requirements.txt
	@rm -rf .cache/lock

clean: ## remove what the other targets made, environments included
	rm -rf .venv .venv-notebooks .cache site offline

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11, 5) and "Python 3.11.5 or newer is needed; try make PYTHON=python3.12")'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python cannot make environments here; install its venv module (Debian: apt-get install python3-venv)"; exit 1; }

.venv/site.done: requirements.txt | .venv/bin/python
	@echo "Installing the site's tools into .venv"
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt 2>.venv/pip.log || { cat .venv/pip.log; exit 1; }
	@touch $@

.venv/test.done: tests/requirements.txt .venv/site.done
	@echo "Installing the tests' tools into .venv"
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt 2>.venv/pip.log || { cat .venv/pip.log; exit 1; }
	@touch $@

.venv/lock.done: | .venv/bin/python
	@.venv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9
	@touch $@
