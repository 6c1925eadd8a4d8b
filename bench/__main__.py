"""All measurements, one after the other: python -m bench. Fails where one of them misses a limit."""

import subprocess
import sys

ALL = ("rebuild", "reading", "sending", "visible", "verify", "guard", "linear", "pictures", "film", "rest")
"""The rebuild first: ext4 passes over the inodes of files deleted in the last minutes, one by one, and each new file pays for it."""

if __name__ == "__main__":
    missed = [
        name
        for name in ALL
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode
    ]
    print(f"missed: {', '.join(missed)}" if missed else "every limit is held")
    sys.exit(1 if missed else 0)
