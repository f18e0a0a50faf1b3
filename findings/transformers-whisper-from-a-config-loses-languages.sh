#!/usr/bin/env bash
# transformers 5.24.0: what is set on the generation config of a Whisper made from a WhisperConfig is saved, but not read again.
#
# Seen 2026-11-30, Python 3.11, Linux x86_64, torch 2.13.0 (CPU). A Whisper that is trained from scratch gets its languages and alignment heads
# on `model.generation_config`. `save_pretrained` writes them into generation_config.json, with "_from_model_config": true next to them. That mark
# makes `from_pretrained` pass over every key that is no general one, without a message: `lang_to_id` and `alignment_heads` are gone, and
# `generate(language="en")` asks for a generation config that has them. A new GenerationConfig with the same values has no mark and is read whole.
# Converters that read the loaded model then write models without languages; the product refuses to register such a model and says which
# keys are missing (transcribe/asr/models/registered.py).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.24.0 2>"$work/log"
cat >"$work/save.py" <<'PY'
import json
import sys
from pathlib import Path

from transformers import GenerationConfig, WhisperConfig, WhisperForConditionalGeneration

LANGUAGES = {"<|en|>": 10, "<|de|>": 11}
HEADS = [[0, 0]]
config = WhisperConfig(d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=1, decoder_attention_heads=1,
                       encoder_ffn_dim=16, decoder_ffn_dim=16, vocab_size=64, decoder_start_token_id=1, eos_token_id=2,
                       bos_token_id=2, pad_token_id=2, begin_suppress_tokens=[2])
for name in ("set", "new"):
    folder = Path(sys.argv[1]) / name
    model = WhisperForConditionalGeneration(config)
    if name == "new":
        model.generation_config = GenerationConfig(decoder_start_token_id=1, eos_token_id=2, bos_token_id=2, pad_token_id=2)
    model.generation_config.lang_to_id = LANGUAGES
    model.generation_config.alignment_heads = HEADS
    model.save_pretrained(folder)
    written = json.loads((folder / "generation_config.json").read_text())
    loaded = WhisperForConditionalGeneration.from_pretrained(folder).generation_config
    keys = ("lang_to_id", "alignment_heads")
    print(name, "written:", [key for key in keys if key in written], "loaded:", [key for key in keys if hasattr(loaded, key)])
PY
"$work/venv/bin/python" "$work/save.py" "$work" 2>"$work/log" >"$work/seen" || { tail -5 "$work/log"; exit 1; }
cat "$work/seen"
expected="set written: ['lang_to_id', 'alignment_heads'] loaded: []
new written: ['lang_to_id', 'alignment_heads'] loaded: ['lang_to_id', 'alignment_heads']"
[ "$(cat "$work/seen")" = "$expected" ] || { echo "transformers 5.24.0 has changed"; exit 1; }
echo "as seen"
