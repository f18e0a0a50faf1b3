"""`transcribe list`: the filters of the library's page, and no more work than needed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import transcribe
from tests.support.store_steps import add_media, put
from transcribe.cli.main import COMMANDS, main
from transcribe.store import Store
from transcribe.store.projects import ProjectFields

HEAVY = ("flask", "torch", "whisper", "faster_whisper", "dask", "distributed", "librosa", "av")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with Store(tmp_path) as store:
        for number, language in ((2, "en"), (10, "de"), (1, "en")):
            media = add_media(store, f"m{number}", f"Clip {number}")
            store.media.update(media.id, language=language, state="ready")
            store.tags.set(media.id, ["talks", f"day/{number}"])
        store.projects.put("m2", store.projects.add(ProjectFields("My talks")).id)
        put(store, "a", "b", media_id="m10")
    return tmp_path


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(data), "list", *arguments])


def listed(data: Path, *arguments: str) -> list[str]:
    result = run(data, *arguments)
    assert result.exit_code == 0, result.output
    return [line.split()[0] for line in result.output.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([], ["m1", "m10", "m2"]),
        (["--sort", "title"], ["m1", "m2", "m10"]),
        (["--sort", "title", "--order", "down"], ["m10", "m2", "m1"]),
        (["--sort", "title", "--limit", "2"], ["m1", "m2"]),
        (["--limit", "0"], []),
        (["--state", "draft"], ["m10"]),
        (["--language", "de"], ["m10"]),
        (["--tag", "TALKS", "--tag", "day/2"], ["m2"]),
        (["--project", "MY TALKS"], ["m2"]),
        (["--project", "none"], ["m1", "m10"]),
        (["--search", "clip day/1"], ["m1", "m10"]),
        (["--since", "2000-01-01", "--until", "2000-12-31"], []),
    ],
)
def test_filters_and_order(data: Path, arguments: list[str], wanted: list[str]) -> None:
    assert listed(data, *arguments) == wanted


def test_json_has_what_show_gives_and_what_the_list_knows(data: Path) -> None:
    rows = json.loads(run(data, "--json", "--state", "draft").stdout)["media"]
    shown = CliRunner().invoke(main, ["--data", str(data), "show", "m10", "--json"]).stdout
    assert rows == [{**rows[0], **json.loads(shown)}]
    assert (rows[0]["stage"], rows[0]["n_approved"], rows[0]["opened"]) == ("draft", 0, None)


def test_show_names_the_collection(data: Path) -> None:
    for media_id, name in (("m2", "My talks"), ("m1", "None")):
        shown = CliRunner().invoke(main, ["--data", str(data), "show", media_id]).stdout
        assert ["collection", *name.split()] in [line.split() for line in shown.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--since", "soon"], "since: a date such as 2026-11-30"),
        (["--language", "xx"], "language: a code"),
        (["--state", "lost"], "working"),
        (["--project", "lost"], "no collection"),
        (["--limit", "-1"], "range"),
    ],
)
def test_wrong_values_are_told(data: Path, arguments: list[str], told: str) -> None:
    result = run(data, *arguments)
    assert result.exit_code in {1, 2}
    assert told in result.output


def test_the_list_loads_no_server_and_no_model_library(data: Path) -> None:
    code = (
        "import sys; from transcribe.cli.main import main; main(sys.argv[1:], standalone_mode=False);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--data", str(data), "list"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "Clip 10" in done.stdout
    assert not set(HEAVY) & set(done.stdout.splitlines()[-1].split())


def test_every_command_is_found_under_its_own_name() -> None:
    context = click.Context(main)
    assert main.list_commands(context) == sorted(COMMANDS)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        assert command.name == name
    assert main.get_command(context, "unknown") is None


def test_every_command_that_a_message_names_is_there() -> None:
    named = {
        name
        for path in Path(transcribe.__file__).parent.rglob("*.py")
        for name in re.findall(
            r"(?<![\w/.-])(?<!from )transcribe ([a-z][\w-]*)", path.read_text("utf-8")
        )
    }
    assert {"draft", "projects"} <= named <= set(COMMANDS)
