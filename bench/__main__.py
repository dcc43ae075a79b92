"""`make bench`: every benchmark, or the named ones; each prints ratios to a limit or a peer measured in the same run."""

import sys
import time
from collections.abc import Callable, Mapping

from bench import draw, kills, ledger, payouts, programme, purchase, spark

BENCHES: Mapping[str, Callable[[], None]] = {
    "programme": programme.main,
    "draw": draw.main,
    "ledger": ledger.main,
    "purchase": purchase.main,
    "kills": kills.main,
    "payouts": payouts.main,
    "spark": spark.main,
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, all of them without a name."""
    unknown = sorted(set(names) - set(BENCHES))
    if unknown:
        print(f"There is no benchmark {unknown[0]}: choose from {', '.join(BENCHES)}.", file=sys.stderr)
        return 1
    for name in names or BENCHES:
        print(f"== {name}", flush=True)
        since = time.monotonic()
        BENCHES[name]()
        print(f"   ({time.monotonic() - since:.0f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
