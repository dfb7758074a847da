"""The frame of the pages that a browser sees: plain HTML, one style, everything from outside escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ssoswitch.demo.wire import Response

# form-action covers where a form's answer redirects to as well, so the callback listener's port has to be allowed.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "form-action 'self' http://127.0.0.1:*; base-uri 'none'; frame-ancestors 'none'"
)

_STYLE = """
:root { color-scheme: light dark; --ink: #16191f; --dim: #5f6b7a; --paper: #f2f3f3; --card: #fff; --line: #d5dbdb;
        --go: #0972d3; --goink: #fff }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9ebed; --dim: #9ba7b6; --paper: #0f141a; --card: #192534; --line: #354150;
          --go: #539fe5; --goink: #0f141a } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink);
       font: 16px/1.5 system-ui, sans-serif }
main { width: min(30rem, 92vw); background: var(--card); border: 1px solid var(--line); border-radius: 14px;
       padding: 2rem }
header { display: flex; justify-content: space-between; color: var(--dim); font-size: .85rem; margin-bottom: 1.2rem }
header b { border: 1px solid var(--line); border-radius: 99px; padding: 0 .6rem; letter-spacing: .06em }
h1 { font-size: 1.35rem; margin: 0 0 .5rem }
p { margin: .5rem 0; color: var(--dim) }
.code { font: 700 2.1rem/1.2 ui-monospace, monospace; letter-spacing: .12em; text-align: center; margin: 1.2rem 0;
        padding: .8rem; border: 1px dashed var(--line); border-radius: 10px }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; margin: 1.2rem 0 0 }
dt { color: var(--dim) } dd { margin: 0; overflow-wrap: anywhere }
.buttons { display: flex; gap: .8rem; margin-top: 1.4rem }
button { flex: 1; font: inherit; font-weight: 600; padding: .65rem; border-radius: 99px; border: 1px solid var(--go);
         background: none; color: var(--go); cursor: pointer }
button.go { background: var(--go); color: var(--goink) }
input[type=text] { font: 1.2rem ui-monospace, monospace; width: 100%; padding: .6rem; text-align: center;
                   text-transform: uppercase; border: 1px solid var(--line); border-radius: 10px; background: none;
                   color: inherit }
"""


def page(title: str, content: str, status: int = 200, *, region: str = "") -> Response:
    """A whole page; `title` is text, `content` is HTML that is safe already, `region` what AWS's portal tells there."""
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        + (f'<meta name="region" content="{escape(region)}"/>' if region else "")
        + f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>"
        f"<header><span>ssoswitch demo Identity Center</span><b>DEMO</b></header><h1>{escape(title)}</h1>{content}"
        "</main></body></html>"
    )
    headers = (
        ("Content-Security-Policy", _POLICY),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
    )
    return Response(status, text.encode("utf-8", "replace"), "text/html; charset=utf-8", headers)


def fact_page(title: str, sentence: str, facts: Iterable[tuple[str, str]]) -> Response:
    """A page of one sentence and a list of names and values."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts)
    return page(title, f"<p>{escape(sentence)}</p><dl>{rows}</dl>")


def error_page(status: int, message: str) -> Response:
    """A page that says what is wrong."""
    return page("Something doesn’t compute", f"<p>{escape(message)}</p>", status)


def form(action: str, hidden: Iterable[tuple[str, str]], inner: str) -> str:
    """A form that posts the hidden values; `inner` is HTML."""
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in hidden
    )
    return f'<form method="post" action="{escape(action)}">{fields}{inner}</form>'


ALLOW_OR_DENY = (
    '<div class="buttons"><button class="go" name="answer" value="allow">Allow access</button>'
    '<button name="answer" value="deny">Deny</button></div>'
)
