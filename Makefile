# `make X` runs `python3 make.py X`.
.PHONY: run test lint shots
run test lint shots:
	python3 make.py $@
