"""Celery's part: a nudge wakes a worker, the platform ticks keep time. Nothing here carries data."""

from celery import shared_task


@shared_task(name="workflows.advance", ignore_result=True)
def advance(queue: str = "std") -> None:
    """Wake this process: it claims what is dispatched, until there is nothing left."""
    from workflows.engine.processes import current_worker, nudge_arrived, should_stop

    nudge_arrived(queue)
    current_worker().drive(should_stop)


@shared_task(name="workflows.tick", ignore_result=True)
def tick() -> None:
    """Do what every worker's ticker does: wake, fire, sweep, dispatch."""
    from workflows.engine.processes import tick_once

    tick_once()


@shared_task(name="workflows.make_partitions", ignore_result=True)
def make_partitions() -> None:
    """Make the partitions of the next 30 days."""
    from workflows.engine.partitions import make_partitions

    make_partitions(days=30)


@shared_task(name="workflows.tidy", ignore_result=True)
def tidy() -> None:
    """Forget what is too old to matter."""
    from workflows.engine.tidy import tidy

    tidy()
