"""Formats of annotation programs and of evaluations: RTTM, CTM, STM, TextGrid, ELAN and others."""
