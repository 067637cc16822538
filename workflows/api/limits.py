"""Every limit that a caller can meet, in one table: `GET /limits` shows it, the reference page is compared with it."""

from tenants.api import idempotency, pagination, strictjson
from tenants.models import KEY_LIFETIME_LIMIT
from workflows.authoring.draft import MAX_DRAFT_BYTES
from workflows.authoring.secret import MAX_CHARACTERS, MIN_CHARACTERS
from workflows.definition import LIMITS as DOCUMENT_LIMITS
from workflows.definition import Limit
from workflows.engine.intake import MAX_BATCH, MAX_DEPTH

MAX_LABELS = 20
MAX_LABEL_CHARACTERS = 60
MAX_KEY_CHARACTERS = idempotency.MAX_LENGTH
MAX_WAIT_SECONDS = 60

API_LIMITS = (
    Limit("body_bytes", 0, strictjson.MAX_BODY_BYTES, "bytes", "a request's body"),
    Limit("json_depth", 0, strictjson.MAX_DEPTH, "levels", "lists and objects inside one another in a body"),
    Limit("json_keys", 0, strictjson.MAX_KEYS, "keys", "keys of all objects in a body"),
    Limit("json_key_characters", 0, strictjson.MAX_KEY_LENGTH, "characters", "one key in a body"),
    Limit("page_results", 1, pagination.MAX_LIMIT, "results", "`limit` of a list"),
    Limit("idempotency_key_characters", 1, idempotency.MAX_LENGTH, "characters", "an `Idempotency-Key`"),
    Limit("idempotency_hours", 0, idempotency.KEPT.total_seconds() / 3600, "hours", "how long a key is remembered"),
    Limit("wait_for_run_seconds", 0, MAX_WAIT_SECONDS, "seconds", "`?wait=` of a started run"),
    Limit("batch_items", 1, MAX_BATCH, "runs", "runs started by one batch"),
    Limit("batch_key_characters", 1, MAX_KEY_CHARACTERS, "characters", "the key of a batch's item"),
    Limit("labels", 0, MAX_LABELS, "labels", "labels of a run"),
    Limit("label_characters", 1, MAX_LABEL_CHARACTERS, "characters", "one label"),
    Limit("run_depth", 0, MAX_DEPTH, "runs", "workflows that start one another"),
    Limit("draft_bytes", 0, MAX_DRAFT_BYTES, "bytes", "a draft, valid or not"),
    Limit("secret_characters", MIN_CHARACTERS, MAX_CHARACTERS, "characters", "the secret of a webhook trigger"),
    Limit("api_key_days", 0, KEY_LIFETIME_LIMIT.days, "days", "how long an API key can be valid"),
)
EVERY_LIMIT = (*DOCUMENT_LIMITS.values(), *API_LIMITS)
