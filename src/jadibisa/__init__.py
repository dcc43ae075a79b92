"""JadiBisa: the open operating system of a national skills programme."""
