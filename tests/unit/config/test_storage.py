"""STORAGE_URL becomes Django's storages, and what cannot work is refused by name."""

import os
import stat

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage.handler import StorageHandler

from config import env
from config.storage import storages


def made(url: str):
    """Return the storage that Django makes of the address."""
    return StorageHandler(storages(url))["default"]


def test_a_folder_keeps_files_that_only_we_can_read(tmp_path):
    storage = made(f"file://{tmp_path}/files%20here")

    name = storage.save("t/1/report.txt", ContentFile(b"hello"))

    path = tmp_path / "files here" / name
    assert path.read_bytes() == b"hello"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(path.parent).st_mode) == 0o700


def test_a_file_does_not_leave_its_folder(tmp_path):
    from django.core.exceptions import SuspiciousFileOperation

    with pytest.raises(SuspiciousFileOperation):
        made(f"file://{tmp_path}/files").save("../outside.txt", ContentFile(b"x"))


@pytest.mark.parametrize(
    ("url", "location", "endpoint", "region"),
    [
        ("s3://flows", "", None, None),
        ("s3://flows/prod/a", "prod/a", None, None),
        ("s3://flows/prod/?region=eu-central-1", "prod", None, "eu-central-1"),
        ("s3://flows?endpoint=https://minio.example:9000&region=x", "", "https://minio.example:9000", "x"),
    ],
)
def test_a_bucket_has_its_prefix_endpoint_and_region(url, location, endpoint, region):
    storage = made(url)

    assert (storage.bucket_name, storage.location) == ("flows", location)
    assert (storage.endpoint_url, storage.region_name) == (endpoint, region)


def test_a_bucket_is_private_and_its_addresses_end_after_five_minutes():
    storage = made("s3://flows")

    assert storage.default_acl is None
    assert storage.querystring_auth is True
    assert storage.querystring_expire == 300
    assert storage.file_overwrite is False


def test_another_service_s_bucket_is_named_in_the_path(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    address = made("s3://flows/prod?endpoint=http://minio.example:9000&region=eu").url("report.pdf")

    assert address.startswith("http://minio.example:9000/flows/prod/report.pdf?")
    assert "X-Amz-Expires=300" in address


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "expected file:///folder"),
        ("ftp://host/folder", "expected file:///folder"),
        ("/var/files", "expected file:///folder"),
        ("file://files", "absolute"),
        ("file:files", "absolute"),
        ("s3:///prefix", "a bucket is written"),
        ("s3://flows?endpoint=", "a bucket is written"),
        ("s3://flows?acl=public-read", "a bucket is written"),
        ("s3://key:secret@flows", "AWS_ACCESS_KEY_ID"),
    ],
)
def test_an_address_that_cannot_work_is_refused(url, words):
    with pytest.raises(ValueError, match=words):
        storages(url)


def test_the_refusal_names_the_variable(monkeypatch):
    monkeypatch.setenv("STORAGE_URL", "ftp://host")

    with pytest.raises(env.BadSetting, match="STORAGE_URL"):
        env.parsed("STORAGE_URL", "", storages)


def test_the_console_s_own_files_stay_where_they_are():
    assert storages("s3://flows")["staticfiles"]["BACKEND"].endswith("StaticFilesStorage")
