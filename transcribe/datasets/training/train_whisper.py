"""Fine-tune Whisper on this corpus with transformers.

    pip install torch transformers accelerate "datasets[audio]"
    python training/train_whisper.py --model openai/whisper-base --language en --output tuned
    ct2-transformers-converter --model tuned --output_dir tuned-ct2 --copy_files tokenizer.json preprocessor_config.json
    transcribe models add tuned tuned-ct2 --based-on base --trained-on CORPUS

Clips of more than 30 s are left out, since Whisper hears 30 s. For a CPU build of torch, install torchcodec==0.13.0.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from datasets import load_dataset
from transformers import (
    Seq2SeqTrainer,
    Seq2SeqTrainingArguments,
    WhisperForConditionalGeneration,
    WhisperProcessor,
)

RATE = 16_000
MAX_S = 30.0
MAX_TOKENS = 448  # of Whisper's decoder
IGNORED = -100  # labels that do not count

parser = argparse.ArgumentParser()
parser.add_argument("--corpus", default=str(Path(__file__).parents[1]), help="folder of the corpus")
parser.add_argument(
    "--model", default="openai/whisper-base", help="name on Hugging Face, or a folder"
)
parser.add_argument("--language", help="Whisper's code, such as en; not for models of English only")
parser.add_argument("--text", choices=["transcription", "normalized"], default="transcription")
parser.add_argument("--output", default="tuned")
parser.add_argument("--steps", type=int, default=1_000)
parser.add_argument("--batch", type=int, default=8)
parser.add_argument("--rate", type=float, default=1e-5, help="learning rate")
arguments = parser.parse_args()

named = {"language": arguments.language, "task": "transcribe"} if arguments.language else {}
processor = WhisperProcessor.from_pretrained(arguments.model, **named)
model = WhisperForConditionalGeneration.from_pretrained(arguments.model)
corpus = load_dataset(arguments.corpus)


def prepare(row):
    """The input and the labels of a clip."""
    samples = row["audio"].get_all_samples().data[0].numpy()
    features = processor.feature_extractor(samples, sampling_rate=RATE).input_features[0]
    return {
        "input_features": features,
        "labels": processor.tokenizer(row[arguments.text]).input_ids,
    }


def collate(rows):
    """Pad a batch. The model adds the first token itself."""
    labels = [row["labels"][1:] if row["labels"][0] == start else row["labels"] for row in rows]
    longest = max(map(len, labels))
    return {
        "input_features": torch.tensor([row["input_features"] for row in rows]),
        "labels": torch.tensor([some + [IGNORED] * (longest - len(some)) for some in labels]),
    }


start = model.config.decoder_start_token_id
kept = corpus.filter(lambda duration: duration <= MAX_S, input_columns="duration")
ready = kept.map(prepare, remove_columns=kept["train"].column_names)
ready = ready.filter(lambda labels: len(labels) <= MAX_TOKENS, input_columns="labels")
trainer = Seq2SeqTrainer(
    model=model,
    args=Seq2SeqTrainingArguments(
        output_dir=arguments.output,
        max_steps=arguments.steps,
        learning_rate=arguments.rate,
        per_device_train_batch_size=arguments.batch,
        warmup_steps=arguments.steps // 10,
        logging_steps=25,
        save_strategy="no",
        report_to="none",
        remove_unused_columns=False,
    ),
    train_dataset=ready["train"],
    data_collator=collate,
)
print(
    f"{len(ready['train'])} clips, {len(kept['train']) - len(ready['train'])} left out", flush=True
)
trainer.train()
if "validation" in ready:
    print(trainer.evaluate(ready["validation"], metric_key_prefix="validation"))
trainer.save_model(arguments.output)
# Each by itself: transformers 5 writes a processor into one file, which converters do not know.
processor.feature_extractor.save_pretrained(arguments.output)
processor.tokenizer.save_pretrained(arguments.output)
