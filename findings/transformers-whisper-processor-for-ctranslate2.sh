#!/usr/bin/env bash
# transformers 5.24.0 and CTranslate2 4.8.1: a Whisper processor that transformers saves lacks the file that the converter is told to copy.
#
# Seen 2026-11-30, Python 3.11, Linux x86_64, torch 2.13.0 (CPU). faster-whisper's README converts a checkpoint with
# `--copy_files tokenizer.json preprocessor_config.json`. `WhisperProcessor.save_pretrained` of transformers 5 writes the feature extractor into
# processor_config.json only, so the conversion of a model that was fine-tuned and saved with it ends with "File preprocessor_config.json does
# not exist in model". Without the copy the conversion succeeds, and faster-whisper takes 80 mel bands, also for models with 128.
# `processor.feature_extractor.save_pretrained` by itself writes preprocessor_config.json, and the same conversion succeeds.
# The product's training program saves both parts by themselves (transcribe/datasets/training/train_whisper.py).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.24.0 ctranslate2==4.8.1 tokenizers==0.23.3 2>"$work/log"
cat >"$work/convert.py" <<'PY'
import sys
from pathlib import Path

from ctranslate2.converters import TransformersConverter
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import (
    PreTrainedTokenizerFast,
    WhisperConfig,
    WhisperFeatureExtractor,
    WhisperForConditionalGeneration,
    WhisperProcessor,
    WhisperTokenizerFast,
)

SPECIAL = ["<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|translate|>", "<|transcribe|>", "<|startoflm|>",
           "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"]
folder = Path(sys.argv[1])


def make_tokenizer() -> PreTrainedTokenizerFast:
    letters = {letter: n for n, letter in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    plain = Tokenizer(models.BPE(letters, []))
    plain.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    plain.add_special_tokens(SPECIAL)
    plain.save(str(folder / "plain.json"))
    return WhisperTokenizerFast(tokenizer_file=str(folder / "plain.json"))


tokenizer = make_tokenizer()
end, start = tokenizer.convert_tokens_to_ids(SPECIAL[:2])
common = {"decoder_start_token_id": start, "eos_token_id": end, "bos_token_id": end, "pad_token_id": end}
config = WhisperConfig(d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=1, decoder_attention_heads=1,
                       encoder_ffn_dim=16, decoder_ffn_dim=16, vocab_size=len(tokenizer), begin_suppress_tokens=[end], **common)
model = WhisperForConditionalGeneration(config)
extractor = WhisperFeatureExtractor()
for name in ("processor", "parts"):
    saved = folder / name
    model.save_pretrained(saved)
    if name == "processor":
        WhisperProcessor(extractor, tokenizer).save_pretrained(saved)
    else:
        extractor.save_pretrained(saved)
        tokenizer.save_pretrained(saved)
    converter = TransformersConverter(str(saved), copy_files=["tokenizer.json", "preprocessor_config.json"])
    try:
        converter.convert(str(folder / f"{name}-converted"))
        outcome = "converted"
    except ValueError as error:
        outcome = str(error).replace(str(saved), "MODEL")
    print(f"{name}: {outcome}")
PY
"$work/venv/bin/python" "$work/convert.py" "$work" 2>"$work/log" >"$work/seen" || { tail -5 "$work/log"; exit 1; }
cat "$work/seen"
expected='processor: File preprocessor_config.json does not exist in model MODEL
parts: converted'
[ "$(cat "$work/seen")" = "$expected" ] || { echo "transformers 5.24.0 or CTranslate2 4.8.1 has changed"; exit 1; }
echo "as seen"
