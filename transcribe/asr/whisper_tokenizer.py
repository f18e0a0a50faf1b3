"""openai-whisper's tokenizer without the rest of that package.

`import whisper` loads torch and numba: 240 MB and a second of processor time in every worker. Its
tokenizer needs neither, so that module alone is loaded from its file.
"""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

NAME = "transcribe.asr._openai_whisper_tokenizer"


def get_tokenizer(multilingual: bool, **options: Any) -> Any:
    """`whisper.tokenizer.get_tokenizer`.

    Raises:
        ImportError: openai-whisper is not installed.
    """
    return _module().get_tokenizer(multilingual, **options)


@cache
def _module() -> ModuleType:
    found = importlib.util.find_spec("whisper")  # does not import it
    if found is None or not found.submodule_search_locations:
        raise ImportError("openai-whisper is not installed", name="whisper")
    path = Path(found.submodule_search_locations[0]) / "tokenizer.py"
    spec = importlib.util.spec_from_file_location(NAME, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded", name="whisper", path=str(path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module
