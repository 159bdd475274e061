"""What the program's log may say: words that Python, SQLite and the system use of themselves, and never a value.

A message may carry whatever somebody typed: a name in Chinese or in pinyin, a room, a phone, a path with the account's name.
So nothing is taken out of it that looks personal; only what is known to be harmless is left in.
"""

from __future__ import annotations

import re
from typing import Final

from custdesk.errors import KnownError

LEFT_OUT: Final = "…"
LONGEST: Final = 300
QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|“[^”]*”|「[^」]*」")
#: [Errno 13], [WinError 32]: the system's own numbers
NUMBERED: Final = re.compile(r"\[(?:Errno|WinError) -?\d{1,5}\]")
#: a sentence's marks around a word
MARKS: Final = ",.:;()[]{}<>!?"
KIND: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
#: a line of a report that is ours: its head with the time, or a place in the program
HEAD: Final = re.compile(
    r"[-\d]{10} [:,\d]{8,12} custdesk [\w.+]+ python [\d.]+ \w+ thread [\w ()-]+", re.ASCII
)
FRAME: Final = re.compile(r"  [\w.<>-]+\.py:\d+ [\w<>.]+", re.ASCII)

#: Short words that are also syllables of Chinese names (an, can, he, long, you …) are none of them.
HARMLESS: Final = """
    a about above accept accepted access active after again algorithm all allocate already ambiguous any
    application are argument arguments array as assertion assign assigned assignment at attempt attribute
    attributes bad base be because been before binary bind blob block blocked bool boolean both bound bounds
    branch broken buffer built busy but by byte bytes cache call callable callback called calling cannot
    changed changes character characters check child class clause close closed code codec column columns
    comparison concatenate conflict connection constraint constructor container content convert converted
    copy corrupt could create created currently cursor cycle cyclic data database date datetime day decode
    decoding deep default define defined definition delete deleted denied dependency depth descriptor
    detached dict dictionary different digest dimension directory disk divide division does driver duplicate
    during element empty encode encoding end enough entry enum environment error event exact exactly
    exceeded exception exclusive executable execute exhausted exist existing exists expected expired
    explicit expression extra failed failure false field fields file filename files finished first flag
    float for foreign format found frame from full function generator given global goes group handle has
    hash hashable have header heap hour identifier if ignored illegal image immutable implemented import
    imported in index indices infinite infinity initialize initialized input insert inside instance
    instantiate int integer internal interpreter invalid is it item iterable iteration iterator its kernel
    key keys keyword known last layer left length less level library limit line list literal load local lock
    locked loop malformed map mapping match maximum memory message method minimum minute mismatch missing
    mode module month more most multiple must mutable name named negative never new next no node non none
    nonlocal not nothing null number numbers object objects occurred of off offset on only open opened
    opening operand operands operation operator option or order ordinal other out output outside overflow
    overlapping owner page parameter parameters parent parse part password path permission permitted pickle
    pipe pixel pointer port position positional positive precision primary print printer process program
    property protocol provided query queue quote raised range read readable readonly ready real received
    record recursion reference referenced refused regex register registered relation released remove renamed
    replace required reserved resize resolve resource result return returned returns root row rows running
    same schema second section select self sequence serializable server set shape shared should signal
    signature size sizes slice slot socket source space spawn specified stack start started state statement
    step still stop stopped storage store stored str stream string strings struct structure subscriptable
    such supplied support supported syntax system table tag takes target temporary terminated text than that
    the then there thread time timed timeout token type types unable unbound undefined unexpected unhashable
    unicode unique unknown unpack unpacked unrecognized unsupported until update used user using valid value
    values variable version view violation was were when where which while widget width with within without
    write writer writing written wrong year yet zero zone
"""
WORDS: Final = frozenset(HARMLESS.split())


def plain_words(message: str) -> str:
    """Return a message with everything left out that is not known to be the system's own word."""
    number = NUMBERED.match(message)
    rest = message[number.end() if number else 0 :][: 8 * LONGEST]
    words = [word if _harmless(word) else LEFT_OUT for word in QUOTED.sub(f" {LEFT_OUT} ", rest).split()]
    said = re.sub(rf"{LEFT_OUT}(?: {LEFT_OUT})+", LEFT_OUT, " ".join(words))
    return (f"{number.group()} {said}" if number else said)[:LONGEST].rstrip()


def _harmless(word: str) -> bool:
    bare = word.strip(MARKS)
    return (not bare and word.isascii()) or bare.lower() in WORDS


def message_of(error: BaseException) -> str:
    """Return what the log may say of an exception: a sentence of ours as it stands in the program, without its values."""
    if isinstance(error, KnownError):
        return error.text.msgid[:LONGEST]
    return plain_words(str(error))


def plain_log(log: str) -> str:
    """Return a log with every line that is not clearly ours made plain: older versions left more in."""
    return "".join(f"{_plain_line(line)}\n" for line in log.splitlines())


def _plain_line(line: str) -> str:
    if HEAD.fullmatch(line) or FRAME.fullmatch(line):
        return line
    kind, colon, message = line.partition(": ")
    if (
        colon
        and KIND.fullmatch(kind)
        and kind.endswith(("Error", "Exception", "Refused", "Conflict", "Stopped"))
    ):
        return f"{kind}: {plain_words(message)}"
    return plain_words(line)
