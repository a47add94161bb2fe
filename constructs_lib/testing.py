"""For tests of stacks that use the constructs; works with any snapshot tool."""

import copy
import json
import re
from collections.abc import Mapping
from typing import Any

from .request.checks.members import check_request
from .request.model import StartChatContactRequest

_ASSET = re.compile(r"\b[0-9a-f]{64}\b")
_LEGACY_ASSET = re.compile(r"\bAssetParameters([0-9a-f]{64})([A-Za-z0-9]*?)[0-9A-F]{8}\b")
_HASHED_ID = re.compile(r"\b(\w*(?:Deployment|CurrentVersion)\w*?[0-9A-F]{8})[0-9a-f]{32,40}\b")


def problems(request: StartChatContactRequest) -> list[str]:
    """Return every problem of a declaration, in the order of its members; empty if there is none.

    The constructs raise these together with the problems of their other props.
    """
    return list(check_request(request))


def normalise_template(template: Mapping[str, Any]) -> dict[str, Any]:
    """Return a template without the parts that change when nothing has been changed on purpose.

    Hashes of assets, and the hashes in the logical ids of deployments, function versions and the legacy synthesizer's
    parameters, become ``<hash>`` (``<hash 2>`` for the parameters of a second asset, and so on); the bootstrap's own
    parameter and rule and the CDK's metadata are left out. The template given is not changed.
    """
    kept = copy.deepcopy(dict(template))
    for section, name in (("Parameters", "BootstrapVersion"), ("Rules", "CheckBootstrapVersion")):
        kept.get(section, {}).pop(name, None)
        if not kept.get(section, True):
            del kept[section]
    kept["Resources"] = {
        name: resource
        for name, resource in kept.get("Resources", {}).items()
        if resource.get("Type") != "AWS::CDK::Metadata"
    }
    digests: dict[str, str] = {}

    def numbered(match: re.Match[str]) -> str:
        digest = digests.setdefault(match[1], f"<hash {len(digests) + 1}>" if digests else "<hash>")
        return f"AssetParameters{digest}{match[2]}"

    text = _LEGACY_ASSET.sub(numbered, json.dumps(kept))
    text = _HASHED_ID.sub(r"\1<hash>", _ASSET.sub("<hash>", text))
    normalised: dict[str, Any] = json.loads(text)
    return normalised
