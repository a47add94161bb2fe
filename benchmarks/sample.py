"""One cold start in a process of its own: import the named variant, call its handler once, print what it took.

Prints JSON: the monotonic clock (seconds) and the CPU used so far (seconds) after init and after the first response,
and the largest resident size (kilobytes). Linux only: elsewhere that size is not to be had without the parent's in it.
"""

import time
from typing import Any

EVENT: dict[str, Any] = {
    "InstanceId": "11111111-2222-3333-4444-555555555555",
    "ContactFlowId": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
    "ParticipantDetails": {"DisplayName": "Guest"},
    "Attributes": {"topic": "billing", "page": "/pricing"},
    "ClientToken": "token-1",
}

if __name__ == "__main__":
    import importlib
    import sys

    handler = importlib.import_module(sys.argv[1]).handler
    init, init_cpu = time.monotonic(), time.process_time()
    handler(EVENT)
    first, first_cpu = time.monotonic(), time.process_time()

    import json
    import re
    from pathlib import Path

    size = int(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[0])
    json.dump({"init": init, "init CPU": init_cpu, "first": first, "first CPU": first_cpu, "size": size}, sys.stdout)
