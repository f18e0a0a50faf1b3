"""The formats of corpora, by name."""

from __future__ import annotations

from transcribe.datasets.writers.base import CorpusWriter
from transcribe.datasets.writers.common_voice import CommonVoice
from transcribe.datasets.writers.huggingface import HuggingFaceFolder, HuggingFaceParquet
from transcribe.datasets.writers.kaldi import Espnet, Kaldi
from transcribe.datasets.writers.lhotse import Lhotse, LhotseShar
from transcribe.datasets.writers.ljspeech import LJSpeech
from transcribe.datasets.writers.nemo import Nemo
from transcribe.datasets.writers.webdataset import WebDataset

WRITERS: dict[str, CorpusWriter] = {
    writer.name: writer
    for writer in (
        HuggingFaceParquet(),
        HuggingFaceFolder(),
        Nemo(),
        Kaldi(),
        Espnet(),
        LJSpeech(),
        CommonVoice(),
        WebDataset(),
        Lhotse(),
        LhotseShar(),
    )
}
