"""The workflow document: what it may say, whether it is valid, what changed, and when a schedule fires."""

from workflows.definition.availability import unavailable
from workflows.definition.calendar import Calendar, UnknownCalendar, add_working_days, working_day_after
from workflows.definition.catalog import Catalog
from workflows.definition.codes import CODES
from workflows.definition.cron import CronInvalid, parse_cron
from workflows.definition.diff import Change, diff
from workflows.definition.inputs import input_problems
from workflows.definition.limits import LIMITS, Limit
from workflows.definition.missed import Missed, missed_instants
from workflows.definition.model import (
    ActionStep,
    ApprovalStep,
    Branch,
    Case,
    Concurrency,
    Definition,
    ForEachStep,
    IfStep,
    ParallelStep,
    RetryPolicy,
    RunWorkflowStep,
    SetStep,
    Settings,
    Step,
    StepBase,
    StopStep,
    SwitchStep,
    Trigger,
    TryStep,
    WaitForEventStep,
    WaitStep,
    WhileStep,
)
from workflows.definition.notices import notices
from workflows.definition.problem import DefinitionError, Problem
from workflows.definition.schedule import Misfire, ScheduleError, ScheduleSpec, fires, next_fire, next_fires
from workflows.definition.schema import DOCUMENT_SCHEMA, document_schema
from workflows.definition.secrets import is_secret
from workflows.definition.timezones import UnknownZone, Zone, find_zone, tzdata_version
from workflows.definition.upgrade import upgrade
from workflows.definition.validate import SCHEMA_VERSION, parse, validate
from workflows.definition.walk import blocks_of, walk
from workflows.definition.yaml_text import dump_yaml, load_yaml

__all__ = [
    "CODES",
    "DOCUMENT_SCHEMA",
    "LIMITS",
    "SCHEMA_VERSION",
    "ActionStep",
    "ApprovalStep",
    "Branch",
    "Calendar",
    "Case",
    "Catalog",
    "Change",
    "Concurrency",
    "CronInvalid",
    "Definition",
    "DefinitionError",
    "ForEachStep",
    "IfStep",
    "Limit",
    "Misfire",
    "Missed",
    "ParallelStep",
    "Problem",
    "RetryPolicy",
    "RunWorkflowStep",
    "ScheduleError",
    "ScheduleSpec",
    "SetStep",
    "Settings",
    "Step",
    "StepBase",
    "StopStep",
    "SwitchStep",
    "Trigger",
    "TryStep",
    "UnknownCalendar",
    "UnknownZone",
    "WaitForEventStep",
    "WaitStep",
    "WhileStep",
    "Zone",
    "add_working_days",
    "blocks_of",
    "diff",
    "document_schema",
    "dump_yaml",
    "find_zone",
    "fires",
    "input_problems",
    "is_secret",
    "load_yaml",
    "missed_instants",
    "next_fire",
    "next_fires",
    "notices",
    "parse",
    "parse_cron",
    "tzdata_version",
    "unavailable",
    "upgrade",
    "validate",
    "walk",
    "working_day_after",
]
