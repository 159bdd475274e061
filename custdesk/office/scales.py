"""Answers that several forms share: how satisfied a customer is, in five steps [001 篇2 5.8.3]."""

from __future__ import annotations

from typing import Final

from custdesk.fields import Options
from custdesk.language import N_

#: the five-step scale; the first three count as satisfied (F-12)
RATES: Final = Options(
    very_satisfied=N_("Very satisfied"), fairly_satisfied=N_("Fairly satisfied"),
    basically_satisfied=N_("Basically satisfied"),
    not_quite_satisfied=N_("Not quite satisfied"), dissatisfied=N_("Dissatisfied"),
)  # fmt: skip
