"""Names of States are found in what may name none, in six languages; words that only look like names are not."""

import pytest

from mechanisms.country_codes import KNOWN_CODES
from mechanisms.country_names import WORDS, Found, names_in
from mechanisms.load import load_mechanism, mechanism_folder


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The situation in France was raised.", ["FRA"]),
        ("FRANCE and NIGERIA", ["FRA", "NGA"]),
        ("the French authorities", ["FRA"]),
        ("Spanish organisations spoke", ["ESP"]),
        ("Guinea-Bissau and Papua New Guinea", ["GNB", "PNG"]),
        ("Northern Ireland", ["GBR"]),
        ("Côte d'Ivoire and Côte d\N{RIGHT SINGLE QUOTATION MARK}Ivoire", ["CIV", "CIV"]),
        ("the Democratic Republic of the Congo", ["COD"]),
        ("the Republic of Korea; the Democratic People's Republic of Korea", ["KOR", "PRK"]),
        ("Bolivia (Plurinational State of)", ["BOL"]),
        ("the United States and the UK", ["USA", "GBR"]),
        ("the European Union", ["EUE"]),
        ("La France et l'Allemagne", ["FRA", "DEU"]),
        ("la situación en México y el Perú", ["MEX", "PER"]),
        ("правительство России, Франции и Чада", ["RUS", "FRA", "TCD"]),
        ("法国政府", ["FRA"]),
        ("وفرنسا في مصر", ["FRA", "EGY"]),
        ("the police of Burkina\nFaso and of Sierra  Leone", ["BFA", "SLE"]),
        ("Saudi\N{NO-BREAK SPACE}Arabia and Timor\N{NON-BREAKING HYPHEN}Leste", ["SAU", "TLS"]),
        ("Guinea Bissau, Turkiye and Cote d'Ivoire", ["GNB", "TUR", "CIV"]),
        ("Kenyans and Russians", ["KEN", "RUS"]),
        ("the US, the U.S. border and the U.K.", ["USA", "USA", "GBR"]),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER M}ali", ["MLI"]),
    ],
)
def test_a_name_of_a_state_is_found(text: str, found: list[str]) -> None:
    assert [each.iso3 for each in names_in(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Participants from the Latin American and Caribbean Group met in Vienna.",
        "Documents in Arabic, Chinese, English, French, Russian and Spanish.",
        "Interpretation in French was provided; the Spanish version follows.",
        "Piracy in the Gulf of Guinea and the Indian Ocean.",
        "turkey was served on china with a guinea fowl",
        "polish the text, chair by chair",
        "the Organization of American States",
        "the Latin\nAmerican Group",
        "It concerns us all; let us go on with US$ 5.",
    ],
)
def test_what_only_looks_like_a_name_is_left_alone(text: str) -> None:
    assert names_in(text) == ()


def test_a_find_says_which_word_stands_where() -> None:
    assert names_in("Seen in Malian ports") == (Found(iso3="MLI", word="Malian", position=8),)


def test_every_state_of_the_register_is_found_by_its_name_and_the_words_are_of_known_states() -> None:
    states = load_mechanism(mechanism_folder("untoc")).register.states
    words = {line.partition(",")[0] for line in WORDS.read_text(encoding="utf-8").splitlines()[1:]}

    missed = {state.iso3 for state in states if state.iso3 not in {each.iso3 for each in names_in(state.name)}}

    assert not missed
    assert words <= KNOWN_CODES
    assert len(words) > 190
