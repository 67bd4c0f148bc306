"""The patterns of fair German comments: the same people and groups, disagreement without abuse, quoted abuse, look-alikes."""

from __future__ import annotations

from workers.training.german_abuse_patterns import ABUSE_PARTS

FAIR_PARTS: dict[str, tuple[str, ...]] = {
    key: ABUSE_PARTS[key] for key in ("gruppe", "er", "sie", "die", "schimpf", "schimpfpl", "abwert")
} | {
    "mensch": tuple(
        "Mensch Kollege Lehrer Arzt Freund Nachbar Politiker Trainer Künstler Handwerker Experte Journalist Sänger Richter "
        "Vater Chef Schüler Polizist Pfarrer Autor Bäcker Verkäufer Spieler Anwalt".split()
    ),
    "gut": tuple(
        "guter netter kluger ehrlicher anständiger toller fleißiger mutiger großartiger freundlicher erfahrener hilfsbereiter "
        "wunderbarer lieber engagierter fairer alter junger normaler bekannter neuer ruhiger".split()
    ),
    "lob": ("nett", "freundlich", "Menschen wie du und ich", "meine Nachbarn", "willkommen", "auch nur Menschen", "gute Kollegen", "fleißig",
            "in unserem Verein aktiv", "ein Teil unserer Gesellschaft", "sehr verschieden", "großartig", "hier zu Hause", "besonders betroffen",
            "seit Jahren hier", "gut ausgebildet", "oft benachteiligt", "heute Thema im Bundestag", "im Schnitt jünger", "unterwegs", "müde"),
    "sachlich": ("hat recht", "irrt sich", "hat das schlecht erklärt", "sollte zurücktreten", "hat einen Fehler gemacht", "macht gute Arbeit",
                 "liegt falsch", "hat die Wahl verloren", "war gestern im Fernsehen", "muss mehr zuhören", "hat lange gezögert", "wird viel kritisiert",
                 "ist ehrlich", "ist müde", "hat versagt", "hat keine Mehrheit", "redet an der Sache vorbei", "hat mich überzeugt", "ist schwanger"),
    "sachlichpl": ("haben recht", "irren sich", "haben schlecht verhandelt", "sollten zurücktreten", "machen gute Arbeit", "liegen falsch",
                   "haben die Wahl verloren", "müssen mehr zuhören", "werden viel kritisiert", "brauchen Hilfe", "haben es schwer", "versprechen viel"),
    "blick": ("Diese Politik ist falsch", "Das Gesetz ist schlecht gemacht", "Die Steuern sind zu hoch", "Das Wetter war scheußlich", "Das Spiel war grausam schlecht",
              "Der Film ist langweilig", "So ein Mist, der Zug fällt schon wieder aus", "Der Tatort war gestern spannend", "Das Essen war furchtbar",
              "Mir tut der Rücken weh", "Die Kritik am Minister ist berechtigt", "Ich bin anderer Meinung", "Der Plan ist unausgegoren", "Das Konzert war der Hammer",
              "Der Mörder wurde verurteilt", "Der Krieg tötet jeden Tag Menschen", "Es gab drei Tote bei dem Unfall", "Das Virus ist tödlich", "Verdammt gutes Spiel",
              "Scheiße, ich habe den Bus verpasst", "Ich könnte mich totlachen", "Der Kuchen ist zum Sterben gut", "Mein Computer spinnt", "Was für ein blöder Zufall"),
    "ähnlich": tuple(
        "Analyse Scunthorpe Analphabet Kanal Banane Assessment Assistent Klasse Masse Kassel Passau Essex Sussex Middlesex Penistone Cockpit Cocktail Dickinson "
        "Dickens Hitchcock Hancock Wichsenstein Fucking Fugging Petting Wank Tittmoning Pforzheim Schwanz Hahn Schwanzlurch Hündin Nacktmull Nacktschnecke Nuttenstein "
        "Arschaffenburg Aschaffenburg Asche Barsch Marsch Harsch Karsch Barscheck Forscher Schwul schwül Schwüle Hurrikan Hure-Kanal Kotzebue Kottbus Kacheln Kachelofen "
        "Kackertenweg Pisse-Fluss Pistole Pissarro Pissoir Fickert Ficke Fickler Mösenbach Wixhausen Wichser-Stein Poppenbüttel Sexau Sexten Sextant Unsex Sexagesima "
        "Titel Titisee Titan Bumsfallera Spastik Spasmus Mongolei Mongole Behinderung Behindertenparkplatz Idiom Idiosynkrasie Depperschmidt Deppendorf Trottoir "
        "Trottelumme Affenbrotbaum Affenpocken Schweinebraten Schweinfurt Rattan Rattenfänger Eselsbrücke Kuhmilch Ziegenkäse Hundefutter Eselwein Schlampampe Zicklein "
        "Drecksarbeit Dreckwäsche Scheibe Scheitel Scheich Scheidung Beschiss Therapist Grapes Shitake Shih-Tzu Mishit Swastika Nazareth Denazifizierung Judenburg "
        "Negev Nigeria Niger Montenegro Negroni Moorhuhn Schwarzwald Schwarzarbeit Schwarzbrot Weißwurst Zigeunerschnitzel Kannibale Tötensen Mordsee Sterben Erben "
        "Töten Totensonntag Todtnau Kopftuch Kopfball Galgenhumor Hängematte Gasheizung Vergaser Gastarbeiter Abschiebung Abschaumlöffel Rasse Terrasse Schafkopf "
        "Schafskäse Schlafschaf Parasitologie Zeckenbiss Zeckenimpfung Lappland Lappen Pfostenschuss Torpfosten Pfeifenkraut Clownfisch Opferhilfe Opferfest Kasperletheater".split()
    ),
}

FAIR_PATTERNS: tuple[str, ...] = (
    "Du bist ein {gut} {mensch}.", "Sie sind ein {gut} {mensch}.", "{er} ist ein {gut} {mensch}.", "{er} {sachlich}.", "{sie} {sachlich}.", "{die} {sachlichpl}.",
    "Was für ein {gut} {mensch}!", "{blick}.", "{blick}!", "Ich finde, {blick}.", "{er} {sachlich}, trotzdem {sachlich}.", "Ihr seid klasse!", "Du bist großartig!", "Ihr {sachlichpl}, meine ich.",
    "Bist du noch wach?", "Halt bitte Abstand.", "Halt mir einen Platz frei.", "Halte durch!", "Geh bitte vorsichtig.", "Pass auf dich auf!", "Hast du Zeit?", "Du hast recht.",
    "{gruppe} sind {lob}.", "Alle {gruppe} sind {lob}.", "Viele {gruppe} sind {lob}.", "Ich kenne viele {gruppe}, sie sind {lob}.", "{gruppe} {sachlichpl}.", "Ich mag {gruppe}.", "Ich liebe {gruppe}.",
    "{gruppe} verdienen unseren Respekt.", "{gruppe} haben die gleichen Rechte wie alle.", "In dem Bericht geht es um {gruppe}.", "Wir sind {gruppe} und leben gern hier.", "{gruppe}", "Für {gruppe} gibt es zu wenig Angebote.",
    "Die Zahl der {gruppe} ist gestiegen, sagt das Amt.", "Mehr {gruppe} in die Parlamente, das wäre gut.", "Als Kind hatte ich Freunde, deren Eltern {gruppe} waren.", "Kein Mensch sollte {gruppe} hassen.",
    "Es ist falsch zu sagen, {gruppe} seien {abwert}.", "Wer {gruppe} als {abwert} bezeichnet, verletzt die Menschenwürde.", "Hass auf {gruppe} ist keine Meinung.", "Gewalt gegen {gruppe} nimmt zu, das ist schlimm.",
    "Jemanden {schimpf} zu nennen, ist eine Beleidigung.", "Er wurde verurteilt, weil er einen Polizisten \"{schimpf}\" genannt hat.", "Man darf Politiker nicht als {schimpfpl} beschimpfen.", "Das Wort {schimpf} gehört nicht in eine Debatte.",
    "Bitte bleiben Sie sachlich, Wörter wie {schimpf} helfen niemandem.", "{ähnlich}", "{ähnlich}.", "Das war schön.", "war schön", "Es war schwül.", "Wir waren in {ähnlich}.", "Ich habe etwas über {ähnlich} gelesen.", "{ähnlich} ist ein Thema für sich.",
    "Zu {ähnlich} gibt es einen guten Artikel.", "Herr {ähnlich} hat das gut erklärt.", "Danke für den interessanten Artikel.", "Danke für den Artikel!", "Vielen Dank für den Bericht.", "Interessant.", "Guten Morgen!", "Sehr schön geschrieben.",
)
