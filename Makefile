# The recipes of people and of CI alike. `make run` and `make test` need nothing but make, a shell and
# a Python of 3.12 or newer: scripts/bootstrap makes the rest.

PYTHON = .venv/bin/python
RUN = @exec scripts/bootstrap run
DEV = @exec scripts/bootstrap dev

.PHONY: run test drills check format messages shots lighthouse bench assets clean

run: ## Start the portal on this machine (PORT, PORTAL_DIR)
	$(RUN) $(PYTHON) manage.py run

test: ## Every test, with a database of its own
	$(DEV) scripts/test $(ARGS)

drills: ## The long ones: minutes of killing real processes
	$(DEV) scripts/test -m long_drill

check: ## Everything that is checked without running the portal
	$(DEV) scripts/check

format: ## Give code and templates the house's form
	$(DEV) sh -c '$(PYTHON) -m ruff format . && $(PYTHON) -m ruff check --fix .'

messages: ## Bring the catalogues of translations up to date
	$(DEV) $(PYTHON) manage.py messages

shots: ## Pictures of the pages, under var/shots/, and of the guides, under static/help/ (ARGS=guias for these alone)
	$(DEV) $(PYTHON) scripts/shots.py $(ARGS)

lighthouse: ## Google's marks for the ten most used pages (needs Node and Chromium)
	$(DEV) $(PYTHON) -m scripts.lighthouse

bench: ## The measures of bench/, into bench/results.json
	$(DEV) $(PYTHON) -m bench $(ARGS)

assets: ## Rebuild the stylesheet and the script (needs Node)
	cd assets && npm ci --no-audit --no-fund && npm run build

clean: ## Forget the local portal: its data, its environment, what tools left
	@exec scripts/clean
