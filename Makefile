# `make X` runs `python3 make.py X`.
.PHONY: run check test lint shots
run check test lint shots:
	python3 make.py $@
