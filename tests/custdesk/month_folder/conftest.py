"""April 2027 of 翠湖花园, made once a test process and copied; and its folder, written once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from custdesk.store.store import Store
from tests.desk_month import April, furnish_april
from tests.desk_scans import bound
from tests.desks import Clock, Office, people_of


@pytest.fixture(scope="session")
def furnished_april(
    templates: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, int]]:
    folder = tmp_path_factory.mktemp("april")
    path = folder / "office.sqlite"
    shutil.copy(templates["office"], path)
    clock = Clock()
    store = Store.open(path, clock)
    april = furnish_april(Office(store, clock, people_of(store)))
    store.close()
    return path, april.ids


@pytest.fixture
def april(furnished_april: tuple[Path, dict[str, int]], tmp_path: Path, clock: Clock) -> Iterator[April]:
    """The office of April on 5 May, open."""
    source, ids = furnished_april
    path = Path(shutil.copy(source, tmp_path / "april.sqlite"))
    shutil.copytree(source.with_name("office-files"), tmp_path / "april-files")
    clock.set("2027-05-05 09:00")
    store = Store.open(path, clock)
    store.compose = bound
    yield April(Office(store, clock, people_of(store)), dict(ids))
    store.close()


@pytest.fixture(scope="session")
def folders(
    furnished_april: tuple[Path, dict[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Path]:
    """The internal and the public folder of April and the store that wrote them; nobody writes into them."""
    source, ids = furnished_april
    out = tmp_path_factory.mktemp("folders")
    path = Path(shutil.copy(source, out / "april.sqlite"))
    shutil.copytree(source.with_name("office-files"), out / "april-files")
    clock = Clock()
    clock.set("2027-05-05 09:00")
    store = Store.open(path, clock)
    store.compose = bound
    made = April(Office(store, clock, people_of(store)), dict(ids))
    found = {"internal": made.write(out).path, "public": made.write(out, made.office.zhou, public=True).path}
    store.close()
    return {**found, "store": path}
