"""The crosswalk of national care forms holds together, and what it does not know stays unknown."""

import csv

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.intake.crosswalk import GENERAL, ROLES, care_form, countries, forms
from pipelines.intake.names import normalised
from pipelines.settings import settings

FAMILY_ROLES = {"family": {"family", "foster", "kinship"}, "residential": {"residential"}}


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(settings().data_dir)


def lines(area):
    path = settings().data_dir / "crosswalk" / f"{area}.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_the_countries_around_the_baltic_sea_have_lists():
    assert {"LTU", "LVA", "EST", "POL", "DNK", "DEU", "NOR", "SWE", "FIN"} <= set(countries())


@pytest.mark.parametrize("area", [*countries(), GENERAL])
def test_every_line_has_a_known_role_indicator_and_reason(area, catalogue):
    for line in lines(area):
        assert line["role"] in ROLES
        assert line["indicator"] in {"", *catalogue.indicators}, line["form"]
        assert line["reason"].endswith("."), line["form"]
        role = catalogue.indicators[line["indicator"]].role if line["indicator"] else ""
        if role and line["role"] in FAMILY_ROLES:
            assert role in FAMILY_ROLES[line["role"]], line["form"]


@pytest.mark.parametrize("area", [*countries(), GENERAL])
def test_no_name_stands_on_two_lines(area):
    each = [{normalised(name) for name in (line["form"], *line["also"].split("|")) if name} for line in lines(area)]
    names = [name for line in each for name in line]
    assert [name for name in names if names.count(name) > 1] == []
    assert len(forms(area)) == len(names)


@pytest.mark.parametrize(
    ("area", "text", "role", "indicator"),
    [
        ("LTU", "Budintis globotojas", "family", "foster_care_number"),
        ("LTU", "bendruomeniniai vaikų globos namai", "residential", "community_home_number"),
        ("LTU", "Globėjo (rūpintojo) šeima", "family", "kinship_guardianship_care_number"),
        ("LTU", "VAIKŲ GLOBOS NAMAI", "residential", "residential_care_number"),
        ("LVA", "aizbildņu ģimenēs", "family", "kinship_guardianship_care_number"),
        ("LVA", "Audžuģimenes", "family", "foster_care_number"),
        ("EST", "Asenduskodu", "residential", "substitute_home_number"),
        ("POL", "Rodzinny dom dziecka", "family", "foster_care_number"),
        ("DNK", "Opholdssted for børn og unge", "residential", "socio_pedagogical_home_number"),
        ("DEU", "Vollzeitpflege (§ 33 SGB VIII)", "family", "foster_care_number"),
        ("NOR", "Bolig med oppfølging", "neither", "supervised_independent_living_number"),
        ("SWE", "HVB", "residential", "residential_care_number"),
        ("FIN", "Laitoshuolto", "residential", "residential_care_number"),
        ("GB-ENG", "1. Total foster placements", "family", "foster_care_number"),
        ("FRA", "Foster care", "family", "foster_care_number"),
    ],
)
def test_a_form_has_its_role(area, text, role, indicator, catalogue):
    form = care_form(text, area, catalogue)
    assert (form.role, form.indicator) == (role, indicator)


@pytest.mark.parametrize(
    ("area", "text"), [("LTU", "šeimyna"), ("FIN", "ammatillinen perhekoti"), ("POL", "rodzina zastępcza")]
)
def test_a_hybrid_is_confirmed_by_a_person(area, text, catalogue):
    assert care_form(text, area, catalogue).is_doubtful


@pytest.mark.parametrize(("area", "text"), [("LTU", "budintis globotoja"), ("LTU", "Kita"), ("ISL", "fósturheimili")])
def test_an_unknown_form_stays_unknown(area, text, catalogue):
    form = care_form(text, area, catalogue)
    assert (form.role, form.indicator) == ("unknown", "")


def test_a_near_form_is_offered(catalogue):
    assert care_form("budintis globotoja", "LTU", catalogue).suggestions == ("foster_care_number",)
