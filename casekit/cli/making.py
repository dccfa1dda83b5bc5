"""A kind and what a person said in, a new record (and, with a case, perhaps a person's) on the disk out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from casekit.cli.context import Problem, agency_folder, at_terminal, find_case
from casekit.cli.filling import Given, check_names, check_values, fill, fill_hashes
from casekit.cli.finishing import Prepared, Written, finish
from casekit.cli.judging import matters_to
from casekit.cli.typed import as_day, today
from casekit.cli.worker import find_worker
from casekit.lint.settings import Settings, SettingsError, read_settings
from casekit.model.beginnings import Beginning, beginning, day_field
from casekit.model.build import read_caseload
from casekit.model.caseload import Case, Caseload
from casekit.model.people import Person
from casekit.model.standing import ended_on
from casekit.records.naming import new_name, path_of
from casekit.records.overlay import Overlay
from casekit.records.paths import Kind, place
from casekit.records.tree import WorkingTree
from casekit.words import near_misses, visible


class Agency(Struct, frozen=True):
    """The agency a command works in, as far as one case needs it: of other cases only case.yaml was read."""

    folder: Path
    settings: Settings
    caseload: Caseload
    now: dt.date


def open_agency(start: Path, case: str = "") -> Agency:
    """Read the agency at or above ``start``, with all of one case."""
    folder = agency_folder(start)
    try:
        settings = read_settings(folder)
    except SettingsError as error:
        raise Problem(str(error)) from error
    wanted = case.strip().upper()
    near = [f"records/cases/{year.name}/{wanted}" for year in _years(folder)]
    caseload = read_caseload(Overlay(WorkingTree(folder), {}, matters_to(near)))
    return Agency(folder, settings, caseload, today(caseload.agency.timezone if caseload.agency else ""))


def _years(folder: Path) -> Iterator[Path]:
    yield from sorted((folder / "records" / "cases").glob("[12][0-9][0-9][0-9]"))


def make(
    kind: Kind,
    start: Path,
    given: Given,
    *,
    dry_run: bool,
    edit: bool | None,
    case: str = "",
    team: str = "",
    name: str = "",
    person_name: str | None = None,
    birth_date: str | None = None,
    new_person: bool = False,
) -> Written:
    """Write a new record of a kind and say what is left to do in it; raises Problem where it cannot be begun."""
    agency = open_agency(start, case)
    of = find_case(agency.caseload, case) if case else None
    records: list[Prepared] = []
    linked: dict[str, Any] = {}
    if kind.name == "case":
        records, linked = _with_person(agency, given, person_name, birth_date, new_person=new_person)
    records.append(_prepared(kind, agency, given, of, team.strip(), name.strip(), linked))
    if of:
        tell_whose(agency.caseload, of)
    folder = of.folder if of else records[-1].path.rpartition("/")[0]
    where = place(records[-1].path)
    return finish(
        agency.folder,
        agency.settings,
        records,
        case=(where.case or "") if where else "",
        case_folder=folder,
        dry_run=dry_run,
        edit=edit,
    )


def tell_whose(caseload: Caseload, case: Case) -> None:
    """Say whose case is written to, on a terminal and nowhere else: an id that is slightly wrong may be another's."""
    person = caseload.person_of(case)
    if person and at_terminal():
        click.echo(f"casekit: {case.id} is the case of {visible(person.names.used or person.names.legal)}.", err=True)


def _prepared(
    kind: Kind, agency: Agency, given: Given, of: Case | None, team: str, name: str, linked: dict[str, Any]
) -> Prepared:
    check_names(given, agency.caseload, of)
    said = {field.at: value for field, value in given.items()}
    day_of = day_field(kind.name)
    day = as_day(said.get((day_of,), "today"), agency.now) if day_of else agency.now.isoformat()
    _refuse_future(kind, day, agency.now)
    _check_place(kind, agency.caseload, of, team, name)
    name = name or new_name(kind.name, day, _taken(kind, agency.caseload, of))
    path = path_of(kind.name, name, folder=of.folder if of else "", team=team, year=day[:4])
    _refuse_second(kind, agency.folder, path, of)
    if of is not None and kind.name not in _AFTER_THE_END:
        tell_ended(of, day)
    worker = _worker(kind, agency, said)
    data = beginning(
        kind.name,
        Beginning(name=name, day=day, today=agency.now.isoformat(), worker=worker, caseload=agency.caseload, case=of),
    )
    data |= linked
    _follow_program(agency.caseload, data, said)
    data = fill(data, given, agency.now)
    fill_hashes(kind.name, data, agency.folder, of)
    check_values(kind.name, data, given)
    return Prepared(kind.name, path, data, tuple(said))


_AFTER_THE_END = {"outcome", "approval", "disclosure", "grievance", "report"}  # may well come once a case is closed
_WRITERS = {"waiver": "requested_by"}
_NAMES_A_WORKER = {"case", "provider"}  # in a log or below a field


def _worker(kind: Kind, agency: Agency, said: dict[Any, Any]) -> str | None:
    """Return who writes, for the kinds that say so."""
    from casekit.records.fields import fields

    places = {field.at for field in fields(kind.name)}
    own = (_WRITERS.get(kind.name, "by"),)
    if own not in places and kind.name not in _NAMES_A_WORKER:
        return None
    told = said.get(own) or said.get(("assured", "by")) or next(iter(said.get(("assignments", 0, "worker"), ())), None)
    return find_worker(agency.folder, agency.caseload, agency.now.isoformat(), told)


def _follow_program(caseload: Caseload, data: dict[str, Any], said: dict[Any, Any]) -> None:
    """Give a new case the model of the program that was named, unless a model was named too."""
    program = said.get(("program",))
    if program and caseload.agency and ("model",) not in said:
        data["model"] = next((p.model for p in caseload.agency.programs if p.id == program), None)


def _check_place(kind: Kind, caseload: Caseload, of: Case | None, team: str, name: str) -> None:
    if of is not None and of.file is None:
        raise Problem(f"the case.yaml of {of.id} cannot be read. Run casekit lint: it says what is wrong, and where.")
    if "<team>" in kind.shape and team not in caseload.names.get("team", ()):
        from casekit.words import did_you_mean

        raise Problem(f"there is no team `{visible(team)}` in teams/.{did_you_mean(team, sorted(caseload.teams))}")
    if "<slug>" in kind.shape and place(path_of(kind.name, name)) is None:
        raise Problem(f"`{visible(name)}` cannot be an id: use small letters, digits and hyphens, such as s-ruiz.")


def _taken(kind: Kind, caseload: Caseload, of: Case | None) -> frozenset[str]:
    names = of.names if of else caseload.names
    return names.get(kind.name, frozenset()) | frozenset(case.id for case in caseload.cases)


def _refuse_second(kind: Kind, folder: Path, path: str, of: Case | None) -> None:
    if (folder / path).exists():
        whose = f"{of.id} has" if of else "there is"
        raise Problem(f"{whose} {kind.called} already: {path}. Open that file; casekit never writes over one.")


def tell_ended(case: Case, day: str) -> None:
    """Ask whether a case is the one that is meant where it ended before the day of what is written; it is written all the same."""
    ended = ended_on(case)
    if ended is not None and case.file is not None and ended.isoformat() < day:
        click.echo(
            f"casekit: {case.id} ended on {ended}, and this is dated later. Is it the case you mean? Someone who came back "
            f"gets a new one: casekit new case --person {visible(case.file.person)}",
            err=True,
        )


def _refuse_future(kind: Kind, day: str, now: dt.date) -> None:
    """Keep what tells of something that happened from being written before it has: a slip of the year, mostly."""
    if kind.append_only and day > now.isoformat():
        raise Problem(
            f"{day} has not come yet (today is {now}), and {kind.called} tells of what happened. Nothing was written. "
            "Correct the day; for what is planned there is `casekit new appointment`."
        )


def _with_person(
    agency: Agency, given: Given, name: str | None, born: str | None, *, new_person: bool
) -> tuple[list[Prepared], dict[str, Any]]:
    """Return the person's record where the case is of someone new, and the case's link to the person."""
    if any(field.at == ("person",) for field in given):
        if name or born or new_person:
            raise Problem("--person names someone in people/ already: leave --name, --birth-date and --new-person out.")
        return [], {}
    born = as_day(born, agency.now) if born else None
    same = [] if new_person else list(_alike(agency.caseload, name, born))
    if same:
        return [], {"person": _choose(same)}
    person = new_name("person", "", agency.caseload.names.get("person", frozenset()))
    names = {"names": {"legal": name}} if name else {}
    data = {"id": person, **names, **({"birth_date": born} if born else {})}
    places = [*([("names", "legal")] if name else []), *([("birth_date",)] if born else [])]
    return [Prepared("person", path_of("person", person), data, tuple(places))], {"person": person}


def _alike(caseload: Caseload, name: str | None, born: str | None) -> Iterator[Person]:
    """Yield the people in people/ who may be the one meant: by a name that comes close, or the day of birth."""
    for person in caseload.people.values():
        names = [person.names.legal, *([person.names.used] if person.names.used else []), *person.names.former]
        lives = born is not None and str(person.birth_date) == born
        if lives or (name and near_misses(name, names)):
            yield person


def _choose(same: list[Person]) -> str:
    """Ask which of several people is meant; where nobody can be asked, say how to tell."""
    ids = [person.stem for person in same]
    if not at_terminal():
        raise Problem(
            f"people/ holds someone by that name or birthday already: {', '.join(ids)}. Link the case with --person ID, "
            "or say --new-person if it is someone else."
        )
    for person in same:
        click.echo(f"  {person.stem}  {visible(person.names.legal)}, born {person.birth_date}", err=True)
    return str(click.prompt("Is it one of these? (Ctrl-C, and --new-person, if not)", type=click.Choice(ids), err=True))
