"""Audio and video: contents of a file, samples on one clock, peaks, spectrograms, playback copies."""
