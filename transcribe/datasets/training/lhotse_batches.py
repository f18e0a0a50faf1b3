"""Batches of this corpus as icefall and other trainers with k2 take them.

    pip install torch lhotse urllib3
    python training/lhotse_batches.py --split train

Use `batches` in a recipe instead of its own data module; without one it prints the batches. Speed perturbation and
noise belong to the recipe.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from lhotse import CutSet, Fbank, FbankConfig, RecordingSet, SupervisionSet
from lhotse.dataset import DynamicBucketingSampler, K2SpeechRecognitionDataset, OnTheFlyFeatures
from torch.utils.data import DataLoader

CORPUS = Path(__file__).parents[1]
MEL_BANDS = 80


def cuts_of(split: str) -> CutSet:
    """The clips of a split, from Shar files or from manifests."""
    shar = CORPUS / "shar" / split
    if shar.is_dir():
        return CutSet.from_shar(in_dir=shar)
    recordings = RecordingSet.from_file(CORPUS / f"recordings_{split}.jsonl.gz")
    return CutSet.from_manifests(
        recordings=recordings.with_path_prefix(CORPUS),
        supervisions=SupervisionSet.from_file(CORPUS / f"supervisions_{split}.jsonl.gz"),
    )


def batches(split: str, seconds: float = 200.0, is_training: bool = True) -> DataLoader:
    """Batches of about so many seconds, of clips of similar length."""
    cuts = cuts_of(split)
    sampler = DynamicBucketingSampler(
        cuts, max_duration=seconds, shuffle=is_training, num_buckets=min(30, max(2, sum(1 for _ in cuts) // 4)),
    )  # fmt: skip
    features = OnTheFlyFeatures(Fbank(FbankConfig(num_mel_bins=MEL_BANDS)))
    dataset = K2SpeechRecognitionDataset(return_cuts=True, input_strategy=features)
    return DataLoader(dataset, sampler=sampler, batch_size=None, num_workers=0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--split", default="train")
    parser.add_argument("--seconds", type=float, default=200.0, help="of a batch")
    arguments = parser.parse_args()
    for batch in batches(arguments.split, arguments.seconds):
        print(tuple(batch["inputs"].shape), len(batch["supervisions"]["text"]), flush=True)
