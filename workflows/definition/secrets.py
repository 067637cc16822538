"""Finds credentials that stand in a document in clear: they belong in a connection. A value is never repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from workflows.definition.problem import Findings, at

_HINT = "Keep it in a connection, and name the connection in the step. If it was real, replace it at its issuer."
# Prefixes that issuers give to their credentials, so that scanners can find them.
_TOKEN = re.compile(
    r"""
      \b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})      # GitHub
    | \bglpat-[A-Za-z0-9_-]{16,}                                         # GitLab
    | \bxox[abeoprs]-[A-Za-z0-9-]{10,}                                   # Slack
    | hooks\.slack\.com/services/T[A-Za-z0-9]+/B[A-Za-z0-9]+/[A-Za-z0-9]{8,}
    | \b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}                         # Stripe
    | \bwhsec_[A-Za-z0-9+/=]{16,}
    | \bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}                             # OpenAI, Anthropic
    | \b(?:AKIA|ASIA)[0-9A-Z]{16}\b                                      # AWS
    | \bAIza[0-9A-Za-z_-]{35}                                            # Google
    | \bya29\.[0-9A-Za-z_-]{20,}
    | \bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}                       # SendGrid
    | \b(?:npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{30,})
    | \beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}    # JWT
    | -----BEGIN[ ](?:[A-Z]+[ ])*PRIVATE[ ]KEY-----
    """,
    re.VERBOSE,
)
_URL_PASSWORD = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^/\s:@{}]{0,200}:[^/\s@{}]{1,200}@", re.IGNORECASE)
_URL_PARAMETER = re.compile(
    r"[?&](?:api_?key|access_?token|auth_?token|token|password|secret|sig)=[^&\s{}#]{6,}", re.IGNORECASE
)
_BEARER = re.compile(r"^\s*(?:bearer|basic|token|digest|apikey)\s+[A-Za-z0-9._~+/=-]{6,}\s*$", re.IGNORECASE)
_KEY = re.compile(
    r"(?:x-)?(?:api[-_]?key|auth[-_]?token|access[-_]?token|client[-_]?secret|private[-_]?key|secret[-_]?key)"
    r"|password|passwd|passphrase|secret|(?:proxy-)?authorization|set-cookie|cookie",
    re.IGNORECASE,
)


def find_secrets(raw: Any, findings: Findings) -> None:
    """Add one problem for every text that is a credential by its form or by the name of its key."""
    for pointer, key, text in _texts(raw):
        if is_secret(text, key=key):
            findings.add(
                redact(pointer), "secret_in_definition", "A password, token or key stands here in clear.", _HINT
            )


def is_secret(text: str, *, key: str = "") -> bool:
    """Tell whether a text gives a credential away. Texts with an expression in them take it from elsewhere."""
    if len(text) < 6:
        return False
    if _TOKEN.search(text) or ("://" in text and (_URL_PASSWORD.search(text) or _URL_PARAMETER.search(text))):
        return True
    if "{{" in text:
        return False
    return _BEARER.match(text) is not None or (bool(key) and _KEY.fullmatch(key) is not None)


def redact(text: str) -> str:
    """Return a text without the credentials that are known by their form."""
    return _URL_PASSWORD.sub("…", _TOKEN.sub("…", text))


def _texts(raw: Any) -> Iterator[tuple[str, str, str]]:
    """Yield pointer, key and text of every text, keys as texts of their mapping; in reading order, at any depth."""
    waiting = [("", "", raw)]
    while waiting:
        pointer, key, value = waiting.pop()
        if isinstance(value, str):
            yield pointer, key, value
        elif isinstance(value, dict):
            yield from ((pointer, "", name) for name in value)
            waiting.extend((at(pointer, name), name, value[name]) for name in reversed(value))
        elif isinstance(value, list):
            waiting.extend((at(pointer, i), key, value[i]) for i in reversed(range(len(value))))
