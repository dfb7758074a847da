"""What the painters of rows share: columns, styles, environment words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.style import Style

from ssoswitch.core.environments import is_guarded_word
from ssoswitch.core.listing import Listing
from ssoswitch.core.query import Term
from ssoswitch.model.frozen import frozen
from ssoswitch.tui.signs import Signs
from ssoswitch.tui.widgets.line import Line, cells

Styles = Mapping[str, Style]
"""`row`, `muted`, `good`, `warn`, `bad`, `accent`, `heading`, `env-prod`, `env-stg`, `env-dev`, `env-other`."""

NAME_X = 5
ROLE_X = 7
USUAL_ROLE = 21
"""Cells that a role's name has before what stands behind it is moved to the right."""
NAME_AND_ROLE = 42
ROLES_WIDTH = 9
PROFILES_WIDTH = 5


@frozen
class Columns:
    """Where the columns of an account row begin, for a width. A column that has no room begins at -1."""

    width: int
    """Of the whole line; the last cell belongs to the scroll bar."""
    right: int
    """The first cell after the environment word."""
    id_x: int
    roles_x: int
    profiles_x: int

    @classmethod
    def fit(cls, width: int, longest_name: int, id_width: int, env_width: int) -> Columns:
        """Columns for names of up to `longest_name` cells; longer ones push what follows to the right."""
        right = max(width - 2, 0)
        fixed = 1 + id_width + 3 + ROLES_WIDTH + 1 + PROFILES_WIDTH + 1 + env_width
        with_profiles = right - NAME_X - fixed >= 16
        if not with_profiles:
            fixed -= PROFILES_WIDTH + 1
        room = right - NAME_X - fixed
        # Where there is plenty, an account and its one role have it too, and the ids stay in one column.
        least = NAME_AND_ROLE if room >= NAME_AND_ROLE + 12 else 20
        name = max(12, min(max(longest_name, least) + 4, room))
        id_x = NAME_X + name + 1
        roles_x = id_x + id_width + 3
        return cls(width, right, id_x, roles_x, roles_x + ROLES_WIDTH + 1 if with_profiles else -1)


@frozen
class Canvas:
    """What a painter is told besides the row."""

    listing: Listing
    signs: Signs
    columns: Columns
    terms: Sequence[Term]
    """Whose letters are shown in the rows."""
    dashes: bool
    """Account ids as 3333-4444-5555."""
    syncing: bool = True
    """Whether roles that have not been read are on their way."""

    def shown_id(self, account_id: str) -> str:
        """The id in the form that the user chose."""
        return f"{account_id[:4]}-{account_id[4:8]}-{account_id[8:]}" if self.dashes else account_id


ENVIRONMENT_WIDTH = 6
"""An environment word with a cell of ground on either side."""


def put_environment(canvas: Canvas, line: Line, x: int, word: str, styles: Styles) -> None:
    """The word on its ground; short words stand on as wide a ground as PROD, so that the column is straight."""
    guarded = is_guarded_word(word, canvas.listing.catalogue.facts.settings.guarded)
    style = styles["env-prod"] if guarded else environment_style(word, styles)
    line.put(x, " ", style)
    line.put(x + 1, word + " " * max(1, 5 - cells(word)), style)


def environment_style(word: str, styles: Styles) -> Style:
    """The style of an environment word."""
    kind = {"PROD": "prod", "ROOT": "prod", "STG": "stg", "DEV": "dev"}.get(word.upper(), "other")
    return styles[f"env-{kind}"]
