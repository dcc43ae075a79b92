"""The state folder, the master key and the ports: made once, closed to others, refused in one sentence."""

import socket
import threading
from pathlib import Path

import pytest

from jadibisa.config import database, master_key, processes, state
from jadibisa.config.state import FailureError


def test_the_folder_is_the_one_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JADIBISA_STATE", str(tmp_path / "a/b"))
    assert state.folder() == tmp_path / "a/b"
    assert state.folder().is_dir()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("JADIBISA_STATE", str(tmp_path / "file/b"))
    with pytest.raises(FailureError, match="cannot be made"):
        state.folder()


def test_the_folder_depends_on_who_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JADIBISA_STATE", raising=False)
    made: list[Path] = []
    monkeypatch.setattr(Path, "mkdir", lambda self, **_how: made.append(self))
    monkeypatch.setattr(state, "is_root", lambda: False)
    assert state.folder() == state.ROOT / ".data"
    monkeypatch.setattr(state, "is_root", lambda: True)
    assert state.folder().parent == Path("/var/lib")
    assert len(made) == 2


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    found: list[bytes] = []

    def ask() -> None:
        found.append(master_key.first(master_key.ensure(tmp_path)))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    path = tmp_path / "keys/master"
    assert len(set(found)) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_new_key_is_appended(tmp_path: Path) -> None:
    path = master_key.ensure(tmp_path)
    before = path.read_text(encoding="ascii").split()
    master_key.add(path)
    after = path.read_text(encoding="ascii").split()
    assert after[:1] == before
    assert len(after) == 2
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "zz", "abcd", None])
def test_a_file_without_key_is_refused(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "key"
    if content is not None:
        path.write_text(content, encoding="ascii")
    with pytest.raises(FailureError, match="JADIBISA_MASTER_KEY_FILE"):
        master_key.first(path)


def test_a_port_in_use_is_refused_with_another_one() -> None:
    with socket.socket() as taken:
        taken.bind((processes.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(FailureError, match=rf"Port {port} is in use.+PORT={port + 1}"):
            processes.require_free(port)
    processes.require_free(port)


@pytest.mark.parametrize("port", [70000, -1])
def test_a_port_that_there_is_not_is_refused(port: int) -> None:
    with pytest.raises(FailureError, match="no port"):
        processes.require_free(port)


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("postgresql://h/x", "must name"),
        ("postgresql://u:p@/x", "must name"),
        ("postgresql://u:p@h/", "must name"),
        ("mysql://u@h/x", "cannot be read"),
        ("postgresql://u:p@h/x?application_name=x", "unknown"),
    ],
)
def test_a_url_that_does_not_say_enough_is_refused(
    url: str, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(database.ATTACHED, raising=False)
    monkeypatch.setenv("JADIBISA_STATE", str(tmp_path))
    monkeypatch.setenv("JADIBISA_MASTER_KEY_FILE", str(master_key.ensure(tmp_path)))
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(FailureError, match=word), database.attached():
        pass


def test_a_named_server_gives_the_application_its_own_role(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(database.ATTACHED, raising=False)
    monkeypatch.setenv("JADIBISA_MASTER_KEY_FILE", str(master_key.ensure(tmp_path)))
    monkeypatch.setenv("JADIBISA_STATE", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://chief:secret@db.example:5433/programme?sslmode=require")
    for name in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGSSLMODE", "PGCONNECT_TIMEOUT"):
        monkeypatch.setenv(name, "")
    with database.attached() as found:
        assert found.owner == {"PGUSER": "chief", "PGPASSWORD": "secret"}
        assert found.application["PGUSER"] == "programme_app"
        assert len(found.application["PGPASSWORD"]) == 64
        assert (found.common["PGHOST"], found.common["PGPORT"]) == ("db.example", "5433")
        assert "secret" not in repr(found)
