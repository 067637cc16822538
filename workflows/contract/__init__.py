"""The contract between the platform and its connectors: what an action is, what it may use, how it fails."""

from workflows.contract.action import Action, Connector, Effect, Json
from workflows.contract.context import Context, Deadline, HttpAnswer, HttpClient, Log
from workflows.contract.errors import (
    AuthFailed,
    Cancelled,
    ConnectorError,
    InvalidInput,
    RateLimited,
    Rejected,
    Retryable,
    Unclear,
)
from workflows.contract.fields import FieldProblem, check_inputs, field_problems

__all__ = [
    "Action",
    "AuthFailed",
    "Cancelled",
    "Connector",
    "ConnectorError",
    "Context",
    "Deadline",
    "Effect",
    "FieldProblem",
    "HttpAnswer",
    "HttpClient",
    "InvalidInput",
    "Json",
    "Log",
    "RateLimited",
    "Rejected",
    "Retryable",
    "Unclear",
    "check_inputs",
    "field_problems",
]
