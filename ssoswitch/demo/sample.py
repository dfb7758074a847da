"""The sample organization's rows: a company that runs payments, a data lake and many sandboxes.

The first accounts are those that the pictures show; after them come names made of a word and an environment. Nothing
here is random: row i is the same in an organization of 20 accounts and in one of 10,000.
"""

from __future__ import annotations

from collections.abc import Iterator

Row = tuple[str, "str | None", "str | None", tuple[str, ...]]
"""Account id, name, e-mail, roles."""

_ADMIN = "AdministratorAccess"
_POWER = "PowerUserAccess"
_READ = "ReadOnlyAccess"

_FULL = (_ADMIN, _POWER, _READ)
_OWNER = (_ADMIN, "Billing", _READ)
_DATA = (_ADMIN, "DataScientist", "DatabaseAdministrator", _READ)
_AUDIT = (_READ, "SecurityAudit")
_SANDBOX = (_ADMIN, _POWER)
_SUPPORT = ("SupportUser", "ViewOnlyAccess")
_NETWORK = (_ADMIN, "NetworkAdministrator", _READ)

_FIRST: tuple[Row, ...] = (
    ("333344445555", "payments-prod", "payments@example.com", _OWNER),
    ("333344446666", "payments-stage", "payments+stage@example.com", _FULL),
    ("333344447777", "payments-dev", "payments+dev@example.com", _FULL),
    ("111122223333", "audit-log-archive", "audit@example.com", _AUDIT),
    ("222233334444", "data-lake-dev", "data-lake+dev@example.com", _DATA),
    ("222233335555", "data-lake-prod", "data-lake@example.com", _DATA),
    ("000011112222", "org-root", "aws-root@example.com", ("Billing", _READ, "SecurityAudit")),
    ("555566667777", "sandbox-anna", "anna@example.com", _SANDBOX),
    ("888899990000", "website-prod", "website@example.com", (_READ,)),
    ("444455556666", "platform-dev", "platform+dev@example.com", _FULL),
    ("444455557777", "platform-prod", "platform@example.com", (_POWER, _READ)),
    ("555566668888", "sandbox-ben", "ben@example.com", _SANDBOX),
    ("666677778888", "security-tooling", "security@example.com", ("SecurityAudit", _ADMIN)),
    ("777788889999", "shared-network", "network@example.com", _NETWORK),
    ("333344448888", "payroll-prod", "payroll@example.com", (_ADMIN, "Billing")),
    ("999900001111", "ex-paypal-prod-archive", "archive@example.com", ("BillingAdmin",)),
    ("012345678901", "new-hires-dev", "people+dev@example.com", ()),
    ("098765432109", "shop-stage", None, _FULL),
    ("000000000042", None, "unnamed@example.com", (_READ,)),
    ("121212121212", "shop-prod", "shop@example.com", (_POWER, _READ, "shop-deploy@ci")),
    ("343434343434", "shop-prod", "shop-eu@example.com", (_READ, "SupportUser")),
)

_WORDS = (
    "analytics", "billing", "catalog", "checkout", "search", "identity", "inventory", "logistics", "loyalty",
    "mobile-api", "monitoring", "notifications", "observability", "orders", "partner-portal", "pricing",
    "recommendations", "registry", "reporting", "shipping", "streaming", "support-desk", "tax", "telemetry",
    "warehouse",
)  # fmt: skip
_ENVIRONMENTS = ("prod", "stage", "dev")
_PEOPLE = (
    "carla", "dmitri", "elif", "farid", "grace", "hiro", "ines", "jonas", "kemi", "lena", "mateo", "nadia", "olu",
    "priya", "quentin", "rosa", "sven", "tomas", "uma", "viktor", "wen", "ximena", "yusuf", "zoe",
)  # fmt: skip
_ROLE_SETS = (
    _FULL,
    (_POWER, _READ),
    _OWNER,
    (_READ,),
    _DATA,
    _AUDIT,
    _FULL,
    _SUPPORT,
    _NETWORK,
    (_ADMIN, _POWER, _READ, "Billing"),
)
_MORE_ROLES = (
    _ADMIN, _POWER, _READ, "Billing", "DataScientist", "DatabaseAdministrator", "NetworkAdministrator", "SecurityAudit",
    "SupportUser", "ViewOnlyAccess",
)  # fmt: skip


def sample_accounts(count: int, roles_per_account: int | None = None) -> Iterator[Row]:
    """The first `count` rows; see `Organization.sample`."""
    taken = {row[0] for row in _FIRST}
    for index in range(count):
        row = _FIRST[index] if index < len(_FIRST) else _made_row(index - len(_FIRST), taken)
        taken.add(row[0])
        if roles_per_account is None:
            yield row
        else:
            yield (*row[:3], tuple(_numbered_role(n) for n in range(roles_per_account)))


def _made_row(index: int, taken: set[str]) -> Row:
    """A row after the first ones: every fifth is a person's sandbox, the rest a service in an environment."""
    account_id = _account_id(index, taken)
    block, place = divmod(index, 5)
    if place == 4:
        person, round_ = _PEOPLE[block % len(_PEOPLE)], block // len(_PEOPLE)
        name = f"sandbox-{person}" if round_ == 0 else f"sandbox-{person}-{round_ + 1}"
        return account_id, name, f"{person}@example.com", _SANDBOX
    service = block * 4 + place
    word = _WORDS[service // len(_ENVIRONMENTS) % len(_WORDS)]
    environment = _ENVIRONMENTS[service % len(_ENVIRONMENTS)]
    round_ = service // (len(_ENVIRONMENTS) * len(_WORDS))
    name = f"{word}-{environment}" if round_ == 0 else f"{word}-{round_ + 1}-{environment}"
    return account_id, name, f"{word}+{environment}@example.com", _ROLE_SETS[service % len(_ROLE_SETS)]


def _account_id(index: int, taken: set[str]) -> str:
    """Twelve digits spread over the whole range; every ninth one begins with zeros, as real ones may."""
    number = (index + 1) * 618_033_988_749 % 1_000_000_000_000
    if index % 9 == 8:
        number %= 10_000_000_000
    while f"{number:012d}" in taken:
        number = (number + 1) % 1_000_000_000_000
    return f"{number:012d}"


def _numbered_role(number: int) -> str:
    """One of the well-known permission sets, then numbered ones."""
    if number < len(_MORE_ROLES):
        return _MORE_ROLES[number]
    return f"Team{number - len(_MORE_ROLES) + 1:02d}Access"
