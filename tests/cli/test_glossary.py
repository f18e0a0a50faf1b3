"""`transcribe glossary`."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from transcribe.cli.main import main


def _run(data: Path, *arguments: str, exit_code: int = 0) -> str:
    done = CliRunner().invoke(main, ["--data", str(data), "glossary", *arguments])
    assert done.exit_code == exit_code, done.output
    return done.output


def test_terms_are_added_listed_imported_and_removed(tmp_path: Path) -> None:
    data, table = tmp_path / "data", tmp_path / "terms.tsv"
    _run(data, "add", "Kubernetes", "--misrecognition", "cuban eddies", "--language", "en")
    assert "Kubernetes  ← cuban eddies" in _run(data, "list", "--language", "en")
    _run(data, "export", "--format", "tsv", "-o", str(table))
    _run(data, "remove", "Kubernetes")
    assert json.loads(_run(data, "list", "--json")) == {"terms": []}
    assert "1 terms imported" in _run(data, "import", str(table))
    (term,) = json.loads(_run(data, "list", "--json"))["terms"]
    assert (term["term"], term["misrecognitions"], term["source"]) == (
        "Kubernetes", ["cuban eddies"], "import",
    )  # fmt: skip
    _run(data, "remove", "Kubernetes")
    assert "no term" in _run(data, "remove", "Kubernetes", exit_code=1)


def test_a_collection_has_terms_of_its_own(tmp_path: Path) -> None:
    data, table = tmp_path / "data", tmp_path / "terms.csv"
    added = CliRunner().invoke(main, ["--data", str(data), "projects", "add", "My talks"])
    assert added.exit_code == 0
    _run(data, "add", "Anna")
    _run(data, "add", "Kubernetes", "--misrecognition", "cooper netes", "--project", "my talks")
    assert "Kubernetes" not in _run(data, "list")
    assert "Anna" not in _run(data, "list", "--project", "My talks")
    _run(data, "export", "--project", "My talks", "-o", str(table))
    assert "Anna" not in table.read_text()
    _run(data, "remove", "Anna", "--project", "My talks", exit_code=1)
    _run(data, "remove", "Kubernetes", "--project", "My talks")
    assert "1 terms imported" in _run(data, "import", str(table), "--project", "My talks")
    assert "cooper netes" in _run(data, "list", "--project", "My talks")
    assert "no collection" in _run(data, "list", "--project", "None such", exit_code=1).lower()


def test_the_old_option_works_and_names_the_new_one(tmp_path: Path) -> None:
    told = _run(tmp_path, "add", "Zoë", "--wrong", "Zoe", "--misrecognition", "Soe")
    assert "--wrong is deprecated; use --misrecognition" in told
    (term,) = json.loads(_run(tmp_path, "list", "--json"))["terms"]
    assert term["misrecognitions"] == term["wrong"] == ["Soe", "Zoe"]
    assert "Deprecated: use --misrecognition" in _run(tmp_path, "add", "--help")
