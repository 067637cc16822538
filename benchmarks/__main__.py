"""`make bench`: measure, and print one table. `make bench ARGS=--quick` takes a fifth of the runs."""

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.laboratory import Laboratory

REPEATS = 3


@dataclass(frozen=True)
class Line:
    """One measured line: what, runs a second, processor milliseconds a run."""

    what: str
    runs_per_second: float
    cpu_ms: float | None = None


def measured(what: str, runs: int, act: Callable[[], None], laboratory: Laboratory) -> Line:
    """Return the median of some repeats; the first one warms up and does not count."""
    act()
    rates, cpu = [], []
    for _ in range(REPEATS):
        cpu_before, began = laboratory.cpu_seconds(), time.perf_counter()
        act()
        rates.append(runs / (time.perf_counter() - began))
        cpu.append((laboratory.cpu_seconds() - cpu_before) / runs * 1000)
    return Line(what, statistics.median(rates), statistics.median(cpu))


def print_table(lines: list[Line], baseline: Line) -> None:
    """Print the lines with their ratio to the baseline."""
    print(f"\n{'workload':58} {'runs/s':>8} {'CPU ms/run':>11} {'ratio':>7}")
    for line in [baseline, *lines]:
        cpu = f"{line.cpu_ms:.1f}" if line.cpu_ms is not None else "-"
        ratio = line.runs_per_second / baseline.runs_per_second
        print(f"{line.what:58} {line.runs_per_second:8.0f} {cpu:>11} {ratio:6.1f}×")
    print(
        f"\nMedian of {REPEATS}, the first repeat not counted. "
        "fsync and synchronous_commit on, row security on, 2 worker processes."
    )


def main() -> None:
    """Measure the baseline, then ours, in one run on the same services."""
    words = argparse.ArgumentParser(prog="make bench")
    words.add_argument("--quick", action="store_true", help="a fifth of the runs")
    runs = 100 if words.parse_args().quick else 500
    laboratory = Laboratory()
    try:
        from benchmarks import workloads

        baseline = workloads.message_per_step(laboratory, runs, measured)
        print_table(workloads.ours(laboratory, runs, measured), baseline)
    finally:
        laboratory.close()


if __name__ == "__main__":
    main()
