"""Reads statements, one a line, and prints the 95th percentile of each in milliseconds, over one plain connection."""

import sys
import time
from statistics import quantiles

from jadibisa.config.database import attached


def main() -> None:
    """Measure what stands on standard input."""
    rounds = int(sys.argv[1])
    with attached() as database, database.connect(database.application) as connection:
        for statement in sys.stdin.read().splitlines():
            samples = []
            for _round in range(rounds):
                since = time.perf_counter()
                connection.execute(statement.encode()).fetchall()
                samples.append(time.perf_counter() - since)
            print(f"{quantiles(samples, n=20)[-1] * 1000:.3f}")


if __name__ == "__main__":
    main()
