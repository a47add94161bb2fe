"""Write the small data folder that the function's AWS clients read instead of botocore's own.

Creating a client from botocore's complete data costs more than everything else in a cold start, and a runtime's
botocore may be too old to know the newest members of a request. The function therefore carries its own data: the few
operations that it calls, taken from the botocore that this project pins.

Run it after the pin has moved::

    python tools/trim_service_model.py          # writes runtime/start_chat_contact/data
    python tools/trim_service_model.py --check  # writes nothing; exits 1 and names what differs
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import botocore
from botocore.loaders import Loader

DATA = Path(__file__).resolve().parent.parent / "runtime" / "start_chat_contact" / "data"
"""Where the generated folder is kept under version control."""

OPERATIONS = {"connect": "StartChatContact", "secretsmanager": "GetSecretValue", "ssm": "GetParameter"}
"""The one operation kept of each service, by botocore's service name."""

NOTICE = f"""\
Files in this folder are excerpts of the service data of botocore {botocore.__version__}
(Copyright Amazon.com, Inc. or its affiliates; Apache License, Version 2.0),
changed by tools/trim_service_model.py: reduced to {", ".join(OPERATIONS.values())}, without documentation.
"""


def main(arguments: list[str] | None = None) -> int:
    """Write the folder, or with ``--check`` compare it; return the exit status."""
    parser = argparse.ArgumentParser(description="trim botocore's data to what the function uses")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when the folder differs")
    check = parser.parse_args(arguments).check
    expected = render()
    differences = list(compare(expected))
    if check:
        for difference in differences:
            print(difference, file=sys.stderr)
        if differences:
            print("run tools/trim_service_model.py to write the folder anew", file=sys.stderr)
        return 1 if differences else 0
    write(expected)
    size = sum(len(text.encode()) for text in expected.values())
    print(f"{DATA}: {len(expected)} files, {size} bytes, {len(differences)} changed")
    return 0


def render() -> dict[str, str]:
    """Return the whole folder as text by relative path, from the botocore that is installed here.

    Everything keeps botocore's own order: messages about unknown parameters list the members in it.
    """
    # Only botocore's own folder: the default search would also read ~/.aws/models.
    source = Path(botocore.__file__).parent / "data"
    loader = Loader(extra_search_paths=[str(source)], include_default_search_paths=False)
    files: dict[str, Any] = {
        "_retry.json": trim_retry(loader.load_data("_retry")),
        "endpoints.json": trim_endpoints(loader.load_data("endpoints")),
        "partitions.json": loader.load_data("partitions"),
        "sdk-default-configuration.json": trim_defaults(loader.load_data("sdk-default-configuration")),
    }
    for service, operation in OPERATIONS.items():
        folder = f"{service}/{loader.determine_latest_version(service, 'service-2')}"
        files[f"{folder}/service-2.json"] = trim_service(loader.load_service_model(service, "service-2"), operation)
        files[f"{folder}/endpoint-rule-set-1.json"] = loader.load_service_model(service, "endpoint-rule-set-1")
    texts = {
        path: json.dumps(without_documentation(value), separators=(",", ":")) + "\n" for path, value in files.items()
    }
    return {"NOTICE": NOTICE, **texts}


def trim_service(model: Mapping[str, Any], operation: str) -> dict[str, Any]:
    """Return ``model`` with one operation, the shapes that it reaches, and every exception of the service.

    All exceptions, because an error is looked up by its code over the whole service: a throttle or a refusal by IAM
    is on no operation's list and would otherwise come back without its class.
    """
    shapes: Mapping[str, Any] = model["shapes"]
    kept = model["operations"][operation]
    waiting = [*shape_references(kept), *(name for name, shape in shapes.items() if shape.get("exception"))]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(shape_references(shapes[name]))
    return {
        "version": model["version"],
        "metadata": model["metadata"],
        "operations": {operation: kept},
        "shapes": {name: shape for name, shape in shapes.items() if name in reached},
    }


def trim_endpoints(endpoints: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``endpoints`` with every partition and Region, and only our services."""
    partitions = []
    for partition in endpoints["partitions"]:
        services = {name: value for name, value in partition["services"].items() if name in OPERATIONS}
        partitions.append({**partition, "services": services})
    return {**endpoints, "partitions": partitions}


def trim_retry(retry: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``retry`` with the rules for every service and those of our services, should there be any."""
    rules = {name: rule for name, rule in retry["retry"].items() if name in {"__default__", *OPERATIONS}}
    return {**retry, "retry": rules}


def trim_defaults(defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``defaults``, the settings of each ``defaults_mode``, without the section that explains them."""
    return {name: section for name, section in defaults.items() if name != "documentation"}


def shape_references(value: Any) -> Iterator[str]:
    """Yield the names of all shapes that a part of a service model refers to."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "shape" and isinstance(item, str):
                yield item
            else:
                yield from shape_references(item)
    elif isinstance(value, list):
        for item in value:
            yield from shape_references(item)


def without_documentation(value: Any) -> Any:
    """Return ``value`` without documentation texts; a member that is itself named ``documentation`` stays."""
    if isinstance(value, dict):
        return {
            key: without_documentation(item)
            for key, item in value.items()
            if not (key == "documentation" and isinstance(item, str))
        }
    if isinstance(value, list):
        return [without_documentation(item) for item in value]
    return value


def compare(expected: Mapping[str, str]) -> Iterator[str]:
    """Yield one line for each file of `DATA` that is missing, differs, or should not be there."""
    present = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file()}
    for name in sorted(present | expected.keys()):
        if name not in present:
            yield f"{name}: is missing"
        elif name not in expected:
            yield f"{name}: is not generated; delete it"
        elif (DATA / name).read_bytes() != expected[name].encode():
            yield f"{name}: differs from botocore {botocore.__version__}"


def write(expected: Mapping[str, str]) -> None:
    """Make `DATA` hold exactly the ``expected`` files."""
    shutil.rmtree(DATA, ignore_errors=True)
    for name, text in expected.items():
        path = DATA / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


if __name__ == "__main__":
    sys.exit(main())
