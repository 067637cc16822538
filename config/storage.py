"""Where files are kept: a folder, or a bucket of any service that speaks S3."""

from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

Backend = dict[str, Any]
# Django serves the console's own files from the packages; only uploads and results go to STORAGE_URL.
STATIC_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
S3_OPTIONS = frozenset({"endpoint", "region"})


def storages(url: str) -> dict[str, Backend]:
    """Return Django's STORAGES for `file:///folder` or `s3://bucket/prefix?endpoint=…&region=…`. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in READERS:
        raise ValueError("expected file:///folder or s3://bucket/prefix?endpoint=https://…")
    return {"default": READERS[parts.scheme](parts), "staticfiles": {"BACKEND": STATIC_FILES}}


def folder(parts: SplitResult) -> Backend:
    """Return a folder of this machine, whose files only our own account reads."""
    if parts.netloc or parts.query or not parts.path.startswith("/"):
        raise ValueError("a folder is written file:///absolute/path")
    options = {
        "location": unquote(parts.path),
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    }
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}


def bucket(parts: SplitResult) -> Backend:
    """Return a bucket. boto3 finds its credentials by itself; in an address they would end up in logs."""
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if "@" in parts.netloc:
        raise ValueError("credentials belong in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    if not parts.netloc or not query.keys() <= S3_OPTIONS or not all(query.values()):
        raise ValueError("a bucket is written s3://bucket/prefix, with ?endpoint= and &region= where needed")
    options: dict[str, Any] = {
        "bucket_name": parts.netloc,
        "location": unquote(parts.path).strip("/"),
        "file_overwrite": False,
        "default_acl": None,
        "querystring_auth": True,
        "querystring_expire": 300,
        "signature_version": "s3v4",
    }
    if "region" in query:
        options["region_name"] = query["region"]
    if "endpoint" in query:
        # Services that are not Amazon's rarely have a name of its own for each bucket.
        options |= {"endpoint_url": query["endpoint"], "addressing_style": "path"}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


READERS = {"file": folder, "s3": bucket}
