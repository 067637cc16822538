"""One spelling for an e-mail address, so that two spellings never become two accounts."""

import unicodedata


def normalize_email(text: str) -> str:
    """Return the address in NFKC, trimmed and in lower case: the form that is stored and compared.

    >>> normalize_email("  Alice@Example.ORG ")
    'alice@example.org'
    >>> normalize_email("ａlice@example.org")
    'alice@example.org'
    """
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    return unicodedata.normalize("NFKC", folded)
