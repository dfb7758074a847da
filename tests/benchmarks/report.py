"""The table that the benchmarks fill: what was measured, what it must reach, and whether it did."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    group: str
    what: str
    value: str
    goal: str
    reached: bool | None
    """None: there is no goal, the figure is for comparison."""
    detail: str


@dataclass
class Report:
    """Collects rows and prints each as it comes; `quick` asks for smaller sizes, whose figures mean less."""

    quick: bool = False
    rows: list[Row] = field(default_factory=list)
    _group: str = ""

    def group(self, name: str) -> None:
        """What the next rows are about."""
        self._group = name
        print(f"\n{name}")

    def at_most(
        self, what: str, value: float, goal: float | None, form: str = "{:.2f} ×", detail: str = ""
    ) -> None:
        """A figure that must not be above its goal; without a goal, and in a quick run, it is for comparison."""
        goal = None if self.quick else goal
        reached = None if goal is None else value <= goal
        row = Row(
            self._group,
            what,
            form.format(value),
            "" if goal is None else f"≤ {form.format(goal)}",
            reached,
            detail,
        )
        self.rows.append(row)
        print(_line(row), flush=True)

    def add(self, what: str, value: float, unit: str, *, goal: float | None = None, beside: str = "") -> None:
        """A figure with its unit; `beside` names the yardstick of the same run and how the figure compares with it."""
        self.at_most(what, value, goal, "{:.3g} " + unit, beside)

    @property
    def missed(self) -> tuple[Row, ...]:
        """The rows whose goal was not reached."""
        return tuple(row for row in self.rows if row.reached is False)

    def markdown(self) -> str:
        """The table for the README."""
        lines = ["| what | measured | goal | |", "|---|---|---|---|"]
        for row in self.rows:
            lines.append(f"| {row.group}: {row.what} | {row.value} | {row.goal} | {row.detail} |")
        return "\n".join(lines)


def _line(row: Row) -> str:
    sign = {True: "✓", False: "✗", None: " "}[row.reached]
    return f"  {sign} {row.what:<58} {row.value:>10}  {row.goal:<12} {row.detail}"
