"""The profiles view: what a profile leads to, how it stands, and which profiles a query finds."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ssoswitch.core.catalogue import Catalogue
from ssoswitch.core.letters import plain
from ssoswitch.core.marks import Bunch
from ssoswitch.core.query import Query, Term
from ssoswitch.core.tree import is_lost
from ssoswitch.model.account import AccountRole
from ssoswitch.model.frozen import frozen
from ssoswitch.model.profile import Profile, ProfileForm

_ONLY_SHOWN = (ProfileForm.ASSUME_ROLE, ProfileForm.STATIC, ProfileForm.LOGIN, ProfileForm.OTHER)
Known = tuple[set[int], Mapping[int, Collection[str]]]
"""What `known_set` gives: account numbers, and roles by account number."""
_OUTLINES = {
    ProfileForm.STATIC: "access keys",
    ProfileForm.LOGIN: "aws login",
    ProfileForm.CREDENTIAL_PROCESS: "credential_process",
    ProfileForm.OTHER: "",
}


@frozen
class ProfileFact:
    """A row of the profiles view. `state` is one of here, fine, gone, older, shown, default."""

    name: str
    leads_to: str
    environment: str
    region: str
    used_by: str
    state: str
    sentence: str


def is_dead(profile: Profile, catalogue: Catalogue) -> bool:
    """Whether its role is known to be gone: it is of this portal, and the tree was read without it."""
    role = profile.role
    sessions = catalogue.facts.sessions or (catalogue.tree.session_name,)
    if role is None or profile.session_name not in sessions:
        return False
    return is_lost(catalogue.tree, role)


def profile_fact(profile: Profile, catalogue: Catalogue) -> ProfileFact:
    """What the row of that profile says."""
    facts = catalogue.facts
    dead = is_dead(profile, catalogue)
    if facts.here_profile and profile.name == facts.here_profile:
        state, sentence = "here", "in force here"
    elif dead:
        state, sentence = "gone", "role is gone"
    elif profile.form in _ONLY_SHOWN:
        state, sentence = "shown", "only shown"
    elif profile.form is ProfileForm.INLINE:
        state, sentence = "older", "older form"
    else:
        state, sentence = "fine", ""
    if profile.name == "default" and state in ("fine", "older") and not facts.here_profile:
        state, sentence = "default", "if unset: this"
    used = facts.used_by.get(profile.name, 0)
    doc = catalogue.doc_of.get(profile.role.account_id, -1) if profile.role else -1
    return ProfileFact(
        name="[default]" if profile.name == "default" else profile.name,
        leads_to=leads_to(profile, catalogue),
        environment=catalogue.environment(doc) if doc >= 0 and not dead else "",
        region=profile.region,
        used_by="" if not used else "1 directory" if used == 1 else f"{used} directories",
        state=state,
        sentence=sentence,
    )


def leads_to(profile: Profile, catalogue: Catalogue) -> str:
    """`account / role`, or in a few words how it comes by its credentials."""
    role = profile.role
    if role is not None:
        doc = catalogue.doc_of.get(role.account_id, -1)
        name = catalogue.entries[doc].account.name if doc >= 0 else ""
        return f"{name or role.account_id} / {role.role_name}"
    if profile.form is ProfileForm.ASSUME_ROLE:
        source = profile.values.get("source_profile") or profile.values.get("credential_source", "")
        return (
            f"role_arn, source_profile {source}"
            if profile.values.get("source_profile")
            else f"role_arn, {source}"
        )
    if profile.form is ProfileForm.INLINE:
        return "sso_start_url inline"
    return _OUTLINES.get(profile.form, "")


def find_profiles(query: Query, catalogue: Catalogue, marked: Collection[Bunch]) -> list[int]:
    """The places of the profiles that match, those whose name begins with the first word first."""
    from ssoswitch.core.search import known_set

    texts = [_texts(profile, catalogue) for profile in catalogue.facts.profiles]
    found: list[int] = list(range(len(texts)))
    for term in query.terms:
        known = known_set(term, catalogue, marked) if term.field == "is" else None
        found = [
            index for index in found if _matches(term, index, texts[index], catalogue, known) != term.negated
        ]
    words = [term.text for term in query.words if term.field == ""]
    if words:
        found.sort(key=lambda index: not texts[index]["name"].startswith(words[0]))
    return found


def dead_count(catalogue: Catalogue) -> int:
    """Profiles whose role is gone."""
    return sum(1 for profile in catalogue.facts.profiles if is_dead(profile, catalogue))


def _texts(profile: Profile, catalogue: Catalogue) -> dict[str, str]:
    role = profile.role
    doc = catalogue.doc_of.get(role.account_id, -1) if role else -1
    account = (
        f"{catalogue.entries[doc].account.name} {catalogue.alias(role.account_id)}"
        if role and doc >= 0
        else ""
    )
    parts = {
        "name": plain(profile.name),
        "acc": plain(f"{account} {role.account_id if role else ''}"),
        "id": role.account_id if role else "",
        "role": plain(role.role_name if role else ""),
        "env": plain(catalogue.environment(doc) if doc >= 0 else ""),
    }
    arn = profile.values.get("role_arn", "")
    more = plain(f"{profile.region} {profile.session_name} {leads_to(profile, catalogue)} {arn}")
    parts[""] = "\n".join((*parts.values(), more))
    return parts


def _matches(
    term: Term, index: int, texts: dict[str, str], catalogue: Catalogue, known: Known | None
) -> bool:
    if term.field == "has":
        return True
    profile = catalogue.facts.profiles[index]
    if term.field == "is":
        if term.text == "here":
            return profile.name == catalogue.facts.here_profile
        if term.text == "gone":
            return is_dead(profile, catalogue)
        return profile.role is not None and known is not None and _among(profile.role, known, catalogue)
    if term.field == "tag":
        tags = catalogue.facts.settings.accounts.get(texts["id"])
        return tags is not None and any(term.text in plain(tag) for tag in tags.tags)
    text = texts[term.field]
    if term.field == "env":
        return text.startswith(term.text)
    return in_order(term.text, text) if term.fuzzy else term.text in text


def in_order(word: str, text: str) -> bool:
    """Whether the letters of `word` stand in `text` in this order."""
    letters = iter(text)
    return all(letter in letters for letter in word)


def _among(role: AccountRole, known: Known, catalogue: Catalogue) -> bool:
    docs, pairs = known
    doc = catalogue.doc_of.get(role.account_id, -1)
    return doc in docs or role.role_name in pairs.get(doc, ())
