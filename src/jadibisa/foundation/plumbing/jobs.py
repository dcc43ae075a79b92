"""Later: jobs in the database's own queue, deferred in the caller's transaction."""

from collections.abc import Callable
from typing import Any, TypeVar

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

F = TypeVar("F", bound=Callable[..., Any])


def job(name: str, *, queue: str, attempts: int = 10) -> Callable[[F], F]:
    """Register a job; it takes ids by keyword, is idempotent and calls one command."""

    def register(function: F) -> F:
        retry = RetryStrategy(max_attempts=attempts, exponential_wait=2)
        app.task(name=name, queue=queue, retry=retry)(function)
        return function

    return register


def defer(name: str, *, queue: str, after_seconds: int = 0, **arguments: JSONValue) -> None:
    """Ask for a job by its name; it exists when the caller's transaction commits.

    Args:
        name: of the job.
        queue: its queue.
        after_seconds: how long it waits at least, so that a long work in pieces lets others have their turn.
        arguments: of the job.
    """
    later = {"seconds": after_seconds} if after_seconds else None
    app.configure_task(name, queue=queue, schedule_in=later).defer(**arguments)
