"""Many payouts to the stand-in bank with all faults on and workers killed at any line; the naive worker beside it.

    python -m bench payouts        JADIBISA_PAYOUTS=10000

It is the test of the name with more payouts: 0 paid twice, 0 paid and called failed, 0 called paid and not paid, 0 unknown.
"""

import os
import subprocess
import sys
import time

from jadibisa.config import state

PAYOUTS = os.environ.get("JADIBISA_PAYOUTS", "10000")


def main() -> None:
    """Run it and say how long it took."""
    since = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:randomly", "tests/races/test_payout_kills.py"]
    done = subprocess.run(
        command,
        env={**os.environ, "JADIBISA_PAYOUTS": PAYOUTS},
        cwd=state.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout)
        message = "a payout went wrong"
        raise RuntimeError(message)
    took = time.monotonic() - since
    print(f"{int(PAYOUTS):,} payouts: 0 paid twice, 0 lost, 0 unknown; the naive worker fails (wanted) — {took:.0f} s")


if __name__ == "__main__":
    main()
