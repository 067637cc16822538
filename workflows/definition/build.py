"""Turns a checked document into frozen values: nothing is questioned here, and nothing compiled again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from workflows.definition.catalog import Catalog
from workflows.definition.model import (
    ActionStep,
    ApprovalStep,
    Branch,
    Case,
    Concurrency,
    Definition,
    ForEachStep,
    IfStep,
    Json,
    ParallelStep,
    RetryPolicy,
    RunWorkflowStep,
    SetStep,
    Settings,
    Step,
    StopStep,
    SwitchStep,
    Trigger,
    TryStep,
    WaitForEventStep,
    WaitStep,
    WhileStep,
)
from workflows.definition.names import clean_name
from workflows.definition.problem import at
from workflows.definition.walk import walk
from workflows.expressions import Compiled

ACTION_TIMEOUT_SECONDS = 60.0
ONCE = RetryPolicy(attempts=1)
_RETRY = RetryPolicy()


class Builder:
    """Builds one document from its raw form and its expressions, compiled by pointer."""

    __slots__ = ("_catalog", "_compiled")

    def __init__(self, catalog: Catalog, compiled: Mapping[str, Compiled]) -> None:
        self._catalog = catalog
        self._compiled = compiled

    def definition(self, raw: Mapping[str, Json]) -> Definition:
        steps = self.steps(raw["steps"], "/steps")
        return Definition(
            name=clean_name(raw["name"]),
            description=raw.get("description", ""),
            inputs=raw.get("inputs"),
            triggers=tuple(self._trigger(entry, at("/triggers", i)) for i, entry in enumerate(raw.get("triggers", ()))),
            settings=self._settings(raw.get("settings", {})),
            steps=steps,
            output=self._compiled.get("/output"),
            raw=raw,
            by_id=MappingProxyType({step.id: step for step in walk(steps)}),
        )

    def steps(self, raw: list[Json], pointer: str) -> tuple[Step, ...]:
        return tuple(self._step(step, f"{pointer}/{i}") for i, step in enumerate(raw))

    def _step(self, raw: Mapping[str, Json], pointer: str) -> Step:
        common = self._common(raw, pointer)
        make = _MAKERS.get(raw["type"])
        return make(self, raw, pointer, common) if make else self._action(raw, pointer, common)

    def _common(self, raw: Mapping[str, Json], pointer: str) -> dict[str, Any]:
        is_control = raw["type"] in _MAKERS
        return {
            "id": raw["id"],
            "type": raw["type"],
            "name": clean_name(raw.get("name", "")) or raw["id"],
            "pointer": pointer,
            "note": raw.get("note", ""),
            "when": self._compiled.get(f"{pointer}/when"),
            "on_error": raw.get("on_error", "fail"),
            "timeout_seconds": raw.get("timeout_seconds", None if is_control else ACTION_TIMEOUT_SECONDS),
            "retry": retry_policy(raw["retry"]) if "retry" in raw else ONCE if is_control else _RETRY,
            "sensitive": raw.get("sensitive", False),
            "compensate": self.steps(raw.get("compensate", []), f"{pointer}/compensate"),
            "sample": raw.get("sample"),
        }

    def _action(self, raw: Mapping[str, Json], pointer: str, common: dict[str, Any]) -> Step:
        action = self._catalog.action(raw["type"])
        assert action is not None
        return ActionStep(
            **common, action=action, params=self._compiled[f"{pointer}/with"], connection=raw.get("connection")
        )

    def _trigger(self, raw: Mapping[str, Json], pointer: str) -> Trigger:
        return Trigger(
            id=raw["id"],
            type=raw["type"],
            options=raw.get("with", {}),
            inputs=self._compiled.get(f"{pointer}/inputs"),
            enabled=raw.get("enabled", True),
        )

    def _settings(self, raw: Mapping[str, Json]) -> Settings:
        concurrency = raw.get("concurrency")
        return Settings(
            timeout_seconds=raw.get("timeout_seconds"),
            concurrency=Concurrency(
                limit=int(concurrency["limit"]),
                key=self._compiled.get("/settings/concurrency/key"),
                when_full=concurrency.get("when_full", "queue"),
            )
            if concurrency
            else None,
            priority=int(raw.get("priority", 5)),
            debounce_seconds=raw.get("debounce_seconds", 0),
            retention_days=int(raw.get("retention_days", 30)),
        )

    # -- one maker for each control type -------------------------------------------------------------------------------

    def _param(self, pointer: str, key: str) -> Compiled | None:
        return self._compiled.get(f"{pointer}/with/{key}")

    def _needed(self, pointer: str, key: str) -> Compiled:
        return self._compiled[f"{pointer}/with/{key}"]

    def _block(self, raw: Mapping[str, Json], pointer: str, key: str) -> tuple[Step, ...]:
        return self.steps(raw.get(key, []), f"{pointer}/{key}")

    def _set(self, raw: Mapping[str, Json], pointer: str, common: dict[str, Any]) -> Step:
        return SetStep(**common, params=self._compiled[f"{pointer}/with"])

    def _if(self, raw: Mapping[str, Json], pointer: str, common: dict[str, Any]) -> Step:
        return IfStep(
            **common,
            condition=self._needed(pointer, "condition"),
            then=self._block(raw, pointer, "then"),
            otherwise=self._block(raw, pointer, "else"),
        )

    def _switch(self, raw: Mapping[str, Json], pointer: str, common: dict[str, Any]) -> Step:
        cases = enumerate(raw["cases"])
        return SwitchStep(
            **common,
            value=self._param(pointer, "value"),
            cases=tuple(self._case(case, f"{pointer}/cases/{i}") for i, case in cases),
            default=self._block(raw, pointer, "default"),
        )

    def _case(self, raw: Mapping[str, Json], pointer: str) -> Case:
        return Case(
            name=clean_name(raw["name"]),
            equals=self._compiled.get(f"{pointer}/equals"),
            condition=self._compiled.get(f"{pointer}/condition"),
            steps=self._block(raw, pointer, "steps"),
        )

    def _for_each(self, raw: Mapping[str, Json], pointer: str, common: dict[str, Any]) -> Step:
        params = raw["with"]
        return ForEachStep(
            **common,
            items=self._needed(pointer, "items"),
            as_name=params.get("as", "item"),
            limit=int(params.get("limit", 1)),
            collect=self._param(pointer, "collect"),
            on_item_error=params.get("on_item_error", "fail"),
            steps=self._block(raw, pointer, "steps"),
        )

    def _while(self, raw: Mapping[str, Json], pointer: str, common: dict[str, Any]) -> Step:
        return WhileStep(
            **common,
            condition=self._needed(pointer, "condition"),
            max_iterations=int(raw["with"].get("max_iterations", 100)),
            steps=self._block(raw, pointer, "steps"),
        )

    def _try(self, raw: Mapping[str, Json], pointer: str, common: dict[str, Any]) -> Step:
        return TryStep(
            **common,
            steps=self._block(raw, pointer, "steps"),
            catch=self._block(raw, pointer, "catch"),
            finally_=self._block(raw, pointer, "finally"),
        )

    def _parallel(self, raw: Mapping[str, Json], pointer: str, common: dict[str, Any]) -> Step:
        params, branches = raw.get("with", {}), raw["branches"]
        return ParallelStep(
            **common,
            limit=int(params.get("limit", len(branches))),
            on_branch_error=params.get("on_branch_error", "cancel"),
            branches=tuple(
                Branch(name=branch["name"], steps=self._block(branch, f"{pointer}/branches/{i}", "steps"))
                for i, branch in enumerate(branches)
            ),
        )

    def _wait(self, raw: Mapping[str, Json], pointer: str, common: dict[str, Any]) -> Step:
        return WaitStep(
            **common,
            seconds=self._param(pointer, "seconds"),
            until=self._param(pointer, "until"),
            working_days=self._param(pointer, "working_days"),
            calendar=raw["with"].get("calendar"),
        )

    def _wait_for_event(self, raw: Mapping[str, Json], pointer: str, common: dict[str, Any]) -> Step:
        return WaitForEventStep(
            **common,
            event=self._needed(pointer, "name"),
            key=self._param(pointer, "key"),
            event_timeout_seconds=self._param(pointer, "timeout_seconds"),
        )

    def _approval(self, raw: Mapping[str, Json], pointer: str, common: dict[str, Any]) -> Step:
        params = raw["with"]
        return ApprovalStep(
            **common,
            title=self._needed(pointer, "title"),
            rule=params.get("rule", "any"),
            allow_self=params.get("allow_self", False),
            details=self._param(pointer, "details"),
            assignees=self._param(pointer, "assignees"),
            remind_after=self._param(pointer, "remind_after"),
            escalate_to=self._param(pointer, "escalate_to"),
            expires_after=self._param(pointer, "expires_after"),
        )

    def _run_workflow(self, raw: Mapping[str, Json], pointer: str, common: dict[str, Any]) -> Step:
        params = raw["with"]
        return RunWorkflowStep(
            **common, workflow=params["workflow"], inputs=self._param(pointer, "inputs"), wait=params.get("wait", True)
        )

    def _stop(self, raw: Mapping[str, Json], pointer: str, common: dict[str, Any]) -> Step:
        return StopStep(
            **common,
            status=raw.get("with", {}).get("status", "succeeded"),
            message=self._param(pointer, "message"),
            output=self._param(pointer, "output"),
        )


_MAKERS: Mapping[str, Callable[[Builder, Mapping[str, Json], str, dict[str, Any]], Step]] = {
    "set": Builder._set,
    "if": Builder._if,
    "switch": Builder._switch,
    "for_each": Builder._for_each,
    "while": Builder._while,
    "try": Builder._try,
    "parallel": Builder._parallel,
    "wait": Builder._wait,
    "wait_for_event": Builder._wait_for_event,
    "approval": Builder._approval,
    "run_workflow": Builder._run_workflow,
    "stop": Builder._stop,
}


def retry_policy(raw: Mapping[str, Json]) -> RetryPolicy:
    """Return the policy of a step's `retry`; what it leaves out keeps its default."""
    return RetryPolicy(
        attempts=int(raw.get("attempts", _RETRY.attempts)),
        delay_seconds=float(raw.get("delay_seconds", _RETRY.delay_seconds)),
        backoff=raw.get("backoff", _RETRY.backoff),
        max_delay_seconds=float(raw.get("max_delay_seconds", _RETRY.max_delay_seconds)),
        jitter=raw.get("jitter", _RETRY.jitter),
    )
