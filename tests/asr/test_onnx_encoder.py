"""The ONNX encoder: made at first use, the same text as CTranslate2's, which is used where it fails."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.transcripts import SAID, error_rate
from transcribe.asr import encoder_choice, onnx_encoder, onnx_file
from transcribe.asr.engine import DecodeOptions
from transcribe.asr.faster_whisper import FasterWhisper
from transcribe.asr.models import files as models
from transcribe.asr.onnx_graph import MICROSOFT, Graph
from transcribe.audio.decode import decode, open_pcm, to_float
from transcribe.errors import EncoderUnavailable

JFK = Path(__file__).parents[1] / "data" / "jfk.flac"
MADE = (onnx_file.ENCODER, onnx_file.RECORD, onnx_file.LOCK, onnx_file.PARTIAL)


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> NDArray[np.float32]:
    target = tmp_path_factory.mktemp("pcm") / "jfk.pcm"
    decode(JFK, target, name="jfk.flac", channels=2)
    return to_float(open_pcm(target))


@pytest.fixture
def own_models(models_folder: Path, tmp_path: Path) -> Path:
    """A models folder of this test's own, without an ONNX encoder; the weights are linked."""
    folder = tmp_path / "models" / "base"
    folder.mkdir(parents=True)
    for path in (models_folder / "base").iterdir():
        if path.name not in MADE:
            (folder / path.name).symlink_to(path)
    return folder.parent


@pytest.fixture(params=[1, 3], ids=["one", "three"])
def small(request: pytest.FixtureRequest) -> dict[str, NDArray[Any]]:
    """Random variables of a small encoder with one or three blocks, as in a `model.bin`."""
    rng = np.random.default_rng(request.param)
    width, n_mels = 128, 80

    def some(*shape: int) -> NDArray[np.float16]:
        values = rng.standard_normal(shape) / np.sqrt(shape[-1])
        return np.asarray(values, np.float16)

    found: dict[str, NDArray[Any]] = {
        "encoder/conv1/weight": some(width, n_mels, 3), "encoder/conv1/bias": some(width),
        "encoder/conv2/weight": some(width, width, 3), "encoder/conv2/bias": some(width),
        "encoder/position_encodings/encodings": some(1500, width),
        "decoder/position_encodings/encodings": some(448, width),
        "decoder/embeddings/weight": some(10, width),
        "decoder/layer_0/ffn/linear_0/bias": some(width),
    }  # fmt: skip
    norms = ["encoder/layer_norm"]
    for layer in range(request.param):
        name = f"encoder/layer_{layer}"
        norms += [f"{name}/self_attention/layer_norm", f"{name}/ffn/layer_norm"]
        for place, n_out, n_in in [
            ("self_attention/linear_0", 3 * width, width), ("self_attention/linear_1", width, width),
            ("ffn/linear_0", 4 * width, width), ("ffn/linear_1", width, 4 * width),
        ]:  # fmt: skip
            found[f"{name}/{place}/weight"] = some(n_out, n_in)
            found[f"{name}/{place}/bias"] = some(n_out)
    for name in norms:
        found[f"{name}/gamma"] = 1 + some(width)
        found[f"{name}/beta"] = some(width)
    return found


def in_torch(variables: dict[str, NDArray[Any]], features: NDArray[np.float32]) -> NDArray[Any]:
    """The same with openai-whisper's own encoder, float32."""
    import torch
    from whisper.model import AudioEncoder

    from transcribe.asr.models.convert import dimensions, state_of

    sizes = dimensions(variables)
    n_layers = sizes["n_audio_layer"]
    encoder_only = variables | {
        f"decoder/layer_norm/{part}": variables["encoder/layer_norm/gamma"]
        for part in ("gamma", "beta")
    }
    state = {
        name.removeprefix("encoder."): torch.from_numpy(value.astype(np.float32))
        for name, value in state_of(encoder_only, n_layers, 0).items()
        if name.startswith("encoder.")
    }
    n_steps = features.shape[2] // 2
    state["positional_embedding"] = state["positional_embedding"][:n_steps]
    width, n_heads = sizes["n_audio_state"], sizes["n_audio_head"]
    encoder = AudioEncoder(sizes["n_mels"], n_steps, width, n_heads, n_layers)
    encoder.load_state_dict(state, strict=False)  # openai-whisper's keys have no bias
    with torch.no_grad():
        return np.asarray(encoder.eval()(torch.from_numpy(features)))


@pytest.mark.parametrize("n_frames", [2, 300, 3000])
def test_the_graph_is_whispers_encoder(
    small: dict[str, NDArray[Any]], n_frames: int, tmp_path: Path
) -> None:
    width = 128
    for name in [name for name in small if name.endswith("linear_0/bias") and "self" in name]:
        small[name][width : 2 * width] = 0  # as in every model
    path = tmp_path / "encoder.onnx"
    path.write_bytes(onnx_encoder.build(small))
    rng = np.random.default_rng(1)
    features = rng.uniform(-1, 1.5, (2, 80, n_frames)).astype(np.float32)
    ours = onnx_encoder.OnnxEncoder(path).encode(features)
    theirs = in_torch(small, features)
    assert ours.shape == theirs.shape == (2, n_frames // 2, width)
    assert np.sqrt(np.square(ours - theirs).mean()) < 0.05 * theirs.std()


def test_the_same_weights_make_the_same_bytes(small: dict[str, NDArray[Any]]) -> None:
    assert onnx_encoder.build(small) == onnx_encoder.build(small)


@pytest.mark.parametrize("value", [0, 1, 127, 128, 300, -1, 2**62, -(2**63)])
def test_numbers_of_any_size_are_written(value: int, tmp_path: Path) -> None:
    graph = Graph()
    (shape,) = graph.node("Shape", ["given"])
    (sum_,) = graph.node("Mul", [shape, graph.weight(np.array([value], np.int64))])
    (zero,) = graph.node("Sub", [sum_, sum_])
    (as_float,) = graph.node("Cast", [zero], to=1)
    (out,) = graph.node("Add", ["given", as_float])
    (out,) = graph.node("Gelu", [out], domain=MICROSOFT)
    path = tmp_path / "a.onnx"
    path.write_bytes(graph.model(("given", ("n",)), ("out", out, ("n",))))
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"given": np.zeros(3, np.float32)})
    assert found.tolist() == [0, 0, 0]


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_the_text_is_that_of_ctranslate2(
    own_models: Path, speech: NDArray[np.float32], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(encoder_choice.SETTING, "onnx")
    engine = FasterWhisper("base", own_models)
    assert engine.encoder == "onnx"
    made = json.loads((own_models / "base" / onnx_file.RECORD).read_text())
    assert made["weights"] == models.model_sha256(own_models, "base")
    (heard,) = engine.draft([speech], DecodeOptions(language="en"))
    monkeypatch.setenv(encoder_choice.SETTING, "ctranslate2")
    own = FasterWhisper("base", own_models)
    assert own.encoder == "ctranslate2"
    (theirs,) = own.draft([speech], DecodeOptions(language="en"))
    text, expected = (" ".join(word.text for word in one.words) for one in (heard, theirs))
    assert error_rate(SAID, text) <= error_rate(SAID, expected) + 0.05
    late = [
        abs(a.start_ms - b.start_ms)
        for a, b in zip(heard.words, theirs.words, strict=False)
        if a.text == b.text
    ]
    assert np.median(late) <= 60
    assert not (own_models / "base" / onnx_file.PARTIAL).exists()


@pytest.mark.model
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("failure", ["no place", "wrong output", "other weights", "no memory"])
def test_ctranslate2s_own_is_used_and_it_is_said(
    own_models: Path,
    speech: NDArray[np.float32],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    failure: str,
) -> None:
    monkeypatch.setenv(encoder_choice.SETTING, "onnx")
    if failure == "no place":
        (own_models / "base" / onnx_file.ENCODER).mkdir()  # cannot be replaced by a file
    elif failure == "wrong output":
        monkeypatch.setattr(onnx_encoder, "MAX_ERROR", 0.0)
    elif failure == "other weights":  # not built as Whisper's are
        monkeypatch.setattr(
            onnx_encoder, "read_variables", lambda _: {"decoder/weight": np.zeros(1)}
        )
    else:
        monkeypatch.setattr(onnx_encoder, "build", Mock(side_effect=MemoryError))
    with caplog.at_level(logging.WARNING):
        engine = FasterWhisper("base", own_models)
    assert engine.encoder == "ctranslate2"
    assert "ONNX encoder is not used" in caplog.text
    assert engine.notice.startswith("The ONNX encoder is not used")
    (heard,) = engine.draft([speech], DecodeOptions(language="en"))
    assert error_rate(SAID, " ".join(word.text for word in heard.words)) < 0.25


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "encoder.onnx"
    path.write_bytes(b"no model")
    with pytest.raises(EncoderUnavailable):
        onnx_encoder.OnnxEncoder(path)
