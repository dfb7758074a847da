"""W1, the first run and every further sso-session: only the start URL must be typed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from ssoswitch.core import twin
from ssoswitch.core.proposals import REGIONS, matching_regions
from ssoswitch.core.start_urls import StartUrl, is_vanity, normalise
from ssoswitch.model.errors import InvalidValue, SsoswitchError, UnsafeEndpoint, WouldOverwrite
from ssoswitch.model.plan import Note, NoteLevel, Plan
from ssoswitch.model.profile import ProfileForm
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.tui.flows.applying import show_and_apply
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.paint import count
from ssoswitch.tui.screens.preview import PlanAnswer, Preview, Values
from ssoswitch.tui.screens.set_up import MIGRATE, SetUpDialog


async def add_session(context: FlowContext, *, first: bool = False) -> str:
    """Add an sso-session; its name, empty where none was written. `first`: there is none yet."""
    return await _talk(context, None, first=first)


async def edit_session(context: FlowContext, session: SsoSession) -> bool:
    """Correct an sso-session; whether it was written. An inline one has no section of its own to edit."""
    if session.inline:
        context.say(f"{session.name} stands in its profiles: m migrates one to an sso-session", kind="hint")
        return False
    return bool(await _talk(context, session))


async def _talk(context: FlowContext, session: SsoSession | None, *, first: bool = False) -> str:
    """The name of the session that was written, empty for none."""
    values = Values()
    if session is not None:
        values = Values(
            texts={"url": session.start_url, "region": session.sso_region, "name": session.name},
            touched=frozenset(("url", "region", "name")),
        )

    told: dict[str, str] = {}
    leads: dict[str, StartUrl | str] = {}
    latest = values

    async def preview(now: Values) -> Preview:
        nonlocal latest
        latest = now
        return await _preview(context, session, now, told, leads)

    async def find_region() -> str:
        from ssoswitch.operations.portal import at_aws, region_of_portal

        url = _understood(latest)[0]
        if url is None:
            return ""
        if is_vanity(url.url) and url.url not in leads:
            try:
                leads[url.url] = await context.run(at_aws, context.connections, url)
            except UnsafeEndpoint as error:
                leads[url.url] = str(error)
                return ""
            except SsoswitchError:
                return ""  # it is looked up again before the sign-in
        url = _portal(url, leads)[0] or url
        if url.url not in told:
            told[url.url] = await context.run(region_of_portal, context.connections, url)
        return told[url.url]

    async def build(said: str, before: Values | None) -> SetUpDialog:
        now = before or values
        return SetUpDialog(
            preview,
            await preview(now),
            now,
            session=session,
            first=first,
            config_file=str(context.env.config_file),
            home=str(context.env.home),
            suggest_regions=matching_regions,
            find_region=find_region,
            read_file=partial(_read_file, context),
            older=_older(context) if session is None else 0,
            said=said,
            copy=lambda text: context.copy(text, "the command"),
        )

    outcome = await show_and_apply(context, build)
    if not isinstance(outcome, tuple):
        await _instead(context, outcome)
        return ""
    answer, applied = outcome
    name = _name(answer.values, _understood(answer.values)[0], session)
    if applied.id:
        context.say(applied.title, next_key="u undo")
    return name


async def _instead(context: FlowContext, answer: PlanAnswer | None) -> None:
    if answer is not None and answer.action == MIGRATE:
        from ssoswitch.tui.flows.migrate import migrate_flow

        await migrate_flow(context)


async def _read_file(context: FlowContext, text: str) -> SsoSession | str:
    """The sso-session in that file, or why there is none."""
    from ssoswitch.operations.session import session_from_file

    try:
        return await context.run(session_from_file, context.env, text)
    except SsoswitchError as error:
        return str(error)


def _older(context: FlowContext) -> int:
    """How many profiles hold sso_start_url themselves."""
    profiles = context.state.config.profiles.values()
    return sum(each.form is ProfileForm.INLINE and bool(each.line) for each in profiles)


def _understood(values: Values) -> tuple[StartUrl | None, str]:
    """The start URL that is meant, or why none is."""
    text = values.text("url").strip()
    if not text:
        return None, ""
    try:
        return normalise(text), ""
    except InvalidValue as error:
        return None, str(error)


def _portal(url: StartUrl, leads: Mapping[str, StartUrl | str]) -> tuple[StartUrl | None, str]:
    """AWS's own address of that portal, or why there is none; what was not looked up is as it was typed."""
    found = leads.get(url.url, url)
    return (None, found) if isinstance(found, str) else (found, "")


def _name(values: Values, url: StartUrl | None, session: SsoSession | None) -> str:
    if session is not None:
        return session.name
    typed = values.text("name").strip()
    return typed if typed and "name" in values.touched else (url.session_name if url else "")


def _region(values: Values, url: StartUrl | None, told: Mapping[str, str]) -> str:
    typed = values.text("region").strip()
    if typed and "region" in values.touched:
        return typed
    return (url.region or told.get(url.url, "")) if url else ""


async def _preview(
    context: FlowContext,
    session: SsoSession | None,
    values: Values,
    told: Mapping[str, str],
    leads: Mapping[str, StartUrl | str],
) -> Preview:
    """`told`: start URL → the region that its portal's page names. `leads`: name of one's own → AWS's, or why not."""
    url, problem = _understood(values)
    if url is not None:
        url, problem = _portal(url, leads)
    name, region = _name(values, url, session), _region(values, url, told)
    derived = {"name": name, "region": region}
    if url is None:
        wanted = problem or "The preview comes here with the start URL: u starts it."
        # What an earlier text gave is no longer so.
        return Preview(
            problem=wanted,
            waiting=not problem,
            fields={"url": f"✗ {problem}" if problem else "", "region": "", "name": ""},
            values={"region": "", "name": ""},
        )
    meant = url.url if url.url != values.text("url").strip() else ""
    fields = {
        "url": f"→ {meant}" if meant else "",
        "region": _region_note(url, region, told),
        "name": f"becomes [sso-session {name}]",
    }
    if not region:
        return Preview(
            problem="The region of Identity Center is still missing: r starts the field.",
            waiting=True,
            fields=fields,
            values=derived,
        )
    try:
        plan = await context.run(_plan, context, session, name, url.url, region)
    except WouldOverwrite as error:
        fields["name"] = "! there already with another portal: n picks another name"
        return Preview(problem=str(error), fields=fields, values=derived)
    except SsoswitchError as error:
        return Preview(problem=str(error), fields=fields, values=derived)
    return Preview(
        plan=plan,
        button="Save" if session is not None else "Sign in" if plan.empty else "Save and sign in",
        fields=fields,
        values=derived,
        notes=_notes(context, session),
        script=(twin.session_add(name, url.url, region),) if session is None else (),
        place="nothing else touched",
    )


def _plan(context: FlowContext, session: SsoSession | None, name: str, url: str, region: str) -> Plan:
    from ssoswitch.operations.session import plan_add_session, plan_change_session

    if session is not None:
        return plan_change_session(
            context.env, context.state.config, name, url, region, session.registration_scopes
        )
    return plan_add_session(context.env, context.state.config, name, url, region)


def _region_note(url: StartUrl, region: str, told: Mapping[str, str]) -> str:
    if region and region in (url.region, told.get(url.url)):
        return "✓ the address tells" if url.region else "✓ read from the portal page"
    if not region:
        return "where your administrator set up Identity Center"
    return "as you say" if region in REGIONS else "! no region that is known here: look again"


def _notes(context: FlowContext, session: SsoSession | None) -> tuple[Note, ...]:
    if session is None:
        return ()
    users = [p.name for p in context.state.config.profiles.values() if p.session_name == session.name]
    if not users:
        return ()
    return (Note(f"{count(len(users), 'profile')} by this session: they follow it.", NoteLevel.INFO),)
