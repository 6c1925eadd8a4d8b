"""All measurements, one after the other: python -m bench. Fails where one of them misses a limit."""

import subprocess
import sys

ALL = ("reading", "sending", "visible", "rebuild", "rest")

if __name__ == "__main__":
    missed = [
        name
        for name in ALL
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode
    ]
    print(f"missed: {', '.join(missed)}" if missed else "every limit is held")
    sys.exit(1 if missed else 0)
