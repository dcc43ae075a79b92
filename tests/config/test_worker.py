"""The worker: what waits is done, and a part that fails stops neither the others nor itself."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from jadibisa.config import worker
from jadibisa.foundation.plumbing import clock, jobs

heard: list[int] = []


@pytest.fixture(autouse=True)
def a_job() -> Iterator[None]:
    """A job of these tests."""

    @jobs.job("plumbing.test_job", queue="plumbing")
    def note(number: int) -> None:
        heard.append(number)
        clock.now()  # a job asks the database

    heard.clear()
    yield
    del app.tasks["plumbing.test_job"]


def run_jobs() -> bool:
    """As the worker does, in a thread of its own: the browser of other tests keeps an event loop in this one."""

    def run() -> bool:
        try:
            return worker.run_jobs()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


@pytest.mark.django_db(transaction=True)
def test_a_job_is_run_when_the_transaction_that_asked_for_it_commits() -> None:
    assert not run_jobs()
    with transaction.atomic():
        jobs.defer("plumbing.test_job", queue="plumbing", number=7)
    assert run_jobs()
    assert heard == [7]
    assert set(ProcrastinateJob.objects.values_list("status", flat=True)) == {"succeeded"}
    assert not run_jobs()


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_transaction_that_is_rolled_back_never_was() -> None:
    with transaction.atomic():
        jobs.defer("plumbing.test_job", queue="plumbing", number=8)
        transaction.set_rollback(True)
    assert not run_jobs()
    assert heard == []


def test_a_part_that_fails_is_told_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def broken() -> bool:
        raise ValueError("the bank is down")

    def part(name: str, *, busy: bool) -> Callable[[], bool]:
        def run() -> bool:
            done.append(name)
            return busy

        return run

    monkeypatch.setattr(worker, "PARTS", (part("a", busy=False), broken, part("b", busy=True)))
    with caplog.at_level(logging.ERROR):
        assert worker.turn()
    assert done == ["a", "b"]
    assert "broken failed and is tried again" in caplog.text


def test_the_queue_knows_every_job_of_the_house() -> None:
    assert {name.split(".")[0] for name in app.tasks} >= {"verification"}
