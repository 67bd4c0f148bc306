"""What errors say to people, German first, English second. Codes are stable; these texts may improve."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

Language = Literal["de", "en"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing to say in both languages; `{fact}` stands for what the error knows."""

    de: str
    en: str

    def say(self, language: Language, facts: dict[str, object]) -> str:
        """Say it."""
        return (self.de if language == "de" else self.en).format_map(facts)


@dataclass(frozen=True, slots=True)
class ProblemText:
    """An error: its HTTP status, its short title, and what to do about it."""

    status: HTTPStatus
    title: Sentence
    detail: Sentence


def _problem(status: HTTPStatus, title_de: str, title_en: str, detail_de: str, detail_en: str) -> ProblemText:
    return ProblemText(status, Sentence(title_de, title_en), Sentence(detail_de, detail_en))


PROBLEMS: dict[str, ProblemText] = {
    "malformed": _problem(
        HTTPStatus.BAD_REQUEST,
        "Unlesbare Anfrage",
        "Malformed request",
        "Die Anfrage ist nicht lesbar: {reason}.",
        "The request cannot be read: {reason}.",
    ),
    "unauthenticated": _problem(
        HTTPStatus.UNAUTHORIZED,
        "Nicht angemeldet",
        "Not authenticated",
        "Der Kopf „Authorization: Bearer …“ fehlt, oder der Schlüssel ist nicht bekannt.",
        "The header “Authorization: Bearer …” is missing, or the key is not known.",
    ),
    "signed_out": _problem(
        HTTPStatus.UNAUTHORIZED,
        "Nicht mehr angemeldet",
        "Signed out",
        "Die Sitzung ist zu Ende. Bitte melden Sie sich neu an.",
        "The session is over. Please sign in again.",
    ),
    "sign_in_failed": _problem(
        HTTPStatus.UNAUTHORIZED,
        "Anmeldung fehlgeschlagen",
        "Sign-in failed",
        "Name und Passwort passen nicht zusammen.",
        "Name and password do not fit.",
    ),
    "wrong_code": _problem(
        HTTPStatus.UNAUTHORIZED,
        "Code stimmt nicht",
        "Wrong code",
        "Der Code stimmt nicht, oder er wurde schon benutzt. Bitte nehmen Sie den nächsten.",
        "The code is wrong or was used already. Please take the next one.",
    ),
    "wrong_password": _problem(
        HTTPStatus.FORBIDDEN,
        "Passwort stimmt nicht",
        "Wrong password",
        "Das ist nicht Ihr Passwort. Es hat sich nichts geändert.",
        "That is not your password. Nothing has changed.",
    ),
    "cross_site": _problem(
        HTTPStatus.FORBIDDEN,
        "Nicht von dieser Seite",
        "Not from this page",
        "Die Anfrage kam nicht von einer Seite von Moderato. Bitte laden Sie die Seite neu.",
        "The request did not come from a page of Moderato. Please reload the page.",
    ),
    "provider_refused": _problem(
        HTTPStatus.FORBIDDEN,
        "Vom Anmeldedienst nicht bestätigt",
        "Not confirmed by the identity provider",
        "Der Anmeldedienst hat nicht bestätigt, wer Sie sind. Bitte versuchen Sie es noch einmal.",
        "The identity provider did not confirm who you are. Please try again.",
    ),
    "not_a_moderator": _problem(
        HTTPStatus.FORBIDDEN,
        "Noch nicht freigeschaltet",
        "No moderator yet",
        "Der Anmeldedienst kennt Sie, aber hier sind Sie nicht eingetragen."
        " Wer Moderato betreibt, kann das ändern.",
        "The identity provider knows you, but you are not entered here."
        " Whoever runs Moderato can change that.",
    ),
    "forbidden": _problem(
        HTTPStatus.FORBIDDEN,
        "Nicht erlaubt",
        "Not allowed",
        "Das darf nur, wem es zugeteilt ist.",
        "Only those it was granted to may do this.",
    ),
    "not_found": _problem(
        HTTPStatus.NOT_FOUND,
        "Nicht gefunden",
        "Not found",
        "Unter dieser Adresse gibt es nichts.",
        "There is nothing at this address.",
    ),
    "comment_not_found": _problem(
        HTTPStatus.NOT_FOUND,
        "Kommentar nicht gefunden",
        "Comment not found",
        "Diesen Kommentar gibt es nicht, oder er wurde gelöscht.",
        "There is no such comment, or it was erased.",
    ),
    "site_not_found": _problem(
        HTTPStatus.NOT_FOUND,
        "Website nicht gefunden",
        "Site not found",
        "Diese Website gibt es nicht.",
        "There is no such site.",
    ),
    "policy_not_found": _problem(
        HTTPStatus.NOT_FOUND,
        "Version nicht gefunden",
        "Version not found",
        "Diese Website hat keine Richtlinie mit dieser Version.",
        "This site has no policy of this version.",
    ),
    "method_not_allowed": _problem(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "Methode nicht erlaubt",
        "Method not allowed",
        "Diese Adresse kennt die Methode nicht; der Kopf „Allow“ nennt die erlaubten.",
        "This address does not know the method; the header “Allow” names those it does.",
    ),
    "timeout": _problem(
        HTTPStatus.REQUEST_TIMEOUT,
        "Zeit abgelaufen",
        "Request timed out",
        "Die Anfrage kam nicht rechtzeitig vollständig an.",
        "The request did not arrive in time.",
    ),
    "submission_in_progress": _problem(
        HTTPStatus.CONFLICT,
        "Noch in Arbeit",
        "Still in progress",
        "Eine Anfrage mit demselben Idempotency-Key wird gerade bearbeitet.",
        "A request with the same Idempotency-Key is being worked on.",
    ),
    "not_flagged": _problem(
        HTTPStatus.CONFLICT,
        "Nicht zu entscheiden",
        "Nothing to decide",
        "Der Kommentar wartet nicht auf eine Entscheidung; Status „{status}“, entschieden von: {by}.",
        "The comment does not wait for a decision; status “{status}”, decided by: {by}.",
    ),
    "claimed_by_another": _problem(
        HTTPStatus.CONFLICT,
        "Schon in Arbeit",
        "Claimed by another",
        "{moderator} bearbeitet diesen Kommentar gerade.",
        "{moderator} is working on this comment.",
    ),
    "nothing_to_undo": _problem(
        HTTPStatus.CONFLICT,
        "Nichts zurückzunehmen",
        "Nothing to undo",
        "Es gibt keine Entscheidung eines Menschen, die sich zurücknehmen ließe.",
        "There is no moderator's decision to take back.",
    ),
    "policy_changed": _problem(
        HTTPStatus.CONFLICT,
        "Richtlinie inzwischen geändert",
        "Policy changed meanwhile",
        "{by} hat inzwischen Version {version} gespeichert. Nichts wurde überschrieben.",
        "{by} has saved version {version} meanwhile. Nothing was overwritten.",
    ),
    "nothing_to_reverse": _problem(
        HTTPStatus.CONFLICT,
        "Nichts umzukehren",
        "Nothing to reverse",
        "Umkehren lässt sich nur eine andere Entscheidung; der Status ist „{status}“.",
        "Only a decision to the contrary can be reversed; the status is “{status}”.",
    ),
    "changed_meanwhile": _problem(
        HTTPStatus.CONFLICT,
        "Inzwischen neu entschieden",
        "Changed meanwhile",
        "Der Kommentar kam erst hinzu oder wurde neu bewertet, nachdem Sie die Liste gesehen haben.",
        "The comment came in or was scored anew after you saw the list.",
    ),
    "not_escalated": _problem(
        HTTPStatus.CONFLICT,
        "Nicht weitergegeben",
        "Not escalated",
        "Der Kommentar liegt bei niemandem zur Entscheidung auf höherer Stufe.",
        "The comment does not wait for a senior.",
    ),
    "for_seniors": _problem(
        HTTPStatus.FORBIDDEN,
        "An Erfahrene weitergegeben",
        "Left to the seniors",
        "Der Kommentar wurde weitergegeben; über ihn entscheidet, wer die Rolle „senior“ hat.",
        "The comment was left to the seniors; only they decide it.",
    ),
    "reason_unknown": _problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Grund nicht auf der Liste",
        "Reason not on the list",
        "Die Website kennt diese Gründe: {reasons}.",
        "The site knows these reasons: {reasons}.",
    ),
    "too_large": _problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "Anfrage zu groß",
        "Request too large",
        "Die Anfrage ist größer als {limit} Bytes.",
        "The request is larger than {limit} bytes.",
    ),
    "unsupported_media_type": _problem(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "Format nicht unterstützt",
        "Unsupported media type",
        "Erlaubt sind: {allowed}, unkomprimiert, in UTF-8.",
        "Allowed are: {allowed}, uncompressed, in UTF-8.",
    ),
    "invalid": _problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Ungültige Angaben",
        "Invalid fields",
        "Bitte prüfen Sie diese Angaben: {fields}.",
        "Please check these fields: {fields}.",
    ),
    "passwords_differ": _problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Nicht gleich",
        "Not the same",
        "Das neue Passwort steht nicht zweimal gleich da. Es hat sich nichts geändert.",
        "The new password was not typed the same twice. Nothing has changed.",
    ),
    "password_unfit": _problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Passwort zu leicht",
        "Password too weak",
        "Das Passwort braucht {least} bis {most} Zeichen und darf nicht leicht zu erraten sein:"
        " nicht Ihr Name, keine üblichen Wörter, keine Reihen und Wiederholungen, nicht das bisherige.",
        "The password needs {least} to {most} characters and must not be easy to guess:"
        " not your name, no common words, no rows or repetitions, not the one you have.",
    ),
    "idempotency_key_reused": _problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Idempotency-Key schon verwendet",
        "Idempotency-Key reused",
        "Dieser Idempotency-Key wurde mit einem anderen Inhalt verwendet.",
        "This Idempotency-Key was used with another payload.",
    ),
    "rate_limited": _problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        "Zu viele Kommentare",
        "Too many comments",
        "Zu viele Kommentare in kurzer Zeit. Bitte in {retry_after} Sekunden noch einmal.",
        "Too many comments in a short time. Please try again in {retry_after} seconds.",
    ),
    "too_many_tries": _problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        "Zu viele Versuche",
        "Too many tries",
        "Zu viele Versuche, sich anzumelden. Bitte in {retry_after} Sekunden noch einmal.",
        "Too many tries to sign in. Please try again in {retry_after} seconds.",
    ),
    "queue_full": _problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Warteschlange voll",
        "Queue full",
        "Zurzeit warten zu viele Kommentare. Bitte in {retry_after} Sekunden noch einmal.",
        "Too many comments are waiting. Please try again in {retry_after} seconds.",
    ),
    "provider_away": _problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Anmeldedienst nicht erreichbar",
        "Identity provider unavailable",
        "Der Anmeldedienst antwortet nicht. Bitte in {retry_after} Sekunden noch einmal, oder mit Passwort.",
        "The identity provider does not answer. Please try again in {retry_after} seconds, or by password.",
    ),
    "storage_unavailable": _problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Speicher nicht erreichbar",
        "Storage unavailable",
        "Der Speicher ist nicht erreichbar. Bitte in {retry_after} Sekunden noch einmal.",
        "The storage cannot be reached. Please try again in {retry_after} seconds.",
    ),
    "internal": _problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Interner Fehler",
        "Internal error",
        "Ein Fehler ist aufgetreten; er wurde unter der Anfragenummer notiert.",
        "An error occurred; it was noted under the request id.",
    ),
}

FIELDS: dict[str, Sentence] = {
    "required": Sentence("Diese Angabe fehlt.", "This field is required."),
    "blank": Sentence("Hier ist nichts Sichtbares eingetragen.", "There is nothing visible in this field."),
    "too_long": Sentence("Höchstens {max_length} Zeichen.", "At most {max_length} characters."),
    "too_many": Sentence("Höchstens {max_length} Einträge.", "At most {max_length} entries."),
    "too_few": Sentence("Mindestens {min_length} Eintrag.", "At least {min_length} entry."),
    "unknown": Sentence("Dieses Feld gibt es nicht.", "There is no such field."),
    "type.text": Sentence("Das muss Text sein.", "This must be text."),
    "type.identifier": Sentence(
        "Das muss Text oder eine ganze Zahl sein.", "This must be text or a whole number."
    ),
    "type.object": Sentence("Das muss ein JSON-Objekt sein.", "This must be a JSON object."),
    "type.list": Sentence("Das muss eine Liste sein.", "This must be a list."),
    "choice": Sentence("Erlaubt sind: {expected}.", "Allowed are: {expected}."),
    "range": Sentence("Erlaubt sind Zahlen von {ge} bis {le}.", "Allowed are numbers from {ge} to {le}."),
    "text.nul": Sentence("NUL-Zeichen sind nicht erlaubt.", "NUL characters are not allowed."),
    "text.surrogate": Sentence(
        "Der Text enthält halbe Zeichen (einzelne Surrogate).",
        "The text holds half characters (lone surrogates).",
    ),
    "email.invalid": Sentence("Das ist keine gültige E-Mail-Adresse.", "This is not a valid e-mail address."),
    "url.invalid": Sentence(
        "Das ist keine Adresse, die mit http:// oder https:// beginnt.", "This is not an http or https URL."
    ),
    "ip.invalid": Sentence("Das ist keine IP-Adresse.", "This is not an IP address."),
    "locale.invalid": Sentence(
        "Das ist kein Sprachkürzel wie de oder de_DE.", "This is not a tag such as de or de_DE."
    ),
    "seconds.invalid": Sentence(
        "Das ist keine Anzahl von Sekunden, 0 oder mehr.", "This is not a number of seconds, 0 or more."
    ),
    "meta.nested": Sentence(
        "Erlaubt sind nur Text, Zahlen, true, false und null, nicht verschachtelt.",
        "Only text, numbers, true, false and null are allowed, not nested.",
    ),
    "cursor.invalid": Sentence("Diese Seitenmarke ist unbekannt.", "This cursor is not known."),
    "invalid": Sentence("Diese Angabe ist ungültig.", "This field is not valid."),
}


def preferred_language(accept_language: str | None, default: Language) -> Language:
    """Choose the language for people from an Accept-Language header, RFC 9110 section 12.5.4."""
    best, weight = default, 0.0
    for part in (accept_language or "").split(","):
        tag, _, parameters = part.strip().partition(";")
        offered = tag.strip().lower().partition("-")[0]
        quality = _quality(parameters)
        if quality > weight and offered in {"de", "en"}:
            best, weight = ("de" if offered == "de" else "en"), quality
    return best


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
