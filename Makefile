# The commands of make.py for hands that type `make`.
.PHONY: run test lint shots
run test lint shots:
	python3 make.py $@
