"""Makes the submissions that the benchmarks post: fifty German words each, no two alike, many authors."""

from __future__ import annotations

import json
import random

WORDS = 50
INSULTS_IN_A_HUNDRED = 4
"""About the share that a policy flags on a news site, so that the review queue is paid for too."""

_INSULT = "Du bist so ein dummer Vollidiot, halt endlich die Fresse!"
_HOSTS = ("gmx.de", "web.de", "t-online.de", "gmail.com", "posteo.de", "mailbox.org", "zeitungsleser.at")
_FIRST = "anna ben clara david emma felix greta hanna ida jonas karl lena mia noah otto paula"
_LAST = "mueller schmidt fischer weber wagner becker schulz hoffmann koch bauer richter klein"
_VOCABULARY = (
    "aber alle allem als also am an andere arbeit artikel auch auf aus beitrag bei beim bereits bisher bleibt"
    " brauchen bürger damit danach dann darüber das dass dem den denn der deshalb die diese diskussion doch"
    " dort durch eben ein eine einem einen eigentlich endlich energie er erst es etwas europa familie fast"
    " findet frage für gar geht geld gemeinde genau gerade gesagt geschichte gesetz gestern gibt gut haben"
    " halte hat hätte heute hier hoffe ich ihm ihr immer in ist jahr jahren jede jemand jetzt kann kaum kein"
    " keine kinder klar kommt kosten können land lange lassen leben lehrer leider lesen letzte leute lösung"
    " machen man mehr mein meinung mensch menschen miete mir mit morgen muss müssen nach natürlich nicht"
    " nichts noch nun nur ob oder ohne ort partei politik preise problem punkt recht regierung richtig rund"
    " sagen schon schreiben schule sehen sehr sein seit selbst sich sie sind so sogar sollte sondern sonst"
    " später spiel stadt stellen steuern strom tag thema trotzdem über um und uns unser unter verein"
    " vergleich verkehr verstehen viel viele vielleicht vom von vor wahl während wald war warum was wasser"
    " weg wegen weil weiter welche wenig wenn wer werden wichtig wie wieder wir wird wirklich wirtschaft"
    " wissen wo woche wohl wollen worden wurde zahl zeigt zeit zeitung zu zug zum zur zusammen zwar zwei"
)


def documents(number: int, seed: int = 1) -> list[dict[str, str]]:
    """Make submissions; the same seed gives the same ones."""
    chance, vocabulary = random.Random(seed), _VOCABULARY.split()
    return [_document(chance, vocabulary, number) for number in range(number)]


def bodies(number: int, seed: int = 1) -> list[bytes]:
    """Make submissions as JSON."""
    return [json.dumps(document, ensure_ascii=False).encode() for document in documents(number, seed)]


def _document(chance: random.Random, vocabulary: list[str], number: int) -> dict[str, str]:
    first, last = chance.choice(_FIRST.split()), chance.choice(_LAST.split())
    text = " ".join(chance.choices(vocabulary, k=WORDS)).capitalize() + "."
    return {
        "content": _INSULT if chance.randrange(100) < INSULTS_IN_A_HUNDRED else text,
        "author_name": f"{first} {last}".title(),
        "author_email": f"{first}.{last}{chance.randrange(10_000)}@{chance.choice(_HOSTS)}",
        "author_ip": f"192.0.2.{chance.randrange(1, 255)}",
        "author_user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "post": f"artikel-{number % 50}",
        "permalink": f"https://zeitung.example/politik/artikel-{number % 50}",
        "locale": "de_DE",
    }
