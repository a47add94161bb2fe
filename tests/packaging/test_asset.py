"""The function's code is the same bytes wherever the library is: one asset hash, and nothing in it by accident."""

import email
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

import constructs_lib

ROOT = Path(__file__).resolve().parents[2]
SYNTH = """
import json, sys
from aws_cdk import App, Stack
import constructs_lib
from constructs_lib import Access, FromCaller, ParticipantDetails, StartChatContactFunction, StartChatContactRequest
app = App(outdir=sys.argv[1])
StartChatContactFunction(
    Stack(app, "S"), "Chat", access=Access.anonymous(),
    request=StartChatContactRequest(
        instance_id="i", contact_flow_id="f",
        participant_details=ParticipantDetails(display_name=FromCaller(default="Guest")),
    ),
)
app.synth()
print(constructs_lib.__file__)
"""


def synthesize(folder: Path, library: Path) -> Path:
    """Synthesize in an empty folder with the library at ``library``; return the staged code."""
    folder.mkdir()
    finished = subprocess.run(
        [sys.executable, "-c", SYNTH, str(folder / "out")],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(library)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert finished.returncode == 0, finished.stderr
    assert Path(finished.stdout.strip()).is_relative_to(library)
    [asset] = (folder / "out").glob("asset.*")
    return asset


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synthesize(tmp_path_factory.mktemp("checkout") / "app", ROOT)


def test_wheel_and_checkout_deploy_the_same_code(installed: Path, staged: Path, tmp_path: Path) -> None:
    assert synthesize(tmp_path / "app", installed).name == staged.name


def test_the_staged_files_are_the_package_and_nothing_else(staged: Path) -> None:
    found = {str(path.relative_to(staged)) for path in staged.rglob("*") if path.is_file()}
    package = ROOT / "runtime" / "start_chat_contact"
    wanted = {path for path in package.rglob("*") if path.suffix in (".py", ".json") or path.name == "NOTICE"}
    assert found == {str(path.relative_to(ROOT / "runtime")) for path in wanted}
    assert "start_chat_contact/handler.py" in found


def test_the_archive_is_small(staged: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(staged.rglob("*")):
            file.write(path, path.relative_to(staged))
    assert len(archive.getvalue()) < 100_000


def test_the_wheel_holds_the_library_alone(installed: Path) -> None:
    top = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}
    assert top == {"constructs_lib"}
    assert (installed / "constructs_lib" / "py.typed").exists()
    assert json.loads((installed / "constructs_lib/_runtime/start_chat_contact/data/endpoints.json").read_text())


def test_the_source_distribution_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=300)  # the source first, and the wheel from it
    [from_source], [source] = tmp_path.glob("*.whl"), tmp_path.glob("*.tar.gz")
    assert from_source.name == wheel.name

    def files(wheel: Path) -> dict[str, int]:
        return {entry.filename: entry.CRC for entry in zipfile.ZipFile(wheel).infolist()}

    assert files(from_source) == files(wheel)
    # The text for a package index names the pages that README.md links.
    with tarfile.open(source) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    links = re.findall(r"(?<!!)\[[^\]]+\]\((?!https:|#)([^)#]+)", (ROOT / "README.md").read_text("utf-8"))
    assert len(links) > 10
    assert all(any(name == link or name.startswith(f"{link}/") for name in inside) for link in links)


def test_the_version_is_the_librarys(installed: Path) -> None:
    [metadata] = installed.glob("*.dist-info/METADATA")
    assert f"Version: {constructs_lib.__version__}" in metadata.read_text().splitlines()
    assert {path.name for path in installed.glob("*.dist-info/licenses/**/*") if path.is_file()} == {
        "LICENSE",
        "NOTICE",
    }


def test_the_text_for_a_package_index_has_no_link_that_leads_nowhere(installed: Path) -> None:
    [path] = installed.glob("*.dist-info/METADATA")
    metadata = email.message_from_string(path.read_text("utf-8"))
    text = str(metadata.get_payload())
    assert metadata["Description-Content-Type"] == "text/markdown"
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert links != []
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lower()).replace(" ", "-") for line in re.findall(r"(?m)^#+ (.*)", text)
    }
    assert all(link.startswith("https://") or link[1:] in headings for link in links)
    assert "![" not in text
    assert "docs/access.md" in text  # named, without a link


def test_the_floor_is_tested() -> None:
    floor = (ROOT / "requirements" / "cdk-floor.in").read_text()
    required = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    for requirement in required:
        name, _, version = requirement.partition(",")[0].partition(">=")
        assert f"\n{name}=={version}" in floor
