"""The whole programme as a visitor meets it: starting, playing, list pages that must not slow with the data.

Each population lives in a state folder of its own, which is removed at the end. PEOPLE in the environment chooses other
sizes: `PEOPLE="1000 5000" make bench ARGS=programme`.
"""

import gzip
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import httpx

SIZES = tuple(int(size) for size in os.environ.get("PEOPLE", "1000 5000 50000").split())
PORT = 8791
BASE = f"http://127.0.0.1:{PORT}"
ROUNDS = 40
START_PAGE_LIMIT = 14_000  # bytes, compressed, with its style (web.md: budgets)
PAGE_RATIO_LIMIT = 1.5
JADIBISA = (sys.executable, "-m", "jadibisa.cli")


@dataclass(frozen=True)
class ListPage:
    """A page with a list, who opens it, and the least SQL that could fill it."""

    path: str
    slug: str
    sql: str


PAGES = (
    ListPage("/kursus/", "", "select id, title from training_course order by title limit 10"),
    ListPage("/kursus/?q=excel", "", "select id from training_course where title ilike '%excel%' limit 10"),
    ListPage("/lowongan/", "", "select id, title from work_vacancy order by id limit 10"),
    ListPage("/undian/", "", "select batch_id from selection_draw"),
    ListPage("/undian/71/", "", "select name, sha256 from selection_drawfile where batch_id = 71"),
    ListPage("/pos/", "", "select id from assistance_point limit 50"),
    ListPage(
        "/data/", "", "select province, count(*) from registration_application where batch_id = 71 group by province"
    ),
    ListPage(
        "/petugas/verifikasi/",
        "verifier",
        "select application_id from verification_case where state = 'review' order by due_at limit 50",
    ),
    ListPage(
        "/petugas/gelombang/72/",
        "selection",
        "select province, count(*) from registration_application where batch_id = 72 group by 1",
    ),
    ListPage("/petugas/dana/", "finance", "select id from funding_payout order by created_at desc limit 50"),
    ListPage("/petugas/tiket/", "help", "select id from tickets_ticket order by due_at limit 50"),
    ListPage("/auditor/jejak/", "auditor", "select id, verb from facts_fact order by id desc limit 50"),
    ListPage("/lembaga/", "provider", "select id from training_run order by starts_on limit 50"),
    ListPage("/pemberi-kerja/", "employer", "select id from work_vacancy order by id limit 50"),
)


@dataclass
class Figures:
    """What one population gave."""

    people: int
    first_start: float = 0.0
    playing: float = 0.0
    warm_start: float = 0.0
    page_bytes: int = 0
    p95: dict[str, float] = field(default_factory=dict)
    sql: dict[str, float] = field(default_factory=dict)


@contextmanager
def served(state: Path, people: int) -> Iterator[tuple[float, str]]:
    """The programme serves; gives the seconds until it did, and what it printed."""
    since = time.monotonic()
    server = subprocess.Popen(
        [*JADIBISA, "run", "--people", str(people), "--port", str(PORT)],
        env={**os.environ, "JADIBISA_STATE": str(state)},
        stdout=subprocess.PIPE,
        text=True,
    )
    printed = []
    for line in server.stdout or ():
        printed.append(line)
        if "JadiBisa is at" in line:
            break
    else:
        message = f"the programme did not start:\n{''.join(printed)}"
        raise RuntimeError(message)
    try:
        yield time.monotonic() - since, "".join(printed)
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=60)


def p95_ms(samples: list[float]) -> float:
    """The 95th percentile, in milliseconds."""
    return quantiles(samples, n=20)[-1] * 1000


def signed_in(slug: str) -> httpx.Client:
    """A browser of one of the demonstration's cast, or of nobody in particular."""
    client = httpx.Client(base_url=BASE, follow_redirects=True, timeout=60)
    if slug:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get("/demo/").text)
        if token is None:
            message = "the demonstration lets nobody in"
            raise RuntimeError(message)
        client.post(
            "/demo/", data={"csrfmiddlewaretoken": token[1], "slug": slug}, headers={"Origin": BASE}
        ).raise_for_status()
    return client


def measure_pages(figures: Figures) -> None:
    """Each list page, one request after another."""
    for page in PAGES:
        with closing(signed_in(page.slug)) as client:
            client.get(page.path).raise_for_status()
            samples = []
            for _round in range(ROUNDS):
                since = time.perf_counter()
                answer = client.get(page.path)
                samples.append(time.perf_counter() - since)
                answer.raise_for_status()
            figures.p95[page.path] = p95_ms(samples)


def measure_sql(figures: Figures, state: Path) -> None:
    """The bare SQL of each page, over one connection, in a process of its own."""
    words = "\n".join(page.sql for page in PAGES)
    found = subprocess.run(
        [sys.executable, "-m", "bench.bare_sql", str(ROUNDS)],
        input=words, env={**os.environ, "JADIBISA_STATE": str(state)}, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    figures.sql = {page.path: float(value) for page, value in zip(PAGES, found, strict=True)}


def live(people: int) -> Figures:
    """One population: made, served, stopped, served again."""
    figures = Figures(people)
    state = Path(tempfile.mkdtemp(prefix="jadibisa-bench-"))
    state.chmod(0o755)
    try:
        with served(state, people) as (seconds, printed):
            figures.first_start = seconds
            figures.playing = sum(
                float(found) for found in re.findall(r"(?:Batch|Opening|All|The)[^\n]*… ([\d.]+) s", printed)
            )
            with httpx.Client() as client:
                raw = client.get(BASE + "/", headers={"Accept-Encoding": "gzip"})
                figures.page_bytes = len(gzip.compress(raw.content, 6))
            measure_pages(figures)
            measure_sql(figures, state)
        with served(state, people) as (seconds, _printed):
            figures.warm_start = seconds
    finally:
        shutil.rmtree(state, ignore_errors=True)
    return figures


def main() -> None:
    """All sizes, then the ratios."""
    found = {}
    for people in SIZES:
        found[people] = figures = live(people)
        print(
            f"{people:>6,} people: served after {figures.first_start:.1f} s (of these {figures.playing:.1f} s playing), "
            f"again after {figures.warm_start:.1f} s; start page {figures.page_bytes / START_PAGE_LIMIT:.2f} of its limit",
            flush=True,
        )
    least, most = found[min(SIZES)], found[max(SIZES)]
    for people, figures in list(found.items())[1:]:
        ratio = (figures.playing / figures.people) / (least.playing / least.people)
        print(
            f"playing {people:,} people: {ratio:.2f} × the time a person takes with {least.people:,} (limit 1.00 and noise)"
        )
    for page in PAGES:
        ratio = most.p95[page.path] / least.p95[page.path]
        print(
            f"{page.path:<24} p95 {most.p95[page.path]:7.1f} ms = {ratio:4.2f} × with {least.people:,} (limit {PAGE_RATIO_LIMIT}); "
            f"bare SQL {most.sql[page.path]:.2f} ms"
        )


if __name__ == "__main__":
    main()
