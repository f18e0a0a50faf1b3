"""Files of many cues, written and read, compared with pysubs2: `python -m benchmarks.formats`."""
