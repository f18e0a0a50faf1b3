"""Files of many cues, written and read beside pysubs2: `python -m benchmarks.formats`."""
