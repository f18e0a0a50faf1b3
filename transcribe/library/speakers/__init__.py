"""Who speaks: what is known in addition to the transcript, for the editor and the API."""
