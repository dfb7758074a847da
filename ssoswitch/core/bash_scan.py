"""Which commands a bash text holds, and where: enough of bash's grammar to edit an `.envrc` without running it.

It answers three questions about each simple command: which words it has, whether a word is literal (and then its
value), and what stands around it (`if`, a function, a subshell, `&&`). It does not decide whether the text is
valid; `bash -n` does. On text that bash refuses it gives some answer and never raises. All is bytes, because an
`.envrc` need not be UTF-8.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from ssoswitch.core.bash_quotes import read_word
from ssoswitch.core.bash_words import Command, Word

_FUNCTION_PARENTHESES = re.compile(rb"(?:[ \t]|\\\n)*\((?:[ \t]|\\\n)*\)")
_ESAC = re.compile(rb"esac(?:\\\n)*(?![^\s;&|)])")
_NUMBERED = re.compile(rb"\d+[<>]")
_REDIRECTION = re.compile(rb"&>>|&>|<<<|<<-|<<|<>|<&|>&|>>|>\||<|>")
_OPENERS = {b"if": "if", b"while": "loop", b"until": "loop", b"{": "brace"}
_CLOSERS = {b"fi": "if", b"done": "loop", b"}": "brace", b"esac": "case"}
_PASSED_OVER = frozenset((b"then", b"do", b"else", b"elif", b"!", b"time", b"coproc"))


def commands(data: bytes) -> tuple[Command, ...]:
    """Every simple command and function head of the text, in its order."""
    scanner = _Scanner(data)
    try:
        scanner.read(())
    except RecursionError:
        # Hundreds of expansions inside each other: nobody means that. What was found before counts.
        pass
    return tuple(sorted(scanner.found, key=lambda command: command.start))


class _Scanner:
    """One walk over the text. `position` only ever grows."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0
        self.found: list[Command] = []
        self.heredocs: list[tuple[bytes, bool, bool]] = []
        self.line_starts = [0, *(match.end() for match in re.finditer(b"\n", data))]

    def line_at(self, offset: int) -> int:
        return bisect_right(self.line_starts, offset)

    def peek(self, length: int = 1) -> bytes:
        return self.data[self.position : self.position + length]

    # Lists of commands

    def read(self, outer: tuple[str, ...]) -> None:
        """Read commands until the text ends, or until the `)` that closes `outer`'s last frame."""
        frames = list(outer)
        joined = ""
        pending_function = False
        while self.position < len(self.data):
            self.skip_blanks()
            byte = self.peek()
            if not byte:
                return
            if byte == b"#":
                self.skip_comment()
            elif byte == b"\n":
                self.newline()
                joined = "" if joined not in ("&&", "||", "|") else joined
            elif byte == b")":
                self.position += 1
                if len(frames) == len(outer):
                    return
                self.close(frames, "subshell", len(outer))
                self.after_compound()
            elif byte in (b";", b"&", b"|"):
                joined = self.operator(frames)
            elif self.peek(2) == b"((":
                self.skip_arithmetic()
                pending_function = False
            elif byte == b"(":
                self.position += 1
                frames.append("subshell")
                pending_function, joined = False, ""
            else:
                pending_function, joined = self.command(frames, joined, pending_function, len(outer))

    def operator(self, frames: list[str]) -> str:
        """Step over a separator; answers what joins the next command to the last."""
        for operator in (b";;&", b";;", b";&", b"&&", b"||", b"|&", b";", b"&", b"|"):
            if self.data.startswith(operator, self.position):
                self.position += len(operator)
                if operator.startswith((b";;", b";&")) and frames and frames[-1] == "case":
                    self.case_pattern(frames)
                return {b"&&": "&&", b"||": "||", b"|": "|", b"|&": "|"}.get(operator, "")
        raise AssertionError("called at a separator only")

    def close(self, frames: list[str], frame: str, least: int) -> None:
        wanted = ("function", "brace") if frame == "brace" else (frame,)
        if len(frames) > least and (frames[-1] in wanted or frames[-1] == "function"):
            frames.pop()

    def command(self, frames: list[str], joined: str, pending_function: bool, least: int) -> tuple[bool, str]:
        """Read a reserved word or a simple command; answers (a function's body follows, joined)."""
        start = self.position
        word = self.word()
        if word is None:
            self.redirection_or_step()
            if self.position > start and self.peek() not in (b"", b"\n", b";"):
                self.simple(start, [], frames, joined)
            return False, ""
        reserved = word.bare
        if reserved in _PASSED_OVER:
            return False, joined if reserved in (b"!", b"time") else ""
        if reserved in _OPENERS:
            frames.append("function" if pending_function else _OPENERS[reserved])
            return False, ""
        if reserved in _CLOSERS:
            self.close(frames, _CLOSERS[reserved], least)
            self.after_compound()
            return False, joined
        if reserved in (b"for", b"select"):
            frames.append("function" if pending_function else "loop")
            self.loop_head()
            return False, ""
        if reserved == b"case":
            frames.append("case")
            self.case_head(frames)
            return False, ""
        if reserved == b"function":
            self.skip_blanks()
            name = self.word()
            self.step_over(_FUNCTION_PARENTHESES)
            self.add(
                start, [name] if name else [], frames, joined, "", (name.literal or b"") if name else b""
            )
            return True, ""
        if self.step_over(_FUNCTION_PARENTHESES):
            self.add(start, [word], frames, joined, "", word.literal or b"?")
            return True, ""
        self.simple(start, [word], frames, joined)
        return False, ""

    def simple(self, start: int, words: list[Word], frames: list[str], joined: str) -> None:
        """The rest of a simple command after its first word; a `[[` is read to its `]]`."""
        in_test = bool(words) and words[0].bare == b"[["
        end = self.position
        while self.position < len(self.data):
            self.skip_blanks()
            byte = self.peek()
            if byte in (b"", b"\n", b"#") and not (in_test and byte == b"\n"):
                break
            if in_test and byte in (b"\n", b";", b"&", b"|", b"(", b")", b"<", b">"):
                self.position += 1
                continue
            if byte in (b";", b"|", b"(", b")") or (byte == b"&" and self.peek(2) != b"&>"):
                break
            word = self.word()
            if word is None or (self.peek() in (b"<", b">") and word.text.isdigit()):
                self.redirection_or_step()
            else:
                words.append(word)
                in_test = in_test and word.bare != b"]]"
            end = self.position
        self.add(start, words, frames, joined, self.terminator(), b"", end)

    def add(
        self,
        start: int,
        words: list[Word],
        frames: list[str],
        joined: str,
        terminator: str,
        defines: bytes,
        end: int | None = None,
    ) -> None:
        end = self.position if end is None else end
        self.found.append(
            Command(
                tuple(words),
                start,
                end,
                self.line_at(start),
                tuple(frames),
                joined,
                terminator,
                defines,
                self.data[start:end],
            )
        )

    def terminator(self) -> str:
        for operator in (b"&&", b"||"):
            if self.data.startswith(operator, self.position):
                return operator.decode()
        byte = self.peek()
        return "\n" if byte == b"#" else byte.decode("latin-1")

    # Compound heads

    def loop_head(self) -> None:
        """`for x in a b` up to the separator before `do`; `for ((…))` whole."""
        self.skip_blanks()
        if self.peek(2) == b"((":
            self.skip_arithmetic()
            return
        while self.peek() not in (b"", b"\n", b";"):
            self.skip_blanks()
            if self.peek() == b"#":
                self.skip_comment()
            elif self.word() is None and self.peek() not in (b"", b"\n", b";"):
                self.position += 1

    def case_head(self, frames: list[str]) -> None:
        """`case WORD in`, then the first pattern."""
        while self.position < len(self.data):
            self.skip_space()
            word = self.word()
            if word is None:
                self.position += 1
            elif word.bare == b"in":
                break
        self.case_pattern(frames)

    def case_pattern(self, frames: list[str]) -> None:
        """A pattern list up to its `)`, or the `esac` that ends the case."""
        self.skip_space()
        if self.step_over(_ESAC):
            frames.pop()
            self.after_compound()
            return
        if self.peek() == b"(":
            self.position += 1
        while self.position < len(self.data):
            self.skip_space()
            if self.peek() == b")":
                self.position += 1
                return
            if self.word() is None:
                self.position += 1

    def after_compound(self) -> None:
        """Redirections after `fi`, `done`, `}`, `)`."""
        while True:
            self.skip_blanks()
            if self.peek() not in (b"<", b">") and not _NUMBERED.match(self.data, self.position):
                return
            if self.peek().isdigit():
                self.word()
            self.redirection_or_step()

    # Small steps

    def step_over(self, pattern: re.Pattern[bytes]) -> bool:
        match = pattern.match(self.data, self.position)
        if match:
            self.position = match.end()
        return match is not None

    def skip_blanks(self) -> None:
        while True:
            if self.peek() and self.peek() in (b" ", b"\t"):
                self.position += 1
            elif self.peek(2) == b"\\\n":
                self.position += 2
            else:
                return

    def skip_space(self) -> None:
        """Blanks, newlines and comments."""
        while True:
            self.skip_blanks()
            if self.peek() == b"\n":
                self.newline()
            elif self.peek() == b"#":
                self.skip_comment()
            else:
                return

    def skip_comment(self) -> None:
        end = self.data.find(b"\n", self.position)
        self.position = len(self.data) if end < 0 else end

    def newline(self) -> None:
        """Step over a newline and over the here-documents that begin after it."""
        self.position += 1
        for delimiter, tabs, expands in self.heredocs:
            line = b""
            while self.position < len(self.data):
                end = self.data.find(b"\n", self.position)
                end = len(self.data) if end < 0 else end
                line += self.data[self.position : end]
                self.position = min(end + 1, len(self.data))
                if expands and (len(line) - len(line.rstrip(b"\\"))) % 2:
                    line = line[:-1]  # such lines are one to bash, before it looks for the end
                    continue
                if (line.lstrip(b"\t") if tabs else line) == delimiter:
                    break
                line = b""
        self.heredocs = []

    def skip_arithmetic(self) -> None:
        """`((…))`, from its first parenthesis."""
        depth = 0
        while self.position < len(self.data):
            byte = self.peek()
            depth += {b"(": 1, b")": -1}.get(byte, 0)
            self.position += 1
            if depth == 0:
                return

    def redirection_or_step(self) -> None:
        """A redirection with its word; a here-document is noted. Anything else: one byte on."""
        match = _REDIRECTION.match(self.data, self.position)
        if match is None:
            self.position += 1
            return
        self.position = match.end()
        self.skip_blanks()
        word = self.word()
        if match.group() in (b"<<", b"<<-") and word is not None:
            delimiter = re.sub(rb"['\"\\]", b"", word.bare)
            self.heredocs.append((delimiter, match.group() == b"<<-", delimiter == word.bare))

    # Words

    def word(self) -> Word | None:
        """The word here, None where an operator, a newline or the end stands."""
        start = self.position
        end, literal = read_word(self.data, start, self.substitution)
        if end == start:
            return None
        self.position = end
        return Word(self.data[start:end], literal, start, end)

    def substitution(self, position: int) -> int:
        """Read `$(…)`, `<(…)` from after its parenthesis; answers the position after its end."""
        self.position = position
        waiting, self.heredocs = self.heredocs, []
        self.read(("substitution",))
        self.heredocs = waiting
        return self.position
