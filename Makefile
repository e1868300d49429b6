# Everything a newcomer needs: Python 3.11+, make and git. `make run` starts the product, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest

.PHONY: run wheel test check audit bench mission front clean help

help:
	@echo "make run      安装、准备演示数据并启动（默认 http://127.0.0.1:8000）"
	@echo "make wheel    生成安装包 dist/*.whl（页面文件和方案包都在里面）"
	@echo "make test     安装并运行全部测试（SQLite 和 PostgreSQL）"
	@echo "make check    代码检查：格式、类型、房间之间的引用方向"
	@echo "make audit    依赖的已知漏洞（查不到漏洞库时说明并略过）"
	@echo "make bench    速度，以同机标尺的倍数表示"
	@echo "make mission  逐项列出使命表的测试结果"

$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("需要 Python 3.11 或更新版本") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "正在安装依赖（第一次约需一分钟）……"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "正在安装开发依赖……"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

front: $(VENV)/run.stamp
	@$(BIN)/python frontend/build.py

run: front
	@$(BIN)/taizhang demo

wheel: front
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

test: $(VENV)/dev.stamp front
	@echo "== SQLite"
	@$(PYTEST) -q -n 2 --dist loadfile $(ARGS)
	@echo "== PostgreSQL"
	@TAIZHANG_TEST_DATABASE=postgres $(PYTEST) -q -n 2 --dist loadfile $(ARGS)

check: $(VENV)/dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy taizhang
	@$(BIN)/python frontend/build.py --types
	@$(BIN)/lint-imports
	@$(BIN)/python -W error -m django makemigrations --check --dry-run --settings taizhang.config.settings

audit: $(VENV)/run.stamp
	@$(BIN)/python .ci/audit.py

ANNOTATED := ../shared/plan-reading
bench: $(VENV)/dev.stamp front
	@found=$$(mktemp -d) && trap 'rm -rf "$$found"' EXIT && \
		$(BIN)/taizhang bench --json > "$$found/sqlite" && \
		$(BIN)/python .ci/on_postgres.py $(BIN)/taizhang bench --cases 10000000 --json > "$$found/postgres" && \
		$(BIN)/taizhang bench --together "$$found/sqlite" "$$found/postgres"
	@if test -f $(ANNOTATED)/score.py; then for texts in ../shared/seed $(ANNOTATED)/dev; do \
		echo "== 读方案：$$texts"; $(BIN)/python $(ANNOTATED)/score.py $$texts -- $(BIN)/taizhang read --json; done; \
	else echo "旁边没有带标注的方案（$(ANNOTATED)），不测读方案的准确率"; fi

mission: $(VENV)/dev.stamp front
	@$(PYTEST) -q -n 2 --dist loadfile --mission .mission > .mission.log 2>&1 || true
	@cat .mission

clean:
	rm -rf $(VENV) frontend/node_modules taizhang/web/static/built .mission .mission.log
