"""The freeze beside PostgreSQL's own COPY of the same rows and one hashing of the same bytes.

    FREEZE_SIZE=200000 python -m bench.draw_freeze      another size

Freezing is: the roll from the database, its files, their sums, the quota table, the Merkle tree, all kept so that every
proof can be had. What the command does besides, the table of entries and one fact for every thousand people, is told apart.
"""

import hashlib
import os
import time
from collections.abc import Callable

import psycopg

from bench.own_cluster import own_cluster
from jadibisa.config.database import SUPERUSER, Database

SIZE = int(os.environ.get("FREEZE_SIZE", "1000000"))
ROUNDS = 3
FILL = """
set session_replication_role = replica;
create temporary table crowd as
select gen_random_uuid() as person, gen_random_uuid() as application, n, upper(substr(md5(n::text), 1, 16)) as ticket,
       decode(md5('k' || n), 'hex') as family, (array['32.04', '35.78', '33.74', '94.71', '11.01', '73.71'])[1 + n %% 6] as regency,
       n %% 2 = 0 as woman, n %% 31 = 0 as disabled, n %% 5 = 0 as laid_off
from generate_series(1, %(count)s) as n;
insert into people_person (id, wrapped_key, nik_sealed, nik_index, kk_sealed, kk_index, name, birth_date, gender, phone, email,
  address, regency, created_at)
select person, '', '', decode(md5('n' || n), 'hex'), '', family, 'Budi', '1998-08-14', case when woman then 'F' else 'M' end,
  '+62812' || (10000000 + n), '', 'Jalan Melati 8', regency, %(at)s from crowd;
insert into registration_application (id, batch_id, person_id, key, reference, ticket, channel, submitted_at, province, regency,
  gender, birth_date, schooling, job_status, occupation, in_education, motive, interests, trait_woman, trait_disabled,
  trait_laid_off, consent_version)
select application, %(batch)s, person, 'b' || n, 'R' || n, ticket, 'web', %(at)s, substr(regency, 1, 2), regency,
  case when woman then 'F' else 'M' end, '1998-08-14', 'SMA', 'seeking', 'none', false, 'kerja', '{}', woman, disabled, laid_off, '1'
from crowd;
insert into verification_case (application_id, batch_number, person_id, state, reasons, province, regency, kk_index, traits, begun_at,
  due_at, decided_at, by_officer, appealed, stands_back, question)
select application, %(batch)s, person, 'verified', '{}', substr(regency, 1, 2), regency, family,
  woman::int + 2 * disabled::int + 4 * laid_off::int, %(at)s, %(at)s, %(at)s, false, false, false, '' from crowd;
analyze people_person; analyze registration_application; analyze verification_case;
"""


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The least seconds in so many rounds: the database works in processes of its own, so time passes for both."""
    found = []
    for _round in range(rounds):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return min(found)


def measure(database: Database) -> None:
    """All figures."""
    from django.db import connection, transaction  # noqa: PLC0415 - after Django stands

    from jadibisa.journey.selection import queries, services  # noqa: PLC0415 - after Django stands
    from jadibisa.journey.selection.models import Draw, Entry  # noqa: PLC0415 - after Django stands
    from jadibisa.journey.selection.rules import merkle, swift  # noqa: PLC0415 - after Django stands
    from jadibisa.journey.selection.services.roll import write_roll  # noqa: PLC0415 - after Django stands
    from jadibisa.journey.verification.queries.pool import POOL, family_cap  # noqa: PLC0415 - after Django stands
    from jadibisa.kernel.actors import SYSTEM  # noqa: PLC0415 - after Django stands
    from tests.journey.selection import stage  # noqa: PLC0415 - after Django stands

    stage.batch(min(600_000, SIZE // 2))
    services.announce(stage.BATCH, by=SYSTEM, at=stage.OPENED, witnesses=stage.WITNESSES)
    stage.lists()
    with database.connect({**database.owner, "PGUSER": SUPERUSER}) as by_hand:
        psycopg.ClientCursor(by_hand).execute(FILL, {"count": SIZE, "batch": stage.BATCH, "at": stage.OPENED})
    swift.compiled(10**9)
    law, draw = queries.law(stage.BATCH), Draw.objects.get(batch_id=stage.BATCH)

    def copied() -> None:
        told = {"batch": stage.BATCH, "cap": family_cap(stage.BATCH), "enters": True}
        found = hashlib.sha256()
        with connection.cursor() as cursor, cursor.copy(f"copy ({POOL}) to stdout", told) as rows:
            for row in rows:
                found.update(row)

    def frozen() -> None:
        with transaction.atomic():
            write_roll(draw, law)
            transaction.set_rollback(True)

    limit, spent = best(copied), best(frozen)
    whole = best(lambda: services.freeze(stage.BATCH, by=SYSTEM, at=stage.FROZEN), 1)
    entry = Entry.objects.get(place=SIZE // 3)
    begun = time.perf_counter()
    view = queries.ticket(stage.BATCH, entry.ticket)
    asked = time.perf_counter() - begun
    root = queries.known(stage.BATCH).root
    proof = [bytes.fromhex(found) for found in view.proof]
    proved = merkle.proves(f"{view.line}\n".encode(), view.index, SIZE, proof, bytes.fromhex(root))
    print(
        f"freeze, {SIZE:,} people: {spent:.2f} s, COPY and hashing of the same rows {limit:.2f} s, ratio {spent / limit:.2f}\n"
        f"  the whole command with its table of entries and a fact per thousand {whole:.1f} s; one proof of {len(proof)} hashes in "
        f"{asked * 1000:.0f} ms, {'right' if proved else 'WRONG'}",
        flush=True,
    )


def main() -> None:
    """A database of its own."""
    with own_cluster() as database:
        measure(database)


if __name__ == "__main__":
    main()
