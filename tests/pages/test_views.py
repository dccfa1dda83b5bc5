"""Views of a caseload: the golden thread and its holes, filters, charts, links to files, and what stays unsaid."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.cases import AGENCY, FULL, UNSEEN, caseload
from support.html import Seen

from casekit.finding import Finding, Severity, Span
from casekit.model.agency import Links
from casekit.model.caseload import Case, Caseload
from casekit.model.service import Unmet
from casekit.pages.caseload import as_json
from casekit.pages.charts import HEIGHT, WIDTH, charts
from casekit.pages.files import case_folder, doors, shown
from casekit.pages.filters import filter_of
from casekit.pages.people import supervision_values
from casekit.pages.providers import gaps
from casekit.pages.read import read_agency
from casekit.pages.render import render, twins
from casekit.pages.site import LONG, About, Site, lay_out
from casekit.pages.thread import threads

DAY = dt.date(2026, 6, 1)


def case() -> Case:
    found = caseload().case(FULL)
    assert found
    return found


def with_case(changed: Case) -> Caseload:
    found = caseload()
    return msgspec.structs.replace(found, cases=tuple(changed if c.id == FULL else c for c in found.cases))


def finding(path: str, message: str = "x") -> Finding:
    return Finding(
        code="CK205", name="unknown-goal", severity=Severity.ERROR, message=message, path=path, span=Span(7, 3),
        record="r", at=("goals", 0), fingerprint="f",
    )  # fmt: skip


# The thread


def test_a_thread_marks_what_is_missing() -> None:
    plan = case().plan
    assert plan
    goal = msgspec.structs.replace(plan.goals[0], need=None, steps=(), services=())
    bare = msgspec.structs.replace(
        case(), plan=msgspec.structs.replace(plan, goals=(goal,)), services=(), assessments=(), outcome=None, reviews=()
    )
    (thread,) = threads(bare, DAY)
    assert (thread.need.hole, thread.steps.hole) == (True, goal.status[-1].status == "active")
    assert thread.holes == thread.need.hole + thread.steps.hole
    unknown = msgspec.structs.replace(goal, need="housing")
    (thread,) = threads(msgspec.structs.replace(bare, plan=msgspec.structs.replace(plan, goals=(unknown,))), DAY)
    assert (thread.need.text, thread.need.note) == ("housing", "in no assessment yet")


def test_a_need_to_work_on_now_without_a_goal_is_a_hole() -> None:
    assessment = case().assessments[0]
    need = msgspec.structs.replace(assessment.needs[0], domain="legal", choice="now")
    one = msgspec.structs.replace(assessment, needs=(need,))
    bare = msgspec.structs.replace(case(), assessments=(one,), plan=None, services=())
    (thread,) = threads(bare, DAY)
    assert (thread.need.text, thread.goal.hole, thread.holes) == ("legal", True, 1)
    later = msgspec.structs.replace(one, needs=(msgspec.structs.replace(need, choice="not_now"),))
    assert threads(msgspec.structs.replace(bare, assessments=(later,)), DAY) == ()


# Filters

_ROWS = st.lists(
    st.dictionaries(st.sampled_from("abc"), st.lists(st.text(max_size=3), max_size=3, unique=True).map(tuple))
)


@given(_ROWS)
def test_a_row_has_the_keys_of_its_words_and_no_others(rows: list[dict[str, tuple[str, ...]]]) -> None:
    found = filter_of(rows, "abc")
    named = {number: (facet.name, word) for facet in found.facets for number, word in facet.words}
    for row, keys in zip(rows, found.keys, strict=True):
        words = [(name, word) for name, words in row.items() for word in words]
        assert sorted(named[int(key)] for key in keys.split()) == sorted(words)


def test_risk_is_offered_by_weight() -> None:
    (facet,) = filter_of([{"risk": ("low",)}, {"risk": ("high",)}, {"risk": ("imminent",)}], ["risk"]).facets
    assert [word for _, word in facet.words] == ["imminent", "high", "low"]


# Charts


@pytest.mark.no_cover
@given(st.lists(st.tuples(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), st.floats(-50, 500)), min_size=1))
def test_a_chart_stays_in_its_frame(totals: list[tuple[dt.date, float]]) -> None:
    assessment = case().assessments[0]
    made = tuple(
        msgspec.convert(
            {"path": "", "date": day, "by": "r-vale", "scope": "instrument", "heard": [], "instruments": [
                {"instrument": "phq-9", "total": total}]},
            type(assessment),
        )
        for day, total in totals
    )  # fmt: skip
    (chart,) = charts(msgspec.structs.replace(case(), assessments=made))
    assert len(chart.points) == len(totals)
    assert all(0 <= p.x <= WIDTH and 0 <= p.y <= HEIGHT for p in chart.points)
    assert [p.day for p in chart.points] == sorted(day for day, _ in totals)


# Links to files


def linked(template: str | None, address: str | None = None, **own: str) -> list[tuple[str, str]]:
    found = caseload()
    agency = found.agency
    assert agency
    agency = msgspec.structs.replace(agency, links=Links(editor=template, forge=address))
    ways = doors(msgspec.structs.replace(found, agency=agency), **own).to_file("records/a b.yaml", 7)
    return [(way.name, way.address) for way in ways]


def test_a_file_opens_at_its_line() -> None:
    assert linked("vscode://file/{path}:{line}", "https://git.example.org/x/{path}#L{line}") == [
        ("editor", "vscode://file/records/a%20b.yaml:7"),
        ("forge", "https://git.example.org/x/records/a%20b.yaml#L7"),
    ]


@pytest.mark.parametrize("template", ["javascript://%0aalert(1)", "JavaScript:alert(1)", "data:text/html,x", "x", ""])
def test_a_template_that_could_run_script_is_no_link(template: str) -> None:
    assert linked(template) == []


def test_the_site_says_how_files_and_commits_open_here() -> None:
    own = {"folder": "/home/ruiz/our casebook", "editor": "vscode://file{folder}/{path}:{line}"}
    assert linked("idea://{path}", None, **own) == [
        ("editor", "vscode://file/home/ruiz/our%20casebook/records/a%20b.yaml:7")
    ]
    assert linked(None, None, forge="https://git.example.org/x/")[0][1] == (
        "https://git.example.org/x/blob/HEAD/records/a%20b.yaml#L7"
    )
    found = doors(caseload(), forge="https://git.example.org/x")
    assert found.to_commit("abc") == "https://git.example.org/x/commit/abc"
    assert doors(caseload(), forge="javascript://x").to_commit("abc") == ""


def test_contacts_and_services_of_a_case_open_their_files() -> None:
    found = doors(caseload(), forge="https://git.example.org/x")
    site = lay_out(caseload(), DAY, about=About(doors=found))
    page = Seen(render(site.pages[f"cases/{FULL}.md"], site, lambda to: to))
    opened = {
        value for name, value in page.attributes if name == "href" and value.startswith("https://git.example.org/")
    }
    case = site.caseload.case(FULL)
    assert case
    records = [*case.contacts, *(s for s in case.services if s.status[-1].status == "in_progress")]
    assert len(records) > 1
    assert {f"https://git.example.org/x/blob/HEAD/{record.path}#L1" for record in records} <= opened
    assert case.contacts[0].stem in page.text


# What stays unsaid


def test_no_finding_tells_of_a_mandated_report() -> None:
    found = caseload()
    full = case()
    kept = finding(f"{full.folder}/plan.yaml")
    hidden = [
        finding(f"{full.folder}/reports/2026-03-01-aa.yaml"),
        finding(f"{full.folder}/plan.yaml", "the mandated report is late"),
        *(finding(d.path) for d in full.disclosures if d.basis == "mandated_report" or d.report),
        *(finding(a.path) for a in full.approvals if "reports/" in a.of),
    ]
    assert len(hidden) > 2
    assert list(shown([*hidden, kept], found)) == [kept]
    assert [case_folder(path) for path in (kept.path, "records/agency.yaml")] == [full.folder, ""]


def everything(site: Site) -> dict[str, str]:
    return {path: render(page, site, lambda to: to) for path, page in site.pages.items()} | twins(site)


def test_no_page_and_no_data_tells_of_a_mandated_report() -> None:
    site = lay_out(caseload(), DAY)
    assert [path for path, text in everything(site).items() if UNSEEN in text] == []


# Data for programs


def test_the_twin_of_the_caseload_holds_every_case() -> None:
    found = json.loads(as_json(lay_out(caseload(), DAY)))
    assert found["as_of"] == "2026-06-01"
    assert {one["id"] for one in found["cases"]} == {c.id for c in caseload().cases}
    assert next(one for one in found["cases"] if one["id"] == FULL)["risk"] == ["high"]


def test_findings_are_on_the_page_of_their_case_and_in_the_twin(tmp_path: Path) -> None:
    agency = Path(shutil.copytree(AGENCY, tmp_path / "agency"))
    plan = agency / f"records/cases/2026/{FULL}/plan.yaml"
    plan.write_text(plan.read_text().replace("started: ", "begun: ", 1))
    read = read_agency(agency, lambda _: DAY)
    site = lay_out(read.caseload, read.day, read.findings)
    pages = everything(site)
    told = [f for f in read.findings if f.path.endswith("plan.yaml")]
    assert told
    assert told[0].code in pages["findings.md"]
    assert told[0].code in pages[f"cases/{FULL}.md"]
    # All but what would tell that there is a mandated report.
    fit = {f.code for f in shown(read.findings, read.caseload)}
    assert {f["code"] for f in json.loads(pages["findings.json"])["findings"]} == fit


def test_settings_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    (tmp_path / "casekit.toml").write_text("lint = 3\n")
    with pytest.raises(ValueError, match=r"casekit\.toml:1"):
        read_agency(tmp_path, lambda _: DAY)


# Long timelines, gaps, supervision


def test_a_long_timeline_has_a_page_of_its_own() -> None:
    contact = case().contacts[0]
    many = tuple(msgspec.structs.replace(contact, path=f"{case().folder}/contacts/{i}.yaml") for i in range(LONG + 1))
    site = lay_out(with_case(msgspec.structs.replace(case(), contacts=many)), DAY)
    pages = everything(site)
    assert pages[f"cases/{FULL}.md"].count("<li data-k=") < LONG
    assert pages[f"timelines/{FULL}.md"].count("<li data-k=") > LONG


def test_gaps_are_counted_by_need_and_reason() -> None:
    service = msgspec.structs.replace(
        case().services[0],
        unmet=Unmet(because="waitlist", note="long"),
    )
    site = lay_out(with_case(msgspec.structs.replace(case(), services=(service, service))), DAY)
    assert gaps(site)[0][1:3] == ("waitlist", 2)


def test_a_supervisor_sees_what_is_above_the_limit() -> None:
    found = caseload()
    staff = {i: msgspec.structs.replace(s, caseload_limit=0) for i, s in found.staff.items()}
    site = lay_out(msgspec.structs.replace(found, staff=staff), DAY)
    held = supervision_values(site)["held"]
    assert isinstance(held, list)
    assert any(one.over for one in held)
