"""Passwords and keys are made once and never made up again; only a taken port changes."""

import base64
import json
import socket

import pytest

from config.launcher.failure import LaunchError
from config.launcher.keys import load_keys, new_keys
from config.launcher.ports import free_port, is_free


def test_keys_are_made_once_and_kept_private(tmp_path):
    path = tmp_path / "secrets.json"

    first, second = load_keys(path), load_keys(path)

    assert first == second
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]  # no half-written copy stays


def test_every_secret_is_its_own_and_long():
    keys = new_keys()
    secrets = [keys.admin, keys.owner, keys.app, keys.engine, keys.valkey, keys.secret_key, keys.encryption_key]

    assert len(set(secrets)) == len(secrets)
    assert min(map(len, secrets)) >= 32
    assert len(base64.urlsafe_b64decode(keys.encryption_key)) == 32


def test_no_secret_is_shown_when_keys_are_printed():
    keys = new_keys()

    assert keys.admin not in repr(keys)
    assert keys.encryption_key not in f"{keys}"


def test_a_taken_port_is_chosen_anew_and_everything_else_stays(tmp_path):
    path = tmp_path / "secrets.json"
    before = load_keys(path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", before.postgres_port))
        other.listen()

        after = load_keys(path)

    assert after.postgres_port != before.postgres_port
    assert (after.valkey_port, after.owner, after.encryption_key) == (
        before.valkey_port,
        before.owner,
        before.encryption_key,
    )
    assert json.loads(path.read_text())["postgres_port"] == after.postgres_port


@pytest.mark.parametrize("content", ["", "{", "[]", '{"admin": "x"}'])
def test_damaged_keys_are_never_replaced(tmp_path, content):
    path = tmp_path / "secrets.json"
    path.write_text(content)

    with pytest.raises(LaunchError, match="restore it from a backup"):
        load_keys(path)

    assert path.read_text() == content


def test_a_free_port_is_free_and_a_taken_one_is_not():
    port = free_port()
    assert is_free(port)

    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()

        assert not is_free(port)
