"""Values behave as frozen, slotted dataclasses do: each rule is held against one made by `dataclasses` itself."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, is_dataclass, replace
from typing import Any, ClassVar

import pytest

from ssoswitch.model.frozen import frozen


@frozen
class Ours:
    """A value."""

    name: str
    secret: str = field(repr=False)
    tags: Mapping[str, str] = field(default_factory=dict)
    ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theirs:
    """Its model."""

    name: str
    secret: str = field(repr=False)
    tags: Mapping[str, str] = field(default_factory=dict)
    ends: tuple[str, ...] = ()


@frozen
class One:
    """A single field: compared by it."""

    name: str


@dataclass(frozen=True, slots=True)
class TheirOne:
    """The model of `One`."""

    name: str


@frozen
class Nothing:
    """No field at all."""


@frozen
class Derived(One):
    """Adds one to its parent's."""

    number: int = 3


@frozen
class Odd:
    """Says itself how it is shown and compared."""

    name: str

    def __repr__(self) -> str:
        return "odd"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Odd) and other.name.lower() == self.name.lower()

    def __hash__(self) -> int:
        return hash(self.name.lower())


def test_made_shown_and_taken_apart_as_a_dataclass() -> None:
    given: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
        (("a", "b"), {}),
        (("a",), {"secret": "b", "ends": ("x",)}),
        (("a", "b", {"k": "v"}), {}),
    ]
    for arguments, named in given:
        ours, theirs = Ours(*arguments, **named), Theirs(*arguments, **named)
        assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
        assert asdict(ours) == asdict(theirs)
        assert asdict(replace(ours, name="z")) == asdict(replace(theirs, name="z"))
    assert [each.name for each in fields(Ours)] == [each.name for each in fields(Theirs)]
    match Ours("a", "b"):
        case Ours(name, secret, _, _):
            assert (name, secret) == ("a", "b")
    assert is_dataclass(Ours)


def test_described_to_dataclasses_when_they_ask() -> None:
    @frozen
    class Late(One):
        """Asked about before any value was made."""

        shared: ClassVar[int] = 7
        number: int = 3
        name: str = "n"

    @dataclass(frozen=True, slots=True)
    class Model(TheirOne):
        shared: ClassVar[int] = 7
        number: int = 3
        name: str = "n"

    kind: object = Late
    assert is_dataclass(kind)
    for ours, theirs in zip(fields(Late), fields(Model), strict=True):
        assert (ours.name, ours.type, ours.default) == (theirs.name, theirs.type, theirs.default)
    assert (Late.shared, Late().number, replace(Late(), number=4).number) == (7, 3, 4)
    assert [each.name for each in fields(One)] == ["name"], "a parent is not changed by its child"


def test_a_factory_s_default_is_made_for_each() -> None:
    assert Ours("a", "b").tags is not Ours("a", "b").tags


def test_the_first_values_of_a_kind_are_made_as_the_later_ones_are() -> None:
    @frozen
    class Kind:
        """With every sort of field."""

        name: str
        number: int = 3
        tags: list[str] = field(default_factory=list)
        length: int = field(init=False, compare=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "length", len(self.name))

    made = [Kind("ab", tags=["x"]) for _ in range(6)]
    assert {(each.name, each.number, tuple(each.tags), each.length) for each in made} == {
        ("ab", 3, ("x",), 2)
    }
    assert all(each == made[0] for each in made)
    assert Kind.__init__.__qualname__.endswith("Kind.__init__"), "compiled by now"


@pytest.mark.parametrize("arguments", [(), ("a",), ("a", "b", {}, (), "more")])
def test_a_wrong_number_of_arguments_is_refused_each_time(arguments: tuple[Any, ...]) -> None:
    for _ in range(2):
        with pytest.raises(TypeError):
            Ours(*arguments)
        with pytest.raises(TypeError):
            Ours("a", "b", unknown=1)  # type: ignore[call-arg]  # it is what is tried


def test_compared_by_kind_and_content() -> None:
    assert Ours("a", "b") == Ours("a", "b")
    assert Ours("a", "b") != Ours("a", "c")
    other: object = Theirs("a", "b")
    assert Ours("a", "b") != other
    assert One("a") != Derived("a", 3)
    assert Derived("a") == Derived("a", 3)
    assert Nothing() == Nothing()
    assert One(("a",)) != One("a")  # type: ignore[arg-type]  # a tuple is not taken for the content


def test_hashed_by_content() -> None:
    assert len({One("a"), One("a"), One("b")}) == 2
    assert len({Nothing(), Nothing()}) == 1
    assert {Derived("a"): 1}[Derived("a", 3)] == 1
    with pytest.raises(TypeError):
        hash(Ours("a", "b"))  # holds a dict


def test_never_changed() -> None:
    kept = Derived("a")
    with pytest.raises(FrozenInstanceError):
        kept.number = 4  # type: ignore[misc]  # it is what is tried
    with pytest.raises(FrozenInstanceError):
        del kept.number
    with pytest.raises(FrozenInstanceError):
        kept.other = 4  # type: ignore[attr-defined]  # it is what is tried
    assert not hasattr(kept, "__dict__")
    assert kept == Derived("a", 3)


def test_a_parent_made_after_its_child_keeps_its_own_init() -> None:
    @frozen
    class Parent:
        """Made last."""

        name: str

    @frozen
    class Child(Parent):
        """Made first."""

        number: int

    assert Child("a", 1) == Child("a", number=1)
    assert Parent("a") == Parent(name="a")
    assert Child("a", 2).number == 2


def test_post_init_looks_at_what_was_given() -> None:
    @frozen
    class Positive:
        """A number above zero."""

        number: int

        def __post_init__(self) -> None:
            if self.number <= 0:
                raise ValueError(self.number)

    assert Positive(1).number == 1
    with pytest.raises(ValueError, match="0"):
        Positive(0)


def test_what_is_derived_counts_for_nothing() -> None:
    @frozen
    class Names:
        """Names, and which stand where."""

        names: tuple[str, ...]
        _places: dict[str, int] = field(init=False, repr=False, compare=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "_places", {name: place for place, name in enumerate(self.names)})

        def place(self, name: str) -> int:
            """Where it stands."""
            return self._places[name]

    assert Names(("a", "b")).place("b") == 1
    assert Names(("a",)) == Names(("a",))
    assert hash(Names(("a",))) == hash(Names(("a",)))
    assert "_places" not in repr(Names(("a",)))
    assert replace(Names(("a",)), names=("b", "a")).place("a") == 1


def test_what_is_kept_beside_is_made_for_each_and_not_given_on() -> None:
    @frozen
    class Word:
        """A word, and what was worked out from it."""

        word: str
        _kept: dict[str, int] = field(default_factory=dict, init=False, compare=False)

        def length(self) -> int:
            """Counted once."""
            return self._kept.setdefault("length", len(self.word))

    first = Word("a")
    assert first.length() == 1
    assert replace(first, word="ab").length() == 2
    with pytest.raises(TypeError):
        Word("a", {})  # type: ignore[call-arg]  # it is what is tried


def test_what_a_class_says_itself_stands() -> None:
    assert repr(Odd("A")) == "odd"
    assert Odd("A") == Odd("a")
    assert len({Odd("A"), Odd("a")}) == 1


@pytest.mark.parametrize("kept", [Ours("a", "b", {"k": "v"}), One("a"), Nothing(), Derived("a", 4)])
def test_copied_and_pickled(kept: object) -> None:
    assert copy.copy(kept) == kept
    assert copy.deepcopy(kept) == kept
    assert pickle.loads(pickle.dumps(kept)) == kept
