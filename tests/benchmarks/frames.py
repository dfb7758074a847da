"""How soon a key shows, in a pseudo-terminal: typing, moving, opening, in the finished program over a saved tree."""

from __future__ import annotations

from collections.abc import Iterable

from tests.benchmarks.pseudo_terminal import PseudoTerminal, median, ninetieth, python
from tests.benchmarks.report import Report
from tests.benchmarks.saved_home import saved_home

QUERIES = ("paym prod admin", "loyalty", "p", "a b c d", "pyprd", "4242")
PAGE_DOWN, DOWN, DELETE = "\x1b[6~", "\x1b[B", "\x7f"
END, HOME, MARK_ALL, CLEAR = "G", "g", "a", "A"
COUNTED = b"acc"
"""Stands in the count beside what is typed, so a frame with it shows letter, count and list together."""


def run(report: Report) -> None:
    """1,000, 10,000 and 100,000 roles."""
    echo, bare = yardstick()
    report.add("key → echo, an Input by itself, median", echo, "ms")
    report.add("key → text that follows an Input's message, median", bare, "ms")
    pages: dict[int, float] = {}
    for accounts, roles, middle, most in ((1_000, 1, 16, 25), (1_000, 10, 16, 25), (10_000, 10, 25, 50)):
        count = accounts * roles
        beside = f"an Input and its message {bare:.3g} ms"
        with saved_home(accounts, roles) as variables:
            with started(variables) as terminal:
                terminal.key("/")
                took = typing(terminal, QUERIES)
                report.add(
                    f"key → filtered frame, {count:,} roles, median",
                    median(took),
                    "ms",
                    goal=middle,
                    beside=beside,
                )
                report.add(
                    f"key → filtered frame, {count:,} roles, nine of ten", ninetieth(took), "ms", goal=most
                )
            with started(variables) as terminal:
                report.add(f"open all, {count:,} roles", terminal.key("="), "ms", goal=50)
                took = [terminal.key(PAGE_DOWN) for _ in range(30)]
                pages[count] = median(took)
                report.add(f"page down → frame, {count:,} rows, median", pages[count], "ms", goal=10)
                took = [terminal.key(DOWN) for _ in range(30)]
                report.add(f"down → frame, {count:,} rows, median", median(took), "ms", goal=33)
                took = [terminal.key(key) for key in (END, HOME) * 5]
                report.add(f"end, home → frame, {count:,} rows, median", median(took), "ms", goal=33)
                marking(report, terminal, count)
                took = [terminal.resize(*size) for size in ((100, 30), (120, 36)) * 3]
                report.add(f"resize → frame, {count:,} rows, median", median(took), "ms", goal=100)
    report.add("page down, 100,000 rows ÷ 1,000 rows", pages[100_000] / pages[1_000], "×", goal=1.3)


def marking(report: Report, terminal: PseudoTerminal, count: int) -> None:
    """Marks for everything and off again, and what the next keys cost with all of them there."""
    marked, cleared, plain, down = [], [], [], []
    for _ in range(5):
        plain += [terminal.key(DOWN) for _ in range(8)]
        marked.append(terminal.key(MARK_ALL))
        down += [terminal.key(DOWN) for _ in range(8)]
        cleared.append(terminal.key(CLEAR))
    report.add(f"mark all, {count:,} roles, median", median(marked), "ms", goal=33)
    report.add(f"clear the marks of {count:,} roles, median", median(cleared), "ms", goal=33)
    report.add(f"down, {count:,} marks ÷ none", median(down) / median(plain), "×", goal=1.3)
    terminal.key("/")
    before = typing(terminal, ("prod",))
    terminal.key("\x1b")
    terminal.key(MARK_ALL)
    terminal.key("/")
    typed = typing(terminal, ("prod",), until=b" marked")
    report.add(
        f"key → filtered frame, {count:,} marks ÷ none",
        median(typed) / median(before),
        "×",
        goal=1.3,
        beside=f"median {median(typed):.1f} ms",
    )
    terminal.key("\x1b")
    terminal.key(CLEAR)


def yardstick() -> tuple[float, float]:
    """An app of an Input and a text: until the letter is there, and until the text that follows it is."""
    with PseudoTerminal(python("-m", "tests.benchmarks.list_app", "input")) as terminal:
        terminal.wait_started()
        echo = [terminal.key(letter) for letter in "some words to type"]
        text = [terminal.key(letter, until=b"typed") for letter in "some words to type"]
    return median(echo), median(text)


def typing(terminal: PseudoTerminal, queries: Iterable[str], until: bytes = COUNTED) -> list[float]:
    """Milliseconds for each letter of each query, and for each letter that is taken back."""
    took: list[float] = []
    for query in queries:
        took.extend(terminal.key(letter, until=until) for letter in query)
        took.extend(terminal.key(DELETE, until=until) for _ in query)
    return took


def started(variables: dict[str, str]) -> PseudoTerminal:
    """The program in that home, with its list on the screen and nothing more to come."""
    terminal = PseudoTerminal(python("-m", "ssoswitch"), variables=variables)
    terminal.wait_for(COUNTED)
    terminal.wait_quiet(0.8)
    return terminal
