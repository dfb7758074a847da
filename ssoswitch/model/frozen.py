"""Frozen values, as `dataclass(frozen=True, slots=True)` makes them, for a thirtieth of its time.

The program has more than a hundred kinds of values, half of them before the first frame. For each kind `dataclasses`
writes the source of six methods and compiles it, 0.4 ms in all, which made a tenth of the start. Here the methods are
the same few functions for all, and only `__init__` is compiled, when it is seen that many of its kind are made.
`dataclasses.replace`, `fields` and `asdict` work as ever, for which `dataclasses` is asked when that is first wanted;
type checkers see dataclasses. Annotations have to be texts (`from __future__ import annotations`), and there are no
InitVar and no keyword-only fields.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")

_FEW = 2
"""So many values are made without compiling anything: it costs as much as making thirty of them."""
_DEFAULT = object()
"""Stands for a default that is made anew for each value."""


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """The class with slots for its annotated names, made, compared, hashed and shown by them, and never changed."""
    body = dict(vars(cls))
    for none in ("__dict__", "__weakref__"):
        body.pop(none, None)
    described = _described(cls, body)
    there = {name for base in cls.__mro__[1:] for name in vars(base).get("__slots__", ())}
    body.update(
        __slots__=tuple(each.name for each in described if each.name not in there),
        __match_args__=tuple(each.name for each in described if each.init),
        __dataclass_fields__=_AskedFor(),
        _described=described,
        __setattr__=_refuse_to_set,
        __delattr__=_refuse_to_delete,
        __getstate__=_state,
        __setstate__=_set_state,
    )
    body.setdefault("__repr__", _repr)
    if "__eq__" not in body:
        content = _content(tuple(each.name for each in described if each.compare))
        body.update(__eq__=_equality(content), __hash__=_hash(content))
    metaclass: Any = type(cls)
    made = metaclass(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    made.__init__ = _init_when_needed(made, described)
    finished: type[T] = made
    return finished


def _described(cls: type, body: dict[str, Any]) -> tuple[Field[Any], ...]:
    """The parents' fields and the class's own, whose defaults go from `body`: their names are for the slots."""
    found: dict[str, Field[Any]] = {}
    for base in reversed(cls.__mro__[1:]):
        found.update((each.name, each) for each in vars(base).get("_described", ()))
    for name, kind in body.get("__annotations__", {}).items():
        if kind.startswith(("ClassVar", "typing.ClassVar")):
            continue
        default = body.pop(name, MISSING)
        one: Field[Any] = default if isinstance(default, Field) else field(default=default)
        one.name, one.type = name, kind
        found[name] = one
    return tuple(found.values())


class _AskedFor:
    """`__dataclass_fields__`, as `dataclasses` makes it of a class with such fields, when it is first asked for."""

    def __get__(self, _value: object, cls: Any) -> dict[str, Field[Any]]:
        body = {each.name: each for each in cls._described}
        body_and_kinds = {
            **body,
            "__annotations__": {name: each.type for name, each in body.items()},
            "__module__": cls.__module__,
            "__doc__": cls.__name__,  # or dataclasses would write the signature, which costs more than all the rest
        }
        model: Any = dataclass(init=False, repr=False, eq=False)(type(cls.__name__, (), body_and_kinds))
        cls.__dataclass_fields__ = known = model.__dataclass_fields__
        fields: dict[str, Field[Any]] = known
        return fields


def _content(names: tuple[str, ...]) -> Callable[[Any], Any]:
    """What is compared and hashed: a tuple of all content, or the one thing that there is."""
    return attrgetter(*names) if names else lambda _value: ()


def _init_when_needed(cls: Any, described: tuple[Field[Any], ...]) -> Callable[..., None]:
    """Sets the first few values field by field: half of the kinds that the start makes, it makes one or two of."""
    made = 0

    def first(self: object, *args: Any, **kwargs: Any) -> None:
        nonlocal made
        made += 1
        content = _content_given(described, args, kwargs) if made <= _FEW else None
        if content is None:
            cls.__init__ = compiled = _init(cls, described)
            compiled(self, *args, **kwargs)
            return
        for name, value in content.items():
            object.__setattr__(self, name, value)
        if hasattr(cls, "__post_init__"):
            cls.__post_init__(self)

    return first


def _content_given(
    described: tuple[Field[Any], ...], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> dict[str, Any] | None:
    """Field → value; None where something is wrong with the arguments, which the compiled `__init__` says better."""
    places = [each.name for each in described if each.init]
    given = dict(zip(places, args, strict=False))
    if len(args) > len(places) or given.keys() & kwargs.keys():
        return None
    given.update(kwargs)
    content: dict[str, Any] = {}
    for each in described:
        if each.init and each.name in given:
            content[each.name] = given.pop(each.name)
        elif each.default_factory is not MISSING:
            content[each.name] = each.default_factory()
        elif each.default is not MISSING:
            content[each.name] = each.default
        elif each.init:
            return None
    return None if given else content


def _init(cls: Any, described: tuple[Field[Any], ...]) -> Callable[..., None]:
    """The compiled `__init__`: it sets the slots themselves, past the refusal."""
    known: dict[str, Any] = {"_default": _DEFAULT}
    parameters, body = [], []
    for each in described:
        name = each.name
        given = name
        known[f"_set_{name}"] = getattr(cls, name).__set__
        if each.default_factory is not MISSING:
            known[f"_make_{name}"] = each.default_factory
            parameter = f"{name}=_default"
            given = f"_make_{name}() if {name} is _default else {name}" if each.init else f"_make_{name}()"
        elif each.default is not MISSING:
            known[f"_default_{name}"] = each.default
            parameter = f"{name}=_default_{name}"
        else:
            parameter = name
        if each.init:
            parameters.append(parameter)
        elif each.default_factory is MISSING:
            continue  # __post_init__ sets it
        body.append(f" _set_{name}(self, {given})")
    if hasattr(cls, "__post_init__"):
        body.append(" self.__post_init__()")
    text = f"def __init__(self, {', '.join(parameters)}):\n" + ("\n".join(body) or " pass")
    exec(text, known)  # noqa: S102  (text of our own class definitions only, as dataclasses does it)
    compiled: Callable[..., None] = known["__init__"]
    compiled.__qualname__ = f"{cls.__qualname__}.__init__"
    return compiled


def _equality(content: Callable[[Any], Any]) -> Callable[[Any, object], Any]:
    def equal(self: Any, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return content(self) == content(other)

    return equal


def _hash(content: Callable[[Any], Any]) -> Callable[[Any], int]:
    def hashed(self: Any) -> int:
        return hash(content(self))

    return hashed


def _repr(self: Any) -> str:
    shown = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in self._described if each.repr)
    return f"{type(self).__qualname__}({shown})"


def _refuse_to_set(_self: object, name: str, _value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> tuple[Any, ...]:
    return tuple(getattr(self, each.name) for each in self._described)


def _set_state(self: Any, state: tuple[Any, ...]) -> None:
    for each, content in zip(self._described, state, strict=True):
        object.__setattr__(self, each.name, content)
