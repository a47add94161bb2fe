"""What the emulator's process leaves: ports, workers, files."""

import io
import json
import socket
import subprocess
import time
import zipfile
from pathlib import Path

from local.emulator import Emulator

NOWHERE = "http://127.0.0.1:9"
ROLE = "arn:aws:iam::000000000000:role/any"


def invoke_a_function_that_tells_its_environment(running: Emulator) -> dict[str, str]:
    """It also makes the emulator start a worker of its own."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.py", "import os\ndef handler(event, context):\n    return dict(os.environ)\n")
    client = running.client("lambda")
    client.create_function(
        FunctionName="tell",
        Runtime="python3.13",
        Role=ROLE,
        Handler="index.handler",
        Code={"ZipFile": archive.getvalue()},
    )
    found: dict[str, str] = json.load(client.invoke(FunctionName="tell")["Payload"])
    return found


def port_of(running_url: str) -> int:
    return int(running_url.rsplit(":", 1)[1])


def accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until_gone(port: int, folder: Path) -> None:
    deadline = time.monotonic() + 20
    while accepts(port) or workers(folder) or files(folder):
        assert time.monotonic() < deadline, f"{accepts(port)=} {workers(folder)=} {files(folder)=}"
        time.sleep(0.05)


def files(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


def workers(folder: Path) -> list[str]:
    """The command lines of live processes that name `folder`: a worker runs from the emulator's temporary folder."""
    lines = subprocess.run(["ps", "-A", "-ww", "-o", "args="], capture_output=True, text=True, check=True).stdout
    return [line for line in lines.splitlines() if str(folder) in line]
