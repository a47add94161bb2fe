"""Run by `test_older_engines` on a botocore of any version: make every call, print what came of it as JSON.

The argument is "trimmed" for the function's own client, "complete" for a client on this botocore's own data. Prints
also which optional members this botocore's own model does not know.
"""

import json
import sys
from typing import Any

import botocore
import botocore.session
from botocore.validate import ParamValidator
from start_chat_contact.connect_client import DEFAULT_CONFIG, create_client

from tests.support.sdk_calls import ANSWERS, OPTIONAL, REQUESTS, REQUIRED
from tests.support.sdk_outcome import frozen, outcome

own = botocore.session.Session()


def unknown_members() -> list[str]:
    shape = own.get_service_model("connect").operation_model("StartChatContact").input_shape
    return [
        member
        for member, value in OPTIONAL.items()
        if "Unknown parameter" in ParamValidator().validate({**REQUIRED, member: value}, shape).generate_report()
    ]


def calls() -> dict[str, Any]:
    answers = {f"answer: {name}": {**REQUIRED, "ClientToken": name} for name in ANSWERS}
    client = own.create_client("connect", config=DEFAULT_CONFIG) if sys.argv[1] == "complete" else create_client()
    with frozen():
        return {name: outcome(client, "start_chat_contact", value) for name, value in {**REQUESTS, **answers}.items()}


json.dump({"version": botocore.__version__, "unknown": unknown_members(), "calls": calls()}, sys.stdout)
