"""A chart in; what is known of the client's situation put into it: needs, circumstances, risks, a safety plan."""

from __future__ import annotations

import datetime as dt

from casekit.demo.chance import wrapped
from casekit.demo.chart import Chart, Data
from casekit.demo.days import working_day
from casekit.demo.writing.opening import interpreter

_LEVELS = ("crisis", "vulnerable", "safe", "building", "thriving")
_HOW = ("in person, alone", "in person, at a table that the client chose", "at home, alone, without hurry")
_OTHER_DOMAINS = ("family", "child_care", "communication", "education", "daily_living", "safety")


def assessment(chart: Chart, domains: list[str], scope: str = "full", worst: str = "vulnerable") -> str:
    """Put an assessment: the domains that will be worked on stand at the worst levels, some others do well."""
    needs = [_need(chart, domain, worst if place == 0 else "vulnerable") for place, domain in enumerate(domains)]
    if scope == "full":
        others = chart.chance.sample(_OTHER_DOMAINS, 2)
        needs += [{"domain": other, "level": chart.chance.choice(_LEVELS[2:])} for other in others]
    heard = [{"who": "the client", "how": chart.chance.choice(_HOW)}]
    if chart.hears_support:
        heard.append(
            {"who": f"the client's {chart.person['supports'][0]['relation']}", "how": "by phone, with a release"}
        )
    full = scope == "full"
    instruments = [phq9(chart, night_thoughts=worst == "crisis" and chart.has("high_risk"))] if full else None
    return chart.event(
        "assessment",
        chart.today(
            scope=scope,
            heard=heard,
            needs=needs,
            strengths=chart.some("strength", 3) if full else None,
            barriers=[chart.tells(chart.thread(d).barrier) for d in domains] if full else None,
            client_words=wrapped(chart.tells(chart.thread(domains[0]).words)) if full else None,
            instruments=instruments,
            interpreter=interpreter(chart),
        ),
    )


_BANDS = ((4, "minimal"), (9, "mild"), (14, "moderate"), (19, "moderately severe"), (27, "severe"))


def phq9(chart: Chart, *, night_thoughts: bool) -> Data:
    """Return answers to the PHQ-9, their sum and its band; the ninth is above zero only where it is acted on."""
    answers = {f"q{item}": chart.chance.choice((0, 0, 1, 1, 2)) for item in range(1, 9)} | {"q9": int(night_thoughts)}
    total = sum(answers.values())
    band = next(name for most, name in _BANDS if total <= most)
    language = chart.person["languages"]["preferred"]
    return {
        "instrument": "phq-9",
        "answers": answers,
        "total": total,
        "band": band,
        "alone": True,
        "language": language,
    }


def _need(chart: Chart, domain: str, level: str) -> Data:
    thread = chart.thread(domain)
    return {
        "domain": domain,
        "level": level,
        "words": wrapped(f"{chart.tells(thread.trouble)} {chart.says('own')}"),
        "observed": chart.tells(thread.observed),
        "choice": "now",
    }


def update(chart: Chart, levels: dict[str, str]) -> str:
    """Put an update of some domains, with their levels now."""
    needs = [
        {"domain": domain, "level": level, "words": wrapped(chart.says("review")), "choice": "now"}
        for domain, level in levels.items()
    ]
    return chart.event(
        "assessment",
        chart.today(
            scope="update",
            heard=[{"who": "the client", "how": chart.chance.choice(_HOW)}],
            needs=needs,
            interpreter=interpreter(chart),
        ),
    )


def circumstances(chart: Chart, point: str, living: str, because: str | None = None, *, wages: float = 1) -> str:
    """Put how the client lives now, by what was missing and what services have brought since.

    ``wages`` is the share of them that is left.
    """
    chart.living = living
    housed = living in {"rental", "rental_subsidised"}
    income = _income(chart, wages)
    return chart.event(
        "circumstances",
        chart.today(
            point=point,
            living_situation=living,
            housing_cost=430 + chart.outline.index % 9 * 20 if housed else None,
            household=1 + chart.outline.index % 4,
            income=income,
            insurance=["Uninsured" if _missing(chart, "benefits") else "Medical assistance"],
            employment="part_time" if any(one["source"] == "wages" for one in income) else "seeking",
            because=because,
        ),
    )


def _income(chart: Chart, wages: float) -> list[Data]:
    amount = 720 + chart.outline.index % 9 * 40
    if _missing(chart, "employment", "income"):
        found = [{"source": "family_help", "amount": amount // 4, "per": "month"}]
    elif "income" in chart.domains:
        found = [{"source": "general_assistance", "amount": amount, "per": "month"}]
    else:
        found = [{"source": "wages", "amount": int(amount * wages), "per": "month"}]
    if "food" in chart.domains and not _missing(chart, "food"):
        found.append({"source": "food_assistance", "amount": 190 + chart.outline.index % 7 * 10, "per": "month"})
    return found


def _missing(chart: Chart, *domains: str) -> bool:
    """Tell whether the client came for one of these and no service has brought it yet."""
    brought = {s["need"] for s in chart.services if s["status"][-1]["status"] == "completed"}
    return any(domain in chart.domains and domain not in brought for domain in domains)


def risk(chart: Chart, level: str, domains: list[str], because: str, *, goals: bool = False) -> str:
    """Put a risk evaluation, with what is done next and by when."""
    high = level in {"high", "imminent"}
    soon = working_day(chart.day + dt.timedelta(days=1 if high else 26))
    factors: list[Data] = []
    for place, domain in enumerate(domains, 1):
        factor = {"what": chart.tells(chart.thread(domain).barrier), "domain": domain}
        factors.append({**factor, "goal": f"g{place}"} if goals else factor)
    chart.high_since = chart.day if high else None
    return chart.event(
        "risk",
        chart.today(
            level=level,
            factors=factors,
            protective=chart.some("protective", 2),
            because=because,
            client_view=wrapped(chart.says("risk")),
            follow_up={"by": chart.worker, "on": soon.isoformat(), "what": "Meet, and look at this again first."},
            review_by=(chart.day + dt.timedelta(days=90 if high else 365)).isoformat(),
        ),
    )


def safety_plan(chart: Chart, *, incident: str | None = None, assessment: str | None = None) -> str:
    """Put a safety plan, made together, with a copy for the client."""
    support = chart.person["supports"][0]
    return chart.event(
        "safety_plan",
        chart.today(
            warning_signs=chart.some("sign", 2),
            coping=chart.some("coping", 2),
            people=[{"name": support["name"], "phone": support["phone"], "support": support["id"]}],
            professionals=[{"name": "crisis line, call or text", "provider": "crisis-line", "phone": "988"}],
            places=[chart.tells("(the library|the kitchen of the drop-in|the church, open by day)")],
            means=chart.tells("(Asked alone; nothing in the house|Old tablets went back to the pharmacy on the same day, at <her> wish|A relative keeps the key to the cabinet, at <her> wish)."),
            copy_given=chart.day.isoformat(),
            incident=incident,
            assessment=assessment,
            review_by=(chart.day + dt.timedelta(days=30)).isoformat(),
        ),
    )  # fmt: skip
