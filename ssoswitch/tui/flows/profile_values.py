"""What the fields of a new profile start with, and what of them is remembered for the next one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ssoswitch.core.proposals import matching_regions, propose_region, regions_in_account
from ssoswitch.model.errors import InvalidValue
from ssoswitch.model.settings import Recollections
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.subject import Subject
from ssoswitch.tui.screens.plan_dialog import Values

_LAST_CHOICE = "profile"


def extra_values(text: str) -> tuple[tuple[str, str], ...]:
    """`key=value key=value` as pairs. Raises InvalidValue for a word without `=`."""
    pairs = []
    for word in text.split():
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise InvalidValue(
                f"{word!r} is no key=value.", "Write it as key=value, several with a space between."
            )
        pairs.append((key, value))
    return tuple(pairs)


def proposed_values(context: FlowContext, subject: Subject) -> Values:
    """Good values for every field: the last choices where they were to be remembered, else what fits the account."""
    state = context.state
    region, _ = propose_region(state.config, subject.account.account_id, state.settings, subject.session)
    last = _last_choice(state.recollections)
    return Values(
        texts={
            "name": _missing_name(context),
            "region": region,
            "output": last.get("output", state.settings.output),
            "form": "inline" if subject.session.inline else last.get("form", state.settings.form),
            "extra": last.get("extra", ""),
        },
        ticks={"also": frozenset(word for word in last.get("also", "remember").split(",") if word)},
    )


def _missing_name(context: FlowContext) -> str:
    """The name that AWS_PROFILE gives here and nobody has: it is what the person came to make."""
    here = context.state.here
    name = here.cli.profile if here is not None and not here.cli.exists else ""
    return name if name and name not in context.state.config.profiles else ""


def with_choice(before: Recollections, values: Values) -> Recollections:
    """With the choices of this time, from which `proposed_values` starts the next time."""
    kept = {"output": values.text("output"), "form": values.text("form"), "extra": values.text("extra")}
    also = ",".join(sorted(values.ticks.get("also", frozenset())))
    text = "|".join(f"{key}={value}" for key, value in kept.items() if value) + f"|also={also}"
    return replace(before, last_choice={**before.last_choice, _LAST_CHOICE: text})


def _last_choice(recollections: Recollections) -> Mapping[str, str]:
    text = recollections.last_choice.get(_LAST_CHOICE, "")
    return dict(part.split("=", 1) for part in text.split("|") if "=" in part)


def with_name(values: Values, name: str) -> Values:
    """The same values with that name in its field; an empty one changes nothing."""
    return replace(values, texts={**values.texts, "name": name}) if name else values


def free_name(context: FlowContext, name: str) -> str:
    """That name with the first number behind it that nobody has."""
    taken = context.state.config.profiles
    return next(f"{name}-{n}" for n in range(2, len(taken) + 3) if f"{name}-{n}" not in taken)


def name_from(context: FlowContext, name: str) -> str:
    """Where a proposed name comes from, in words."""
    if name == _missing_name(context):
        return "AWS_PROFILE names it here"
    return f"from {context.state.settings.name_template}"


def region_note(context: FlowContext, subject: Subject, values: Values) -> str:
    """Why the proposed region is the one; empty for one of the person's own."""
    state = context.state
    region, why = propose_region(state.config, subject.account.account_id, state.settings, subject.session)
    return why if values.text("region") == region else ""


def suggest_regions(context: FlowContext, subject: Subject) -> Callable[[str], Sequence[str]]:
    """What completes a typed region: those in use in that account first."""
    used = regions_in_account(context.state.config, subject.account.account_id)
    first = [region for region, _ in used.most_common()] + [subject.session.sso_region]
    return lambda text: matching_regions(text, first)
