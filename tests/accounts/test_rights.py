"""Every role against every view: what each meets is written here, apart from the code that decides."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.journey_reports import reported

TEAM = frozenset({"administrator", "editor", "moderator", "reader"})
"""Who sees the workspace. Not the jury, and not whoever administers another study."""
WRITES = frozenset({"administrator", "editor"})
THINKS = frozenset({"administrator", "editor", "moderator"})
W, P, M = (f"florilege.web.workspace.{one}." for one in ("views", "places", "moderation"))
T = "florilege.web.workspace.team_"
X, D = "florilege.web.workspace.exchange_days.", "florilege.web.workspace.check_in."
WORKSPACE: Mapping[str, tuple[frozenset[str], str]] = {
    f"{W}dashboard": (frozenset(), "GET HEAD"),
    f"{W}duplicates": (WRITES, "GET HEAD POST"),
    f"{W}actors": (WRITES, "GET HEAD POST"),
    f"{W}journal": (WRITES, "GET HEAD POST"),
    f"{W}link_again": (WRITES, "POST"),
    f"{W}listings": (WRITES, "GET HEAD POST"),
    f"{W}difference": (WRITES, "GET HEAD POST"),
    "florilege.web.workspace.new_listing.receive": (WRITES, "POST"),
    "florilege.web.workspace.new_listing.preview": (WRITES, "GET HEAD POST"),
    "florilege.web.workspace.removed_listing.removal": (WRITES, "GET HEAD POST"),
    f"{W}laboratory": (THINKS, "GET HEAD POST"),
    f"{P}listing": (frozenset(), "GET HEAD"),
    f"{P}place": (WRITES, "GET HEAD POST"),
    f"{P}log": (WRITES, "GET HEAD POST"),
    f"{P}bulk": (WRITES, "GET HEAD POST"),
    f"{M}queue": (frozenset(), "GET HEAD"),
    f"{M}proposal": (THINKS, "GET HEAD POST"),
    f"{M}effect": (frozenset(), "GET HEAD"),
    f"{M}proof": (frozenset(), "GET HEAD"),
    f"{M}post_letter": (THINKS, "POST"),
    f"{T}work.work": (WRITES, "GET HEAD POST"),
    f"{T}practices.practices": (THINKS, "GET HEAD POST"),
    f"{T}campaigns.campaigns": (frozenset(), "GET HEAD"),
    f"{T}campaigns.new_campaign": (WRITES, "GET HEAD POST"),
    f"{T}campaigns.campaign": (WRITES, "GET HEAD POST"),
    f"{T}campaigns.held_addresses": (THINKS, "GET HEAD POST"),
    f"{X}overview": (WRITES, "GET HEAD POST"),
    f"{X}participants": (WRITES, "GET HEAD POST"),
    f"{X}participants_table": (frozenset(), "GET HEAD"),
    f"{X}badge_sheets": (frozenset(), "GET HEAD"),
    f"{X}grid": (WRITES, "GET HEAD POST"),
    f"{D}door": (frozenset(), "GET HEAD"),
    f"{D}people": (frozenset(), "GET HEAD"),
    f"{D}marks": (THINKS, "POST"),
    f"{D}offline_script": (frozenset(), "GET HEAD"),
    f"{T}letters.letters": (WRITES, "GET HEAD POST"),
    f"{T}letters.new_letter": (WRITES, "GET HEAD POST"),
    f"{T}letters.letter": (WRITES, "GET HEAD POST"),
    f"{T}letters.edit_letter": (WRITES, "GET HEAD POST"),
    f"{T}letters.letter_as_html": (frozenset(), "GET HEAD"),
}
"""View → who may send something to it, and the methods that it takes."""
READ_BY: Mapping[str, frozenset[str]] = {
    f"{P}bulk": WRITES,
    f"{T}practices.practices": THINKS,
    **{f"{M}{one}": THINKS for one in ("queue", "proposal", "effect", "proof", "post_letter")},
    **{
        f"{X}{one}": THINKS
        for one in ("overview", "participants", "participants_table", "badge_sheets", "grid")
    },
    **{f"{D}{one}": THINKS for one in ("door", "people", "marks", "offline_script")},
    **{f"{T}campaigns.{one}": THINKS for one in ("campaigns", "new_campaign", "campaign", "held_addresses")},
}
"""View → who may see it, where that is not the whole team: addresses are personal."""
PUBLIC = {
    "florilege.web.publication.live.page",
    "florilege.web.publication.live.search_data",
    "florilege.web.publication.live.territory_names",
    "florilege.web.publication.live.made_asset",
    "florilege.web.publication.live.data_file",
    "florilege.web.publication.live.picture",
    "florilege.web.publication.live.exchange_file",
    "florilege.web.publication.live.report",
    "florilege.web.publication.live.feed",
    "florilege.web.publication.live.press_file",
    "florilege.web.articles.views.whole",
    "florilege.web.accounts.views.choose_password",
    "florilege.web.correction_forms.views.correct",
    "florilege.web.correction_forms.views.proposal",
    "florilege.web.correction_forms.views.change",
    "florilege.web.correction_forms.owners.mine",
    "florilege.web.correction_forms.owners.code",
    "florilege.web.campaigns.views.stop_letters",
    "florilege.web.exchange_forms.views.register",
    "florilege.web.exchange_forms.views.registered",
    "florilege.web.exchange_forms.views.open_link",
    "florilege.web.exchange_forms.views.my_page",
    "florilege.web.exchange_forms.views.my_calendar",
    *(f"florilege.web.newsletter_forms.views.{name}" for name in ("ask", "confirm", "preferences", "stop")),
    "florilege.web.practice_forms.writing.session",
    "florilege.web.practice_forms.writing.practice",
    "florilege.web.practice_forms.writing.save_field",
    "florilege.web.practice_forms.writing.state",
    "florilege.web.practice_forms.writing.versions",
    "florilege.web.practice_forms.offers.territories",
    "florilege.web.practice_forms.answers.validate",
    "florilege.web.practice_forms.answers.wish",
    "florilege.web.practice_forms.answers.confirm",
    "florilege.web.practice_forms.answers.outcome",
}
API = "florilege.web.api."
READ_BY_PROGRAMS = {
    f"{API}{name}"
    for name in (
        "read_study", "list_listings", "read_listing", "list_editions", "read_edition", "list_places", "read_place",
        "list_claims", "list_territories", "read_territory", "list_actors", "read_actor", "list_selections",
        "read_selection", "list_selected_places", "export_gogocarto", "export_mediation", "openapi",
    )
}  # fmt: skip
"""Open to everyone; OPTIONS says which methods there are."""
WITH_TOKEN = {f"{API}read_token": "GET", f"{API}read_corrections": "GET", f"{API}propose_corrections": "POST"}
"""View → its method. A role opens none of them: only a token does (tests/api/test_tokens.py, test_writing.py)."""
OF_PROGRAMS = {
    *READ_BY_PROGRAMS, *WITH_TOKEN, f"{API}nowhere", f"{API}documentation.page", f"{API}embed.embed",
    "django.views.generic.base.RedirectView",
}  # fmt: skip
SIGNING_IN = ("allauth.account.views.", "django.views.i18n.set_language")
"""Open to whoever is not signed in yet, but for what changes an account."""
SIGNED_IN = (
    "allauth.mfa.", "allauth.usersessions.", "allauth.account.views._password_change.",
    "allauth.account.views._email_change.", "allauth.account.views._reauthenticate.",
)  # fmt: skip
Answers = list[tuple[str, str, str, str, str]]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """[view, method, format, role, answer] of every view, method, format and role."""
    rows = reported(tmp_path_factory, "accounts/every_view.py")
    return [(view, method, kind, role, said) for view, method, kind, role, said in rows]


def expected(view: str, method: str, role: str) -> str:
    acting, methods = WORKSPACE[view]
    if role == "anonymous":
        return "sign in"
    safe = method in ("GET", "HEAD", "OPTIONS")
    allowed = READ_BY.get(view, TEAM) if safe or not acting else acting
    if role.partition(" ")[0] not in allowed:
        return "refused"
    if role == "editor without second factor":
        return "second factor" if safe else "refused"
    return "open" if method in methods.split() else "no method"


def test_every_view_of_the_workspace_answers_each_role_as_the_table_says(answers: Answers) -> None:
    faults = [
        (view, method, kind, role, said)
        for view, method, kind, role, said in answers
        if view in WORKSPACE and said != expected(view, method, role)
    ]
    assert faults == []
    assert {view for view, *_ in answers if view in WORKSPACE} == set(WORKSPACE)
    assert {role for _, _, _, role, said in answers if said == "second factor"} == {
        "editor without second factor"
    }


def test_a_view_that_is_in_no_table_fails(answers: Answers) -> None:
    unknown = {view for view, *_ in answers} - set(WORKSPACE) - PUBLIC - OF_PROGRAMS
    assert {view for view in unknown if not view.startswith((*SIGNING_IN, *SIGNED_IN))} == set()


def test_what_is_public_is_read_by_everyone_and_takes_nothing(answers: Answers) -> None:
    faults = [
        one
        for one in answers
        if one[0] in PUBLIC and one[0].startswith("florilege.web.publication.")
        and one[4] not in (("open", "not found") if one[1] in ("GET", "HEAD") else ("no method",))
    ]  # fmt: skip
    assert faults == []


def test_what_programs_read_is_the_same_for_every_role_and_takes_nothing(answers: Answers) -> None:
    met = {"page": {"open", "not found", "no format"}, "data": {"open", "not found"}}
    faults = [
        (view, method, kind, role, said)
        for view, method, kind, role, said in answers
        if view in READ_BY_PROGRAMS
        and said not in (met[kind] if method in ("GET", "HEAD", "OPTIONS") else {"no method"})
    ]
    assert faults == []
    assert {view for view, *_ in answers if view in READ_BY_PROGRAMS} == READ_BY_PROGRAMS


def test_a_role_is_no_token_and_what_is_no_address_is_nothing_to_anyone(answers: Answers) -> None:
    for view, method, _, role, said in answers:
        if view in WITH_TOKEN:
            own = WITH_TOKEN[view]
            asked = {own, "HEAD"} if own == "GET" else {own}
            expected = "sign in" if method in asked else "open" if method == "OPTIONS" else "no method"
            assert said == expected, (view, method, role)
        if view == f"{API}nowhere":
            assert said == "not found", (method, role)
        if view in (f"{API}documentation.page", f"{API}embed.embed"):
            assert said == ("open" if method in ("GET", "HEAD") else "no method"), (view, method, role)


def test_an_account_is_changed_by_whoever_is_signed_in_alone(answers: Answers) -> None:
    met = {
        (view, said)
        for view, _, _, role, said in answers
        if role == "anonymous" and view.startswith(SIGNED_IN)
    }
    own = {view for view, _ in met}
    assert len(own) > 15
    open_ones = {view for view, said in met if said == "open"}
    assert open_ones == set(), open_ones
