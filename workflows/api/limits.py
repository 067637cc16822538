"""Every limit that a caller can meet, in one table: `GET /limits` shows it, the reference page is compared with it."""

from tenants.api import idempotency, pagination, strictjson
from tenants.models import KEY_LIFETIME_LIMIT
from workflows.authoring.draft import MAX_DRAFT_BYTES
from workflows.authoring.secret import MAX_CHARACTERS, MIN_CHARACTERS
from workflows.connectors.http.declaration import MAX_RESPONSE_BYTES
from workflows.definition import LIMITS as DOCUMENT_LIMITS
from workflows.definition import Limit
from workflows.engine.intake import MAX_BATCH, MAX_DEPTH
from workflows.engine.perform import MAX_OUTPUT_BYTES
from workflows.expressions import limits as expressions
from workflows.lifecycle.walk import MAX_STEP_RUNS
from workflows.triggers.webhook.parsing import MAX_FIELDS
from workflows.triggers.webhook.rate import CALLS
from workflows.triggers.webhook.schemes import WINDOW_SECONDS
from workflows.triggers.webhook.unpacking import MAX_RATIO

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
WEBHOOK_LIMITS = (
    Limit("webhook_body_bytes", 0, strictjson.MAX_BODY_BYTES, "bytes", "a delivery's body, also after unpacking"),
    Limit("webhook_ratio", 0, MAX_RATIO, "times", "how much larger a delivery may become by unpacking"),
    Limit("webhook_form_fields", 0, MAX_FIELDS, "fields", "fields of a form that is delivered"),
    Limit("webhook_deliveries", 0, CALLS.burst, "per second", "deliveries to one address"),
    Limit("signature_age_seconds", 0, WINDOW_SECONDS, "seconds", "how far a signature's time may be from ours"),
)
RUN_LIMITS = (
    Limit("step_runs", 1, MAX_STEP_RUNS, "step runs", "attempts of steps in one run"),
    Limit("output_bytes", 0, MAX_OUTPUT_BYTES, "bytes", "output of one step"),
    Limit("http_response_bytes", 0, MAX_RESPONSE_BYTES, "bytes", "an answer that `http.request` reads"),
    Limit("expression_characters", 1, expressions.MAX_SOURCE, "characters", "one expression"),
    Limit("expression_depth", 1, expressions.MAX_DEPTH, "levels", "brackets and calls inside one another"),
    Limit("expression_operations", 1, expressions.MAX_OPERATIONS, "operations", "what computing one value may take"),
    Limit("expression_result_bytes", 0, expressions.MAX_RESULT, "bytes", "what one expression may give"),
)
EVERY_LIMIT = (*DOCUMENT_LIMITS.values(), *API_LIMITS, *WEBHOOK_LIMITS, *RUN_LIMITS)
