"""The columns of the open data, by file, each with its meaning."""

from __future__ import annotations

from collections.abc import Mapping

from florilege.faults import Words
from florilege.web.publication.open_data import licences as file_licences
from florilege.web.publication.open_data.actor_columns import ACTOR_COLUMNS, ACTOR_MEANINGS
from florilege.web.publication.open_data.territory_columns import TERRITORY_COLUMNS, TERRITORY_MEANINGS
from florilege.web.publication.pages import quality

Type = type[str] | type[float] | type[int] | type[bool]
TEXT: Type = str
NUMBER: Type = float
WHOLE: Type = int
FLAG: Type = bool
"""What columns hold, as Python names it: the API reads columns, and does without the library that writes tables."""
DOSSIER = file_licences.DOSSIER
Columns = tuple[tuple[str, Words], ...]
RECORDS: Columns = (
    ("listing", Words("recensement", "listing")),
    ("version", Words("date de la version du recensement", "date of the version of the listing")),
    (
        "record_id",
        Words("identifiant de la fiche dans le recensement", "identifier of the record in the listing"),
    ),
    ("place_id", Words("lieu auquel la fiche est rattachée", "place that the record belongs to")),
    ("name", Words("nom donné par la fiche", "name given by the record")),
    (
        "match_probability",
        Words(
            "probabilité du meilleur rapprochement avec les autres fiches du lieu ; vide si la fiche est seule, ou rattachée"
            " par un porteur ou un label",
            "probability of the best match with the other records of the place; empty for a record alone, or linked by a shared operator or a label",
        ),
    ),
    (
        "decided_by",
        Words(
            "qui a rattaché la fiche : alone (seule), model (modèle), one_bearer (même porteur), one_label (même label) ou une"
            " personne",
            "who decided: alone, model, one_bearer (one body runs both), one_label (one closed list) or a person",
        ),
    ),
)
PLACES: Columns = (
    (
        "place_id",
        Words(
            "identifiant du lieu, jamais changé ni repris", "identifier of the place, never changed or reused"
        ),
    ),
    ("slug", Words("adresse de la page du lieu", "address of the place’s page")),
    ("name", Words("nom ; vide quand aucune source ne le donne", "name; empty where no source gives it")),
    (
        "bearer",
        Words("qui porte le projet, séparés par |", "bodies that run the project, separated by |"),
    ),
    (
        "kind",
        Words(
            "types de lieu, le principal d’abord, séparés par |",
            "types of place, main one first, separated by |",
        ),
    ),
    ("status", Words("ouvert, fermé ou inconnu", "open, closed or unknown")),
    ("address", Words("adresse", "address")),
    ("postcode", Words("code postal", "postcode")),
    ("commune_code", Words("code Insee de la commune (2026)", "Insee code of the commune (2026)")),
    ("commune", Words("commune", "commune")),
    ("epci_code", Words("SIREN de l’intercommunalité", "SIREN of the intercommunality (EPCI)")),
    (
        "epci_kind",
        Words(
            "METRO (celle de Lyon comprise), CU, CA ou CC", "METRO (that of Lyon among them), CU, CA or CC"
        ),
    ),
    ("departement", Words("code du département", "code of the département")),
    ("region", Words("code de la région", "code of the region")),
    ("latitude", Words("degrés, WGS 84", "degrees, WGS 84")),
    ("longitude", Words("degrés, WGS 84", "degrees, WGS 84")),
    ("position_precision", Words("ce que vaut la position", "precision of the position")),
    ("website", Words("site web", "website")),
    (
        "listings",
        Words(
            "recensements qui citent le lieu, séparés par |",
            "listings that mention the place, separated by |",
        ),
    ),
    ("records", Words("nombre de fiches rattachées", "number of records of the place")),
    (
        "in_2022_study",
        Words(
            "confirmé parmi les 25 lieux de l’étude de 2022",
            "confirmed among the 25 places of the 2022 study",
        ),
    ),
    (
        "in_scope",
        Words(
            "du champ de l’étude : ce que les pages comptent",
            "within the scope of the study: what pages count",
        ),
    ),
    ("candidate", Words("assez connu pour être jugé", "known well enough to be judged")),
    ("selected", Words("gardé par le calcul de la sélection", "kept by the computed selection")),
    (
        "class",
        Words(
            "core (socle), borderline (à débattre), exterior (hors sélection)", "core, borderline, exterior"
        ),
    ),
    ("score", Words("score de référence", "reference score")),
    ("score_low", Words("score si l’inconnu est au plus bas", "score with unknowns at their lowest")),
    ("score_high", Words("score si l’inconnu est au plus haut", "score with unknowns at their highest")),
    (
        "acceptability",
        Words("part des tirages où le lieu est gardé", "share of draws in which the place is kept"),
    ),
)
_FEW = Words(
    " ; vide quand moins de critères le mettent au-dessus des autres lieux gardés",
    "; empty when fewer criteria set it above the other places kept",
)
SELECTION: Columns = (
    (
        "rank",
        Words(
            "rang : le plus souvent gardé par les tirages d’abord", "rank: most often kept by the draws first"
        ),
    ),
    ("place_id", Words("identifiant du lieu", "identifier of the place")),
    ("name", Words("nom", "name")),
    ("commune", Words("commune", "commune")),
    ("epci", Words("intercommunalité", "intercommunality (EPCI)")),
    ("region", Words("région", "region")),
    ("in_list", Words("dans la liste publiée", "on the published list")),
    (
        "class",
        Words(
            "core (certain), borderline (discutable), exterior (hors sélection)",
            "core (certain), borderline (debatable), exterior",
        ),
    ),
    ("class_fr", Words("la classe en français", "the class in French")),
    ("class_en", Words("la classe en anglais", "the class in English")),
    (
        "acceptability",
        Words("part des tirages où le lieu est gardé", "share of draws in which the place is kept"),
    ),
    ("ci_low", Words("bas de son intervalle à 95 %", "lower end of its 95% interval")),
    ("ci_high", Words("haut de son intervalle à 95 %", "upper end of its 95% interval")),
    ("score", Words("score de référence, sur 1", "reference score, out of 1")),
    ("score_low", Words("score si l’inconnu est au plus bas", "score with unknowns at their lowest")),
    ("score_high", Words("score si l’inconnu est au plus haut", "score with unknowns at their highest")),
    *(
        (
            f"reason_{number}_{code}",
            Words(f"raison {number}, en {fr}{few.fr}", f"reason {number}, in {en}{few.en}"),
        )
        for number in (1, 2, 3)
        for few in (_FEW if number > 1 else Words("", ""),)
        for code, fr, en in (("fr", "français", "French"), ("en", "anglais", "English"))
    ),
    *(
        (
            f"what_would_change_{code}",
            Words(
                f"ce qui le ferait sortir, ou entrer s’il n’est pas gardé, en {fr}",
                f"what would remove it from the list, or bring it in if it is not kept, in {en}",
            ),
        )
        for code, fr, en in (("fr", "français", "French"), ("en", "anglais", "English"))
    ),
    (
        "sources",
        Words(
            "recensements qui en parlent, par leur titre en français, séparés par |",
            "listings that mention it, by their titles in French, separated by |",
        ),
    ),
    (
        "sources_en",
        Words("les mêmes, par leur titre en anglais", "the same, by their titles in English"),
    ),
    (
        "page",
        Words(
            "adresse de sa page : entière quand celle du site est réglée (florilege publish --site), sinon depuis la racine"
            " du site",
            "address of its page: whole when that of the site is set (florilege publish --site), else from the root of the"
            " site",
        ),
    ),
)
SELECTION_TYPES: Mapping[str, Type] = {
    "rank": WHOLE,
    "in_list": FLAG,
    **dict.fromkeys(("acceptability", "ci_low", "ci_high", "score", "score_low", "score_high"), NUMBER),
}
CLAIMS: Columns = (
    ("place_id", Words("lieu", "place")),
    ("field", Words("champ", "field")),
    ("value", Words("valeur, telle que normalisée", "value, as normalised")),
    ("unit", Words("unité", "unit")),
    ("source", Words("recensement ou ensemble de pages", "listing or set of pages")),
    ("source_url", Words("adresse de la source", "address of the source")),
    ("record", Words("identifiant de la fiche dans la source", "identifier of the record in the source")),
    ("date", Words("date du fait ou de la source", "date of the fact or of the source")),
    ("licence", Words("licence", "licence")),
    ("shown", Words("affirmation montrée sur la page du lieu", "whether the place’s page shows it")),
)
NOT_APPRAISABLE: Columns = (
    ("place_id", Words("lieu", "place")),
    ("slug", Words("fin de l’adresse de sa page", "last part of its page’s address")),
    ("name", Words("nom", "name")),
    ("commune_code", Words("code Insee de la commune", "Insee code of the commune")),
    ("commune", Words("commune", "commune")),
    ("region", Words("région", "region")),
    ("criteria_known", Words("nombre de critères connus", "number of criteria known")),
    (
        "missing",
        Words("critères dont aucune source ne dit rien", "criteria about which no source says anything"),
    ),
)
STAGES: Columns = (
    ("place_id", Words("lieu", "place")),
    (
        "stage",
        Words(
            "étape : long_list, in_scope, appraisable, short_list, visits, selection (la liste publiée)",
            "stage: long_list, in_scope, appraisable, short_list, visits, selection (the published list)",
        ),
    ),
    ("outcome", Words("in (retenu) ou out (écarté)", "in or out")),
    ("decided_by", Words("rule (une règle) ou person (une personne)", "rule or person")),
    ("reason", Words("raison, en français", "reason, in French")),
    ("author", Words("qui a décidé, si c’est une personne", "who decided, if a person")),
    ("date", Words("quand, si c’est une personne", "when, if a person")),
    ("reason_en", Words("raison, en anglais", "reason, in English")),
)
DISAGREEMENTS: Columns = (
    ("place_id", Words("lieu", "place")),
    ("field", Words("champ", "field")),
    ("shown", Words("valeur montrée", "value shown")),
    ("shown_source", Words("recensement qui la dit", "listing that gives it")),
    ("shown_date", Words("date du fait ou de la source", "date of the fact or of the source")),
    (
        "other",
        Words(
            "valeurs différentes, la plus éloignée d’abord, séparées par |",
            "other values, the farthest first, separated by |",
        ),
    ),
    (
        "other_source",
        Words("recensement qui dit chacune, séparés par |", "listing that gives each, separated by |"),
    ),
    (
        "other_date",
        Words(
            "date du fait ou de la source de chacune, séparées par |",
            "date of the fact or of the source of each, separated by |",
        ),
    ),
    (
        "size",
        Words(
            "le plus grand écart, de 0 à 1 : sur la plus grande valeur pour un nombre, part des lettres pour un texte,"
            " distance sur 100 km pour une position",
            "the largest difference, from 0 to 1: over the larger value for a number, share of the letters for a text,"
            " distance over 100 km for a position",
        ),
    ),
)
FAULTS = ("listing", "version", "line", "record_id", "column", "before", "rule", "after", "action")
COLUMNS: Mapping[str, Columns] = {
    "selection.csv": SELECTION,
    "places.csv": PLACES,
    "records.csv": RECORDS,
    "claims.csv": CLAIMS,
    "disagreements.csv": DISAGREEMENTS,
    "not_appraisable.csv": NOT_APPRAISABLE,
    "stages.csv": STAGES,
    **TERRITORY_COLUMNS,
    **ACTOR_COLUMNS,
}
NOT_ALWAYS = frozenset({*TERRITORY_COLUMNS, *ACTOR_COLUMNS})
"""Files that a study has only once it has what they are made from."""
QUESTION_TYPES: Mapping[str, Type] = {
    **dict.fromkeys(("count", "metres", "places_in_scope"), WHOLE),
    "seated_here": FLAG,
    "jaccard": NUMBER,
}
PLACE_TYPES: Mapping[str, Type] = {
    **dict.fromkeys(("latitude", "longitude", "score", "score_low", "score_high", "acceptability"), NUMBER),
    **dict.fromkeys(("in_2022_study", "in_scope", "candidate", "selected"), FLAG),
    "records": WHOLE,
}
MEANINGS: Mapping[str, Words] = {
    "selection.csv": Words(
        "la liste : une ligne par lieu gardé, avec son score, sa part des tirages, ses raisons et ses sources",
        "the list: one row per place kept, with its score, its share of the draws, its reasons and its sources",
    ),
    "selection.xlsx": Words(
        "la même liste pour un tableur, puis tous les candidats, les règles et ce qui changerait la liste",
        "the same list for a spreadsheet, then every candidate, the rules and what would change the list",
    ),
    "places.csv": Words("une ligne par lieu, valeurs montrées", "one row per place, values shown"),
    "places.xlsx": Words("la même table pour un tableur", "the same table for a spreadsheet"),
    "places.geojson": Words("la même table pour une carte", "the same table for a map"),
    "places.parquet": Words("la même table pour l’analyse", "the same table for analysis"),
    "records.csv": Words(
        "une ligne par fiche source, avec le lieu qu’elle fait", "one row per record, with its place"
    ),
    "claims.csv": Words(
        "une ligne par affirmation : qui dit quoi, quand, sous quelle licence",
        "one row per claim: who says what, when, under which licence",
    ),
    "disagreements.csv": Words(
        "une ligne par désaccord entre sources (un champ d’un lieu), les plus grands d’abord",
        "one row per disagreement between sources (a field of a place), largest first",
    ),
    "not_appraisable.csv": Words(
        "une ligne par lieu du champ trop peu connu pour être jugé, et ce qui manque",
        "one row per place in scope too little known to be judged, with what is missing",
    ),
    "stages.csv": Words(
        "une ligne par lieu et par étape, du recensement à la liste publiée : retenu ou écarté, par qui, pourquoi",
        "one row per place and stage, from the listings to the published list: in or out, by whom, why",
    ),
    "visits.json": Words(
        "les visites : date, qui, ce qui a été vu, ce qui a été confirmé ou démenti",
        "the visits: date, who, what was seen, what was confirmed or contradicted",
    ),
    "selection.json": Words(
        "la sélection : lieux gardés ou non, intervalles, raisons, règles",
        "the selection: places kept or not, intervals, reasons, rules",
    ),
    DOSSIER: Words(
        "le dossier scellé : la sélection et tout ce dont elle dépend, à rejouer par « florilege replay »",
        "the sealed dossier: the selection and everything it rests on, to recompute with “florilege replay”",
    ),
    quality.FILE: Words(
        "la qualité de l’inventaire : ce qui est connu, de quand, confirmé par qui, ce qui paraît faux",
        "the quality of the inventory: what is known, since when, confirmed by whom, what looks wrong",
    ),
    file_licences.FILE: Words(
        "la licence de chaque fichier, pourquoi, qui citer, ce qui a été laissé de côté",
        "the licence of each file, why, whom to name, what was left out",
    ),
    **TERRITORY_MEANINGS,
    **ACTOR_MEANINGS,
}
REPORT = Words(
    "valeurs nettoyées et lignes refusées à la lecture", "values cleaned and rows refused on import"
)
