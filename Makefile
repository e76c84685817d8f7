# A newcomer needs `make demo` and `make test` only; see README.md.

PYTHON ?= python3
# The PyTorch to install instead of the CPU build: make env TORCH=torch
TORCH ?=
# Your own photo for the demo, and its horizontal field of view in degrees: make demo IMAGE=photo.jpg HFOV=65
IMAGE ?=
HFOV ?=

# With a sourced ROS 2, the message libraries in .venv must be on the library path; ROS 2 from wheels finds them itself.
in_venv = PATH="$(CURDIR)/.venv/bin:$$PATH" LD_LIBRARY_PATH="$(CURDIR)/.venv/lib$${LD_LIBRARY_PATH:+:$$LD_LIBRARY_PATH}"

.PHONY: demo test lint env clean

demo: env
	@$(in_venv) python -m svr_ros.demo $(if $(IMAGE),--image "$(IMAGE)") $(if $(HFOV),--hfov $(HFOV))

# One process of one thread per core, up to four; each runs whole files. Python's bytecode is kept in .venv, also where the
# environment says otherwise: tests start many programs that import PyTorch. A process that ends during a test ends the run:
# pytest-xdist waits forever for one that replaces the last process (3.8).
test: lint
	@$(in_venv) OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX="$(CURDIR)/.venv/pycache" \
		python -m pytest --numprocesses logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder \
		--max-worker-restart 0

lint: env
	@$(in_venv) ruff check .
	@$(in_venv) ruff format --check .
	@$(in_venv) mypy
	@$(in_venv) lint-imports

env:
	@command -v $(PYTHON) >/dev/null || { echo "svr_ros: there is no $(PYTHON): run \`sudo apt install python3 python3-venv python3-dev\`." >&2; exit 1; }
	@$(PYTHON) scripts/environment.py --torch "$(TORCH)"

clean:
	rm -rf .venv .venv.lock build install log demo dist .import_linter_cache .mypy_cache .pytest_cache .ruff_cache *.egg-info
