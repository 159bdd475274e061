"""What every test needs: no screen, our fonts, the same examples twice in CI, seeds for trials."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# Before any Qt module is loaded.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QPA_FONTDIR", str(ROOT / "resources" / "fonts"))

# Deadlines measure the machine, not the code. CI must not fail on an example nobody's change has caused.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("trials", "many seeded runs of one test")
    group.addoption("--trials", type=int, default=2, help="runs of each test that takes `trial_seed`")
    group.addoption("--trial-seed", type=int, default=2027, help="the first seed")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes `trial_seed` once per seed: a fixed slice in CI, many in `make trials`."""
    if "trial_seed" in metafunc.fixturenames:
        first = metafunc.config.getoption("--trial-seed")
        seeds = range(first, first + metafunc.config.getoption("--trials"))
        metafunc.parametrize("trial_seed", [pytest.param(seed, marks=pytest.mark.trial) for seed in seeds])


@pytest.fixture(autouse=True)
def the_same_salts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw a test's salts from its name: what hangs on them (a sample, a digest) is the same in each run."""
    rng = random.Random(request.node.nodeid)
    monkeypatch.setattr("custdesk.store.trail.secrets.token_hex", lambda count=32: rng.randbytes(count).hex())
