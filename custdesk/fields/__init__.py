"""Field kinds: peewee fields that also know their label and how to read, show, check and sample a value.

To add a kind: write its class in the module it belongs to, name it here, and give it an editor in
`ui/binder/editors.py`; the contract test finds what is missing. A value has three forms: the Python value, the
plain one (what SQLite, JSON, trail and drafts keep) and the text (typed and shown).
"""

from custdesk.fields.answers import Choice, Choices, Options
from custdesk.fields.figures import Money, Number, YesNo
from custdesk.fields.kinds import NOW, PLACES, USER, Kind, Line_, Masked, Showing, Sight
from custdesk.fields.links import Link
from custdesk.fields.spans import Span
from custdesk.fields.texts import Note, Phone, Said, ShortText
from custdesk.fields.times import Day, Due, Moment

__all__ = [
    "NOW",
    "PLACES",
    "USER",
    "Choice",
    "Choices",
    "Day",
    "Due",
    "Kind",
    "Line_",
    "Link",
    "Masked",
    "Moment",
    "Money",
    "Note",
    "Number",
    "Options",
    "Phone",
    "Said",
    "ShortText",
    "Showing",
    "Sight",
    "Span",
    "YesNo",
]
