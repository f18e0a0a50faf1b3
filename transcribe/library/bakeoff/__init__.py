"""Compare models on a release: draft its clips with each, count errors, and say which is better or that nothing tells."""
