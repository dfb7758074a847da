"""A chained profile: role_arn over a source profile, where one entry account assumes roles in the others."""

from __future__ import annotations

from typing import Any

from ssoswitch.core import twin
from ssoswitch.core.proposals import matching_regions
from ssoswitch.model.errors import InvalidValue, NoMatch
from ssoswitch.model.plan import Plan
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.plan_only import plan_talk
from ssoswitch.tui.screens.preview import Values
from ssoswitch.tui.widgets.form_row import OptionsRow
from ssoswitch.tui.widgets.text_row import TextRow

HELP = (
    "The source profile signs in, its role then assumes the one that the ARN names. The tools do both by themselves; "
    "a chained role's credentials live an hour at most."
)


async def chain_flow(context: FlowContext) -> None:
    """Ask for the role's ARN; the row's profile is the source."""
    names = list(context.state.config.profiles)
    if not names:
        raise NoMatch("A chained profile needs one to start from, and there is none yet.", "p makes one.")
    source = _source(context) or names[0]
    await plan_talk(
        context,
        "New chained profile",
        lambda values: _plan(context, values),
        values=Values(
            texts={"name": f"{source}-chained", "source": source, "region": _region(context, source)}
        ),
        rows=lambda values: _rows(values, names),
        script=lambda values: (_script(values),),
        help_text=HELP,
        start="arn",
    )


def _rows(values: Values, names: list[str]) -> list[TextRow | OptionsRow]:
    def near(text: str) -> list[str]:
        return [name for name in names if text in name and text != name][:6]

    def field(name: str, key: str, label: str, **more: Any) -> TextRow:
        return TextRow(name, key, label, values.text(name), **more)

    return [
        field("name", "n", "Name", max_length=128, note="of the new profile"),
        field("source", "s", "Source", suggest=near, note="the profile that signs in"),
        field("arn", "a", "Role ARN", empty="arn:aws:iam::123456789012:role/Deploy", wide=True),
        field("region", "r", "Region", empty="not set", suggest=matching_regions),
        field("duration", "l", "Seconds", empty="3600", note="900 to 43200"),
        field("external", "x", "External", empty="none", note="external id"),
        field("mfa", "m", "MFA", empty="none", note="serial number or ARN of the device"),
    ]


def _plan(context: FlowContext, values: Values) -> Plan:
    from ssoswitch.operations.profile import plan_chain

    if not values.text("arn").strip():
        raise InvalidValue("The ARN of the role to assume is still missing.", "a starts the field.")
    return plan_chain(
        context.env,
        context.state.config,
        values.text("name"),
        source_profile=values.text("source"),
        role_arn=values.text("arn").strip(),
        duration_seconds=_duration(values.text("duration")),
        region=values.text("region"),
        external_id=values.text("external"),
        mfa_serial=values.text("mfa"),
    )


def _script(values: Values) -> str:
    return twin.profile_chain(
        values.text("name"),
        values.text("source"),
        values.text("arn").strip(),
        duration_seconds=values.text("duration"),
        region=values.text("region"),
        external_id=values.text("external"),
        mfa_serial=values.text("mfa"),
    )


def _duration(text: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isdigit():
        raise InvalidValue(f"{text!r} is no number of seconds.", "Write a whole number, 900 to 43200.")
    return int(text)


def _source(context: FlowContext) -> str:
    selection = context.selection()
    if selection.item is not None and selection.item.profile_name:
        return selection.item.profile_name
    by_role = context.state.config.profiles_by_role()
    return next((by_role[role][0].name for role in selection.roles if by_role.get(role)), "")


def _region(context: FlowContext, profile: str) -> str:
    found = context.state.config.profile(profile)
    return found.region if found is not None else ""
