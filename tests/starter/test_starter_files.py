"""What `casekit init` writes is what its readers take it for: editors, Git, GitHub, GitLab, pre-commit and MkDocs."""

from __future__ import annotations

import base64
import gzip
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from support.agency import begun
from support.edits import findings_after

import casekit
from casekit.cli.main import run
from casekit.lint.report import FORMATS
from casekit.lint.settings import read_settings
from casekit.records.editor import schema_globs
from casekit.records.paths import KINDS
from casekit.records.schemas import schemas_folder
from casekit.starter import shipped as shipped_module
from casekit.starter.shipped import requirements, shipped, source

ROOT = Path(__file__).parents[2]
TOOLS = Path(sys.executable).parent
WORKFLOW, PIPELINE, ACTION = ".github/workflows/casekit.yml", ".gitlab-ci.yml", "action.yml"
Printed = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return shipped()


def loaded(files: dict[str, bytes], path: str) -> Any:
    return yaml.safe_load(files[path])


def setting(files: dict[str, bytes], name: str) -> Any:
    return json.loads(files[".vscode/settings.json"])[name]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}", **more}


# Begun, and everything says yes


def test_an_installed_casekit_brings_the_same_site_as_a_checkout() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    packed = set(wheel["wheel"]["force-include"])
    assert all(path in packed or str(Path(path).parent) in packed for path in shipped_module._site())


def test_a_new_agency_is_lint_clean_and_its_site_builds_strictly(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    agency = begun(tmp_path / "harbor-street")
    capsys.readouterr()
    assert run(["-C", str(agency), "lint", "--strict", "--fail-on", "info"]) == 0
    assert "all clear" in capsys.readouterr().err
    config = load_config(config_file=str(agency / "mkdocs.yml"), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    assert (agency / "build/site/cases/index.html").is_file()


@pytest.mark.parametrize("model", ["brokerage", "clinical", "3", "strengths_based"])
def test_every_model_begins_clean(tmp_path: Path, model: str) -> None:
    agency = begun(tmp_path / "agency", "--model", model)
    assert run(["-C", str(agency), "lint", "--strict", "--fail-on", "info"]) == 0


def test_settings_are_read_and_are_the_defaults(tmp_path: Path, files: dict[str, bytes]) -> None:
    (tmp_path / "casekit.toml").write_bytes(files["casekit.toml"])
    assert read_settings(tmp_path) == read_settings(tmp_path / "nowhere")
    without_marks = re.sub(r"^# ([a-z-]+ = )", r"\1", files["casekit.toml"].decode(), flags=re.MULTILINE)
    assert len(tomllib.loads(without_marks)["lint"]) == 4
    (tmp_path / "casekit.toml").write_text(without_marks)
    read_settings(tmp_path)


# Editors


def test_editors_know_the_schema_of_every_kind(files: dict[str, bytes]) -> None:
    assert setting(files, "yaml.schemas") == schema_globs()
    for schema in schema_globs():
        assert files[schema] == (schemas_folder().parent / schema).read_bytes()
    assert "schemas/common.schema.json" in files


def test_editors_ask_no_other_host(files: dict[str, bytes]) -> None:
    assert setting(files, "yaml.schemaStore.enable") is False
    assert setting(files, "redhat.telemetry.enabled") is False
    assert setting(files, "github.copilot.enable") == {"*": False}
    assert json.loads(files[".vscode/extensions.json"])["recommendations"][0] == "redhat.vscode-yaml"


def test_the_editors_task_finds_place_and_words_in_what_is_printed(files: dict[str, bytes]) -> None:
    (task,) = json.loads(files[".vscode/tasks.json"])["tasks"]
    assert task["args"][:2] == ["lint", "--format"]
    pattern = task["problemMatcher"]["pattern"]
    report = findings_after({"contacts/2026-03-02-k7.yaml": ("by: s-ruiz", "by: s-ruis")})
    (line,) = FORMATS[task["args"][2]](report).splitlines()
    found = re.fullmatch(pattern["regexp"], line)
    assert found
    groups = {name: found[number] for name, number in pattern.items() if name != "regexp"}
    assert groups["file"].endswith("contacts/2026-03-02-k7.yaml")
    assert (groups["line"], groups["column"], groups["severity"]) == ("2", "5", "error")
    assert groups["code"] == "CK213 unknown-staff"
    assert groups["message"].startswith("there is no staff member")


# Git


def test_git_keeps_records_byte_for_byte_and_never_merges_what_is_append_only(tmp_path: Path) -> None:
    agency = begun(tmp_path / "agency")
    shapes = {kind.shape.replace("<", "").replace(">", ""): kind.append_only for kind in KINDS.values()}
    asked = subprocess.run(
        ["git", "check-attr", "--stdin", "text", "merge"],
        cwd=agency,
        input="".join(f"records/{shape}\n" for shape in shapes),
        capture_output=True,
        text=True,
        check=True,
    )
    told = {tuple(line.split(": ")[:2]): line.split(": ")[2] for line in asked.stdout.splitlines()}
    for shape, append_only in shapes.items():
        assert told[f"records/{shape}", "text"] == "unset"
        assert told[f"records/{shape}", "merge"] == ("unset" if append_only else "unspecified"), shape


def test_git_ignores_the_site_and_leftovers_and_nothing_else(tmp_path: Path, files: dict[str, bytes]) -> None:
    agency = begun(tmp_path / "agency")
    paths = [*files, ".casekit.json", "records/agency.yaml", "build/site/index.html", ".casekit-0a1b", "plan.yaml~"]
    asked = subprocess.run(
        ["git", "check-ignore", "--no-index", *paths], cwd=agency, capture_output=True, text=True, check=True
    )
    assert asked.stdout.split() == paths[-3:]


# CI


@pytest.mark.parametrize(
    ("schema", "path"),
    [("vendor.github-workflows", WORKFLOW), ("vendor.gitlab-ci", PIPELINE), ("vendor.github-actions", ACTION)],
)
def test_ci_files_are_what_the_hosts_say_they_are(
    tmp_path: Path, files: dict[str, bytes], schema: str, path: str
) -> None:
    file = tmp_path / Path(path).name
    file.write_bytes(files[path] if path in files else (ROOT / path).read_bytes())
    command = ["check-jsonschema", "--builtin-schema", schema, str(file)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    file.write_text(file.read_text().replace("runs-on", "run-on").replace("script:", "scrpt:").replace("using", "usng"))
    assert subprocess.run(command, env=environment(), capture_output=True, check=False).returncode == 1


def steps(files: dict[str, bytes]) -> dict[str, str]:
    """Return the scripts of the workflow's steps by their names."""
    told = loaded(files, WORKFLOW)["jobs"]["records"]["steps"]
    return {step["name"]: step["run"] for step in told if "run" in step}


def test_others_actions_are_named_by_commit(files: dict[str, bytes]) -> None:
    text = files[WORKFLOW].decode() + (ROOT / ACTION).read_text()
    used = re.findall(r"^ +- uses: (\S+)", text, re.MULTILINE)
    assert len(used) == 5
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", name) for name in used)


def test_no_input_of_the_action_stands_in_a_script() -> None:
    action = yaml.safe_load((ROOT / ACTION).read_text())
    scripts = [step["run"] for step in action["runs"]["steps"] if "run" in step]
    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)


def script(text: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text],
        cwd=folder,
        env=environment(**env),
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_workflow_stops_with_words_where_nothing_says_what_to_install(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    (tmp_path / "requirements.txt").write_text("# casekit==1.0\n")
    done = script(steps(files)["Install casekit"], tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=requirements.txt::No line says where casekit comes from.")


def test_a_public_repository_is_stopped_with_words(tmp_path: Path, files: dict[str, bytes]) -> None:
    done = script(steps(files)["Keep records out of public repositories"], tmp_path)
    assert done.returncode == 1
    assert "::error::This repository is public" in done.stdout
    first = loaded(files, WORKFLOW)["jobs"]["records"]["steps"][0]
    assert first["if"] == "${{ !github.event.repository.private }}"


def spoil(agency: Path) -> None:
    """Let the program of the agency have a model that there is none of."""
    file = agency / "records/agency.yaml"
    file.write_text(file.read_text().replace("strengths_based", "strength"))


def test_the_workflow_shows_findings_beside_the_lines(tmp_path: Path, files: dict[str, bytes]) -> None:
    agency = begun(tmp_path / "agency")
    check = steps(files)["Check the records"]
    assert script(check, agency, GITHUB_ACTIONS="true").returncode == 0
    spoil(agency)
    done = script(check, agency, GITHUB_ACTIONS="true")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=records/agency.yaml,line=")


def test_the_action_installs_the_casekit_it_came_with_and_shows_findings(tmp_path: Path) -> None:
    install, check = [s["run"] for s in yaml.safe_load((ROOT / ACTION).read_text())["runs"]["steps"][1:]]
    aside = tmp_path / "aside"
    offline = {"PIP_TARGET": str(aside), "PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0"}
    done = script(install, tmp_path, GITHUB_ACTION_PATH=str(ROOT), **offline)
    assert done.returncode == 0, done.stderr
    assert (aside / "casekit/starter/agency/README.md").is_file()
    agency = begun(tmp_path / "agency")
    path = {"PATH": f"{aside / 'bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(aside)}
    assert script(check, agency, FAIL_ON="", **path).returncode == 0
    spoil(agency)
    for weight in ("", "warning"):
        done = script(check, agency, FAIL_ON=weight, **path)
        assert done.returncode == 1
        assert done.stdout.startswith("::error file=records/agency.yaml,line=")


@pytest.mark.parametrize("spoilt", [False, True])
def test_the_pipeline_writes_a_report_and_says_how_it_went(
    tmp_path: Path, files: dict[str, bytes], *, spoilt: bool
) -> None:
    job = loaded(files, PIPELINE)["records"]
    agency = begun(tmp_path / "agency")
    if spoilt:
        spoil(agency)
    report, check, site = job["script"]
    assert script(report, agency, GITLAB_CI="true").returncode == 0
    listed = json.loads((agency / job["artifacts"]["reports"]["codequality"]).read_text())
    assert [item["location"]["path"] for item in listed] == ["records/agency.yaml"] * spoilt
    assert script(check, agency, GITLAB_CI="true").returncode == int(spoilt)
    assert site == "mkdocs build --strict --quiet"


def test_the_pipeline_does_not_take_a_wrong_setting_for_findings(tmp_path: Path, files: dict[str, bytes]) -> None:
    agency = begun(tmp_path / "agency")
    (agency / "casekit.toml").write_text("[lint]\nnonsense = 1\n")
    report = loaded(files, PIPELINE)["records"]["script"][0]
    assert script(report, agency).returncode == 1


def test_a_public_project_is_stopped_by_the_pipeline(tmp_path: Path, files: dict[str, bytes]) -> None:
    public, install, _ = loaded(files, PIPELINE)["records"]["before_script"]
    assert script(public, tmp_path, CI_PROJECT_VISIBILITY="private").returncode == 0
    done = script(public, tmp_path, CI_PROJECT_VISIBILITY="public")
    assert done.returncode == 1
    assert "This project is public" in done.stdout
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    assert script(install, tmp_path).returncode == 1
    (tmp_path / "requirements.txt").write_text("# about\n./casekit.whl\n")
    assert script(install, tmp_path).returncode == 0


def changed(agency: Path) -> tuple[str, str]:
    """Change the policy in an agency's repository, and return the commits before and after."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=agency, capture_output=True, text=True, check=True).stdout.strip()

    git("add", "--all")
    git("commit", "--quiet", "--no-verify", "-m", "Begin")
    before = git("rev-parse", "HEAD")
    file = agency / "records/agency.yaml"
    file.write_text(f"{file.read_text()}holidays: [2026-12-24]\n")
    git("commit", "--quiet", "--no-verify", "-am", "Change")
    return before, git("rev-parse", "HEAD")


def test_the_workflow_comments_without_values_and_keeps_findings(tmp_path: Path, files: dict[str, bytes]) -> None:
    agency = begun(tmp_path / "agency")
    base, head = changed(agency)
    told = {step.get("name"): step.get("run") for step in loaded(files, WORKFLOW)["jobs"]["review"]["steps"]}
    stub = tmp_path / "bin/gh"  # the host's own program: what it is told is what counts here
    stub.parent.mkdir()
    stub.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >>{tmp_path}/told\n')
    stub.chmod(0o755)
    env = {
        "PATH": os.pathsep.join([str(stub.parent), str(TOOLS), os.environ["PATH"]]),
        "BASE": base,
        "HEAD": head,
        "NUMBER": "7",
        "GH_REPO": "a/b",
    }
    for name in ("Review what changed", "Keep the findings in code scanning"):
        done = script(told[name], agency, GITHUB_ACTIONS="true", CI="true", **env)
        assert done.returncode == 0, done.stderr
    review = (agency / "build/review.md").read_text()
    assert "`agency-changed`" in review
    assert "2026-12-24" not in review
    said = (tmp_path / "told").read_text().split("\n")
    assert said[:6] == ["pr", "comment", "7", "--edit-last", "--create-if-none", "--body-file"]
    assert "repos/a/b/code-scanning/sarifs" in said
    packed = (agency / "build/casekit.sarif.gz.b64").read_bytes()
    assert json.loads(gzip.decompress(base64.b64decode(packed)))["version"] == "2.1.0"


def test_the_pipeline_shows_the_review_and_comments_with_a_token(tmp_path: Path, files: dict[str, bytes]) -> None:
    agency = begun(tmp_path / "agency")
    base, head = changed(agency)
    job = loaded(files, PIPELINE)["review"]
    env = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "CI_COMMIT_SHA": head, "CI": "true"}
    for line in job["script"][1:]:
        assert script(line, agency, **env).returncode == 0
    (shown,) = job["artifacts"]["paths"]
    assert "2026-12-24" not in (agency / shown).read_text()
    taken: list[tuple[str, str | None, bytes]] = []

    class Host(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append((self.path, self.headers["PRIVATE-TOKEN"], body))
            self.send_response(201)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Host) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/api/v4"
        more = {"CI_API_V4_URL": url, "CI_PROJECT_ID": "3", "CI_MERGE_REQUEST_IID": "9", "CASEKIT_REVIEW_TOKEN": "t"}
        done = script(job["script"][-1], agency, **env, **more)
    assert done.returncode == 0, done.stderr
    ((path, token, body),) = taken
    assert (path, token) == ("/api/v4/projects/3/merge_requests/9/notes", "t")
    assert json.loads(body)["body"] == (agency / shown).read_text()


# Where casekit comes from

VCS = {
    "url": "https://git.example.org/tools/casekit",
    "vcs_info": {"vcs": "git", "commit_id": "0a" * 20, "requested_revision": "main"},
}
ARCHIVE = {"url": "https://git.example.org/casekit-1.0.tar.gz", "archive_info": {"hashes": {"sha256": "ab" * 32}}}


@pytest.mark.parametrize(
    ("direct", "line"),
    [
        (None, f"casekit[site]=={casekit.__version__}"),
        (VCS, f"casekit[site] @ git+https://git.example.org/tools/casekit@{'0a' * 20}"),
        (ARCHIVE, f"casekit[site] @ https://git.example.org/casekit-1.0.tar.gz#sha256={'ab' * 32}"),
        ({"url": "https://example.org/a.zip", "archive_info": {}}, "casekit[site] @ https://example.org/a.zip"),
        ({"url": "file:///home/ruiz/casekit", "dir_info": {"editable": True}}, None),
        ({"url": "https://example.org/a b\n--index-url x", "archive_info": {}}, None),
        ({"url": "http://example.org/a.zip", "archive_info": {}}, None),
        ({}, None),
    ],
)
def test_a_line_says_where_this_casekit_came_from(direct: dict[str, Any] | None, line: str | None) -> None:
    assert source(json.dumps(direct) if direct is not None else None) == line


def test_without_such_a_line_only_the_explanation_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped_module, "source", lambda _: None)
    assert all(line.startswith("#") for line in requirements().decode().splitlines())
    monkeypatch.setattr(shipped_module, "source", lambda _: "casekit[site]==1.0")
    assert requirements().decode().splitlines()[-1] == "casekit[site]==1.0"

    def unknown(_: str) -> None:
        raise shipped_module.metadata.PackageNotFoundError

    monkeypatch.setattr(shipped_module.metadata, "distribution", unknown)
    assert all(line.startswith("#") for line in requirements().decode().splitlines())


# The words


def test_the_readme_names_only_what_there_is(files: dict[str, bytes], tmp_path: Path) -> None:
    agency = begun(tmp_path / "agency")
    text = files["README.md"].decode()
    named = [part for row in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE) for part in re.findall(r"`([^`]+)`", row)]
    assert "records/agency.yaml" in named
    later = {"teams/", "providers/", "records/people/", "records/cases/"}
    for path in set(named) - later:
        assert (agency / path).exists(), path


def test_everything_shipped_is_text_with_line_feeds(files: dict[str, bytes]) -> None:
    for path, data in files.items():
        text = data.decode()
        assert text.endswith("\n"), path
        assert "\r" not in text
        assert not path.startswith("records/")
