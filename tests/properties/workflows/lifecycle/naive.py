"""A second reading of the document, written without looking at the walk: plain recursion, nothing recorded.

It knows set, test.do, if, switch, for_each and try, which is what `documents.py` draws.
"""

from typing import Any

from workflows.expressions import ExpressionError, Moment, compile_value


class Failed(Exception):
    """A step failed; `step` is the innermost one."""

    def __init__(self, code: str, step: str) -> None:
        super().__init__(code)
        self.code, self.step = code, step


class Naive:
    """Runs raw documents with inputs; `effects` are the places whose action was called, in order."""

    def __init__(self, inputs: Any, moment: Moment) -> None:
        self.inputs, self.moment = inputs, moment
        self.effects: list[tuple[str, int]] = []

    def run(self, steps: list[Any]) -> tuple[str, Any]:
        """Return ("succeeded", outputs of the top steps) or ("failed", (code, step))."""
        seen: dict[str, Any] = {}
        try:
            self.list(steps, seen, {})
        except Failed as failed:
            return "failed", (failed.code, failed.step)
        return "succeeded", seen

    def evaluate(self, source: Any, seen: dict[str, Any], names: dict[str, Any], step: str) -> Any:
        everything = {"inputs": self.inputs, "trigger": {}, "vars": {}, "run": {}, **names, "steps": seen}
        try:
            return compile_value(source).evaluate(everything, self.moment)
        except ExpressionError as error:
            raise Failed(str(error.code), step) from error

    def list(self, steps: list[Any], seen: dict[str, Any], names: dict[str, Any]) -> Any:
        result = None
        for step in steps:
            seen[step["id"]] = None
            try:
                if "when" in step and not self.evaluate(step["when"], seen, names, step["id"]):
                    continue
                result = seen[step["id"]] = self.one(step, seen, names)
            except Failed as failed:
                if step.get("on_error") != "continue":
                    raise
                result = seen[step["id"]] = {"error": {"code": failed.code, "step": failed.step}}
        return result

    def one(self, step: Any, seen: dict[str, Any], names: dict[str, Any]) -> Any:
        options = step.get("with", {})

        def value(source: Any) -> Any:
            return self.evaluate(source, seen, names, step["id"])

        def inside(steps: Any, **more: Any) -> Any:
            return self.list(steps or [], dict(seen), {**names, **more})

        match step["type"]:
            case "set":
                return value(options)
            case "test.do":
                return self.act(step, value(options))
            case "if":
                taken = "then" if value(options["condition"]) else "else"
                return {"branch": taken, "result": inside(step.get(taken))}
            case "switch":
                wanted = value(options["value"])
                fitting = [case for case in step["cases"] if case["equals"] == wanted]
                taken = fitting[0] if fitting else {"name": "default", "steps": step.get("default")}
                return {"branch": taken["name"], "result": inside(taken["steps"])}
            case "for_each":
                return self.loop(step, options, inside)
            case "try":
                return self.guard(step, inside)
        raise AssertionError(step["type"])

    def act(self, step: Any, inputs: Any) -> Any:
        for attempt in range(1, step["retry"]["attempts"] + 1):
            self.effects.append((step["id"], attempt))
            if attempt > inputs["fails"]:
                if inputs["refused"]:
                    raise Failed("refused", step["id"])
                return {"said": None, "attempt": attempt}
        raise Failed("busy", step["id"])

    def loop(self, step: Any, options: Any, inside: Any) -> Any:
        results, errors = [], []
        for index, item in enumerate(options["items"]):
            try:
                results.append(inside(step["steps"], **{options["as"]: item, "index": index}))
            except Failed as failed:
                if options.get("on_item_error") != "collect":
                    raise
                results.append(None)
                errors.append({"index": index, "error": {"code": failed.code, "step": failed.step}})
        return {"results": results, "errors": errors}

    def guard(self, step: Any, inside: Any) -> Any:
        try:
            try:
                return {"ok": True, "result": inside(step["steps"]), "error": None}
            except Failed as failed:
                error = {"code": failed.code, "step": failed.step}
            return {"ok": False, "result": inside(step["catch"], error=error), "error": error}
        finally:
            inside(step.get("finally"))
