"""Only one server can use a data folder."""

from __future__ import annotations

from pathlib import Path

from tests.support.server import Workstation


def test_a_second_server_on_a_data_folder_is_refused_with_the_reason(
    tmp_path: Path, models_folder: Path
) -> None:
    first = Workstation(tmp_path / "data", models_folder).start()
    try:
        second = first.run("serve", "--port", "0")
        assert second.returncode == 1
        assert str(first.data) in second.stderr
        assert "another" in second.stderr.lower()
        assert "Traceback" not in second.stderr
        assert first.get("/workers")["trouble"] == ""  # the first is unaffected
    finally:
        first.stop()
    again = Workstation(tmp_path / "data", models_folder).start()  # the lock ended with its holder
    again.kill()
    Workstation(tmp_path / "data", models_folder).start().stop()
