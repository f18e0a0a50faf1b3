"""Who speaks: what is known beside the transcript, for the editor and the API."""
