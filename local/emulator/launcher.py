"""The emulator's process: ministack with the gaps closed that a chat endpoint would fall into.

Run by the emulator's own interpreter, `python -m local.emulator.launcher`. It ends, with all its workers and its
temporary folder (`TMPDIR`), when its standard input does: when whoever started it is gone, however that came about.
"""

import os
import shutil
import signal
import sys
import threading


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def main() -> None:
    """Patch ministack and serve until killed. Its port and the rest come from the environment."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from local.emulator import patches

    patches.apply()
    from ministack.app import main as serve

    serve()


if __name__ == "__main__":
    main()
