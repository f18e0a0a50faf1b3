"""Ids of clips, speakers and recordings that every training tool accepts.

Kaldi wants files sorted as bytes by utterance and, at the same time, by speaker: so the speaker's id
comes first in the clip's and all speaker ids have one width. WebDataset cuts a name at its first
dot, and some file systems do not tell upper case from lower: ids are lower-case letters and digits.
"""

from __future__ import annotations

import hashlib

N_HEX = 12  # 48 bits: two of 100,000 recordings are equal once in 56,000 corpora


def short_id(salt: str, key: str) -> str:
    """A salted hash of a name: it stays the same in all releases of a project and tells no name."""
    digest = hashlib.sha256(f"{salt}\0{key}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:N_HEX]


def clip_id(speaker: str, recording: str, start_ms: int, segment: int) -> str:
    """The id of a clip; those of one speaker and recording sort by time."""
    return f"{speaker}-{recording}-{start_ms:08d}-{segment:06d}"
