"""The Java that Spark runs on: found, new enough, and helped where a part of it is missing."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from jadibisa.kernel.refusals import N_, Refusal

OLDEST = 17
MODULE = "jdk.incubator.vector"  # Spark asks for it; small Javas do not have it, and the draw does not need it
WITHOUT_MODULE = """\
#!/bin/sh
for word; do
  shift
  [ "$word" = "--add-modules={module}" ] || set -- "$@" "$word"
done
exec '{java}' "$@"
"""


def java_home(temporary: Path) -> Path:
    """A folder whose `bin/java` runs Spark.

    Args:
        temporary: where a helping script may be put.

    Raises:
        Refusal: `java_missing`, `java_too_old`.
    """
    java = _java()
    if java is None:
        raise Refusal(
            "java_missing", N_("Spark memerlukan Java %(oldest)d atau lebih baru. Pasang Java dahulu."), oldest=OLDEST
        )
    version = _version(_said(java, "-version"))
    if version < OLDEST:
        raise Refusal(
            "java_too_old",
            N_("Java di sini versi %(version)d. Spark memerlukan Java %(oldest)d atau lebih baru."),
            version=version, oldest=OLDEST,
        )  # fmt: skip
    if MODULE in _said(java, "--list-modules"):
        return java.resolve().parents[1]
    script = temporary / "java" / "bin" / "java"
    script.parent.mkdir(parents=True)
    script.write_text(WITHOUT_MODULE.format(module=MODULE, java=java))
    script.chmod(0o700)
    return script.parents[1]


def _java() -> Path | None:
    """The Java of `JAVA_HOME`, or the one on the path."""
    home = os.environ.get("JAVA_HOME", "")
    named = Path(home) / "bin" / "java" if home else None
    if named is not None and os.access(named, os.X_OK):
        return named
    found = shutil.which("java")
    return Path(found) if found else None


def _said(java: Path, word: str) -> str:
    """What Java answers to one word."""
    answer = subprocess.run([java, word], capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - the operator's own Java
    return answer.stdout + answer.stderr


def _version(text: str) -> int:
    """The feature release: 17 of `openjdk version "17.0.15"`, 8 of `java version "1.8.0_392"`; 0 where none is named."""
    found = re.search(r'version "(?:1\.)?(\d+)', text, flags=re.ASCII)
    return int(found[1]) if found else 0
