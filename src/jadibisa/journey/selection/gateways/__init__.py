"""The outside world of a draw: the beacon, the time-stamp, the cluster, each behind a Protocol."""
