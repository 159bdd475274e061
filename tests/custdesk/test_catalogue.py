"""Our reader of compiled catalogues says what gettext's own says, of every message."""

from __future__ import annotations

import gettext

import pytest

from custdesk.language import LANGUAGES, Catalogue
from custdesk.resources import resource


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_every_message_is_said_as_gettext_says_it(language):
    path = resource("locale") / language / "LC_MESSAGES" / "custdesk.mo"
    with path.open("rb") as file:
        standard = gettext.GNUTranslations(file)
    ours = Catalogue(path.read_bytes())
    messages = [msgid for msgid in standard._catalog if msgid]
    assert len(messages) > 1000
    for msgid in messages:
        assert ours.gettext(msgid) == standard.gettext(msgid)
        context, parted, homonym = msgid.partition("\x04")
        if parted:
            assert ours.pgettext(context, homonym) == standard.pgettext(context, homonym)


def test_what_has_no_translation_is_said_as_it_stands():
    for catalogue in (
        Catalogue(),
        Catalogue((resource("locale") / "zh_Hans/LC_MESSAGES/custdesk.mo").read_bytes()),
    ):
        assert catalogue.gettext("no such message") == "no such message"
        assert catalogue.pgettext("nowhere", "Save") == "Save"
