"""The function's code as an asset: the same bytes from a checkout and from an installed library."""

import importlib.metadata
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsii
from aws_cdk import AssetHashType, BundlingOptions, DockerImage, ILocalBundling
from aws_cdk import aws_lambda as lambda_

from constructs_lib.access.model import Access
from constructs_lib.runtime_files import runtime_folder

HANDLER = "start_chat_contact.handler.handler"
_DECLARED_FILE = "start_chat_contact/declared.json"
# Bare names match at any depth; patterns with slashes do not. Files that tools leave behind must not move the hash.
_EXCLUDE = ["__pycache__", "*.pyc", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".DS_Store"]
_PYJWT = "PyJWT"
_INSTALL = "install the library with its extra signed-jwt, or run pip install 'PyJWT>=2.10,<3'"


def function_code(*, with_pyjwt: bool, declared: str | None = None) -> lambda_.Code:
    """Return the code that the function runs.

    It needs nothing beyond AWS Lambda's Python runtime, unless it verifies tokens itself: then it carries the PyJWT
    that is installed here, which is Python alone and fits every processor. ``declared`` is what of the plan doesn't fit
    into the environment, and becomes a file.
    """
    if not with_pyjwt and declared is None:
        return lambda_.Code.from_asset(str(runtime_folder()), exclude=_EXCLUDE)
    local = _Bundle(with_pyjwt=with_pyjwt, declared=declared)
    bundling = BundlingOptions(image=DockerImage.from_registry("none"), local=local)
    return lambda_.Code.from_asset(
        str(runtime_folder()), exclude=_EXCLUDE, bundling=bundling, asset_hash_type=AssetHashType.OUTPUT
    )


def check_packages(access: Access) -> Iterator[str]:
    """Yield the package that the function's code must carry and that is not installed."""
    if access.secret is None:
        return
    try:
        version = importlib.metadata.version(_PYJWT)
    except importlib.metadata.PackageNotFoundError:
        yield f"access: Access.signed_jwt(…) puts PyJWT into the function, and none is installed here; {_INSTALL}"
        return
    if not ((2, 10) <= tuple(int(part) for part in version.split(".")[:2]) < (3, 0)):
        yield f"access: Access.signed_jwt(…) needs PyJWT from 2.10 to 2.x, got {version}; {_INSTALL}"


@jsii.implements(ILocalBundling)
class _Bundle:
    """Puts the function's code into a folder with what it needs besides; without a container or the network."""

    def __init__(self, *, with_pyjwt: bool, declared: str | None) -> None:
        self._with_pyjwt = with_pyjwt
        self._declared = declared

    def try_bundle(self, output_dir: str, *, image: DockerImage, **_: Any) -> bool:
        """Fill the folder; always done."""
        target = Path(output_dir)
        shutil.copytree(runtime_folder(), target, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*_EXCLUDE))
        if self._with_pyjwt:
            _add_pyjwt(target)
        if self._declared is not None:
            (target / _DECLARED_FILE).write_text(self._declared, "utf-8")
        return True


def _add_pyjwt(target: Path) -> None:
    """Copy PyJWT with its licence."""
    for file in importlib.metadata.files(_PYJWT) or ():
        if file.suffix in (".py", ".typed") and file.parts[0] == "jwt":
            place = target / file
        elif file.name.startswith("LICENSE"):
            place = target / "jwt" / file.name
        else:
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(str(file.locate()), place)
