"""Who spoke when: model files, features, clustering, turns."""
