"""doctor: every finding as a line or an object, and an exit code that says whether something is wrong."""

from __future__ import annotations

import click

from ssoswitch.cli import output
from ssoswitch.cli.call import Call
from ssoswitch.cli.diagnostics import Exit
from ssoswitch.cli.options import Verb, everywhere, pass_call

EXAMPLES = """\b
Examples:
  ssoswitch doctor
  ssoswitch doctor --quiet      only what does not work as it could
  ssoswitch doctor --json | jq -r '.findings[] | select(.verdict == "bad") | .remedy'
"""
# Words, not signs: a screen reader says them, grep finds them, and every locale has them.
_WORDS = {"ok": "ok  ", "warn": "look", "bad": "BAD "}


@click.command("doctor", cls=Verb, epilog=EXAMPLES)
@everywhere
@pass_call
def doctor_command(call: Call) -> None:
    """Examine config, tokens, permissions, clock, network, direnv, browser and clipboard.

    Each finding has a verdict, the reason, and the command that mends it where there is one. Writes nothing; sends one
    request, without a secret. Exit code 1 where something does not work.
    """
    from ssoswitch.operations.doctor import examine

    found = []
    for finding in examine(call.env, session_name=call.session_name or ""):
        found.append(finding)
        if call.as_json or (call.quiet and finding.verdict == "ok"):
            continue
        output.text(f"{_WORDS[finding.verdict]}  {finding.subject:<20} {finding.text}")
        if finding.remedy:
            output.text(f"{'':<27}mend: {finding.remedy}")
        output.flush()
    counts = {verdict: sum(1 for each in found if each.verdict == verdict) for verdict in _WORDS}
    if call.as_json:
        output.document(
            {
                "findings": [
                    {
                        "subject": each.subject,
                        "verdict": each.verdict,
                        "text": each.text,
                        "remedy": each.remedy,
                    }
                    for each in found
                ],
                "counts": counts,
            }
        )
    elif counts["bad"] or counts["warn"]:
        call.talk.say(f"{counts['bad']} bad, {counts['warn']} to look at, {counts['ok']} fine.")
    else:
        call.talk.say("All is well.")
    if counts["bad"]:
        raise SystemExit(Exit.FAILED)
