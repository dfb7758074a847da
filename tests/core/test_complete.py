from __future__ import annotations

import pytest

from ssoswitch.core.complete import complete
from ssoswitch.model.settings import AccountChoice, Settings
from tests.support.trees import catalogue_of


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("ro", "role:"),
        ("pay ro", "pay role:"),
        ("!ro", "!role:"),
        ("h", "has:profile "),
        ("no", "no:profile "),
        ("is:f", "is:fav "),
        ("is:m", "is:marked "),
        ("role:adm", "role:AdministratorAccess "),
        ("env:p", "env:PROD "),
        ("env:l", "env:LIVE "),
        ("tag:t", "tag:team:pay "),
        ("role:zzz", None),
        ("pay", None),
        ("role:", None),
        ("", None),
        ('"role', None),
    ],
)
def test_tab_completes_prefixes_and_values(text: str, completed: str | None) -> None:
    chosen = {"333344445555": AccountChoice(environment="LIVE", tags=("team:pay",))}
    assert complete(text, catalogue_of(settings=Settings(accounts=chosen))) == completed
