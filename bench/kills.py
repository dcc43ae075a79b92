"""Database, server and worker killed with -9 under load, many times: what is lost, what is extra, how long a restart takes.

python -m bench kills        JADIBISA_BENCH_KILLS=200
"""

import os
from statistics import quantiles

from bench.own_cluster import use_a_key_of_our_own
from jadibisa.config import state

KILLS = int(os.environ.get("JADIBISA_BENCH_KILLS", "200"))


def main() -> None:
    """One drill."""
    use_a_key_of_our_own()
    from tests import conftest  # noqa: PLC0415 - it needs the key's name
    from tests.races.kill_drill import Drill  # noqa: PLC0415 - as above

    drill = Drill(conftest.prepared(state.folder()), conftest.TEMPLATE, people=max(40, 24 * KILLS))
    try:
        found = drill.go(KILLS)
    finally:
        drill.end()
    kills = ", ".join(f"{count} of the {victim}" for victim, count in found.kills.items())
    print(f"{KILLS} kills ({kills}): {found.acknowledged:,} acknowledged acts, {found.transfers:,} transfers")
    print(
        f"missing {len(found.missing)}, extra {len(found.extra)}, breaks {len(found.breaks)} (wanted 0, 0, 0); "
        f"working again after {min(found.restarts):.1f} to {max(found.restarts):.1f} s, "
        f"half of them within {quantiles(found.restarts, n=2)[0]:.1f} s"
    )
    for line in [*found.missing, *found.extra, *found.breaks][:20]:
        print(f"   {line}")


if __name__ == "__main__":
    main()
