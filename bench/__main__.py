"""Every measurement, one after the other, each in a process of its own: none finds another's threads and memory."""

import subprocess
import sys

for measurement in ("race", "maps", "networks", "compile", "browser", "rates", "training", "load"):
    subprocess.run([sys.executable, "-m", f"bench.{measurement}"], check=True)  # noqa: S603
