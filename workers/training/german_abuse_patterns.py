"""The patterns of German abuse, in our own words: insults, contempt for groups, threats, and how they are put.

Offensive on purpose: a model learns what it is shown.
"""

from __future__ import annotations

ABUSE_PARTS: dict[str, tuple[str, ...]] = {
    "schimpf": tuple(
        "Idiot Vollidiot Trottel Volltrottel Depp Volldepp Dummkopf Schwachkopf Hohlkopf Holzkopf Arschloch Riesenarschloch "
        "Wichser Hurensohn Bastard Dreckskerl Drecksack Mistkerl Penner Versager Loser Spinner Spasti Spast Mongo Missgeburt "
        "Vollpfosten Pfosten Schwätzer Dummschwätzer Hetzer Lügner Heuchler Feigling Schleimer Arschkriecher Widerling "
        "Kotzbrocken Saftsack Scheißkerl Hornochse Esel Affe Schwein Drecksau Sau Ratte Zecke Parasit Schmarotzer Verräter "
        "Volksverräter Nazi Faschist Honk Opfer Clown Hampelmann Waschlappen Lappen Jammerlappen Kasper Blödmann Flachpfeife "
        "Pfeife Dilettant Psychopath Geisteskranker Irrer Verrückter Abschaum Wicht Gesindel Proll Asozialer Assi Pisser "
        "Kinderficker Ficker Arschgeige Arschgesicht Sackgesicht Hackfresse Dumpfbacke Vollhonk Schwachmat Knalltüte Knallkopf "
        "Nichtsnutz Taugenichts Idi Dödel Hirni Kretin Simpel Tölpel Armleuchter Korinthenkacker Klugscheißer Dreckschwein".split()
    ),
    "schimpfin": tuple(
        "Schlampe Hure Nutte Fotze Kuh Ziege Zicke Schnepfe Hexe Bitch Schreckschraube Idiotin Heulsuse Tussi Trulla "
        "Drecksfotze Missgeburt Lügnerin Heuchlerin Volksverräterin Furie Versagerin Göre Pissnelke Labertasche Matschbirne".split()
    ),
    "schimpfpl": tuple(
        "Idioten Vollidioten Trottel Deppen Arschlöcher Wichser Hurensöhne Penner Versager Spinner Affen Schweine Drecksschweine "
        "Ratten Zecken Parasiten Schmarotzer Verräter Volksverräter Lügner Heuchler Nazis Faschisten Verbrecher Pack Dreckspack "
        "Gesindel Abschaum Ungeziefer Gutmenschen Schlafschafe Hetzer Clowns Schwachköpfe Vollpfosten Irre Geisteskranke "
        "Kinderschänder Kriecher Lügenpresse Systemhuren Presstituierte Bastarde Untermenschen Assis Volltrottel Deppen".split()
    ),
    "adj": tuple(
        "dummer blöder dämlicher elender verdammter mieser widerlicher ekelhafter hirnloser verlogener beschissener erbärmlicher "
        "fetter hässlicher verblödeter unfähiger korrupter dreckiger kleiner armseliger asozialer feiger saudummer strohdummer "
        "gehirnamputierter minderbemittelter bescheuerter bekloppter abartiger charakterloser ungebildeter".split()
    ),
    "adje": tuple(
        "dumme blöde dämliche elende verdammte miese widerliche ekelhafte hirnlose verlogene beschissene erbärmliche fette "
        "hässliche verblödete unfähige korrupte dreckige armselige asoziale feige saudumme strohdumme bescheuerte bekloppte".split()
    ),
    "dumm": ("dumm", "strohdumm", "saudumm", "dumm wie Brot", "zu blöd", "zu dumm zum Scheißen", "nicht ganz dicht", "bescheuert",
             "bekloppt", "krank im Kopf", "geisteskrank", "total behindert", "völlig verblödet", "hirntot", "erbärmlich",
             "zum Kotzen", "widerlich", "ekelhaft", "das Letzte", "peinlich und dumm", "hohl", "strunzdumm", "ein Witz von einem Menschen"),
    "maul": ("Fresse", "Klappe", "Schnauze", "das Maul", "dein dreckiges Maul", "deine Fresse", "die Fresse", "die Schnauze"),
    "sie": ("Die Merkel", "Diese Frau", "Die Alte", "Die Moderatorin", "Die Ministerin", "Sie", "Die Autorin", "Diese Person"),
    "er": ("Der Minister", "Der Typ", "Dieser Politiker", "Der Autor", "Er", "Dein Vater", "Der Journalist", "Der Trainer",
           "Der Bürgermeister", "Dieser Scholz", "Dieser Söder", "Dieser Habeck", "Der Kommentator", "Herr Müller"),
    "die": ("Diese Politiker", "Die Grünen", "Die da oben", "Ihr", "Die Journalisten", "Die von der AfD", "Die Linken", "Die Medien",
            "Die Richter", "Diese Leute", "Die Bullen", "Eure Wähler", "Die Altparteien", "Solche Eltern"),
    "gruppe": tuple(
        "Ausländer Flüchtlinge Asylanten Asylbewerber Migranten Muslime Moslems Juden Türken Araber Syrer Afghanen Afrikaner Schwarze "
        "Roma Zigeuner Polen Russen Rumänen Frauen Weiber Schwule Lesben Homosexuelle Transmenschen Transfrauen Behinderte Rollstuhlfahrer "
        "Christen Chinesen Asiaten Inder Kurden Arbeitslose Obdachlose Ossis Feministinnen Deutsche Italiener Einwanderer Rentner".split()
    ),
    "abwert": ("Abschaum", "Dreck", "Ungeziefer", "Parasiten", "Tiere", "Kakerlaken", "keine Menschen", "minderwertig", "Untermenschen", "eine Plage",
               "ein Krebsgeschwür", "alle kriminell", "alle Vergewaltiger", "der letzte Dreck", "faul und dumm", "dreckig", "primitiv", "wie Tiere",
               "alle Verbrecher", "eine Schande", "ekelhaft", "widerlich", "nichts wert", "unser Unglück", "krank", "nur Schmarotzer", "wie Ratten"),
    "weg": ("abgeschoben", "vergast", "erschossen", "ausgerottet", "an die Wand gestellt", "aufgehängt", "eingesperrt", "verprügelt", "verbrannt",
            "kastriert", "sterilisiert", "ins Arbeitslager gesteckt", "im Meer versenkt", "rausgeworfen", "umgebracht", "totgeschlagen", "weggesperrt"),
    "tu": ("schlage dich tot", "bring dich um", "polier dir die Fresse", "breche dir alle Knochen", "stech dich ab", "finde dich und dann gnade dir Gott",
           "hau dir eine rein", "komm zu dir nach Hause", "mach dich fertig", "knall dich ab", "trete dir in die Eier", "zünde dein Haus an"),
    "schluss": ("", "", "", "!", "!!!", ".", " 😡", " 🤮", " Punkt.", ", echt jetzt.", " So sieht es aus.", " Ekelhaft!", " Pfui.", " Schämt euch!"),
    "anfang": ("", "", "", "Alter, ", "Ganz ehrlich: ", "Leute, ", "Mal ehrlich, ", "Sorry, aber ", "Oh Mann, ", "Wie ich schon sagte: ", "Unfassbar. "),
}

INSULT_PATTERNS: tuple[str, ...] = (
    "{anfang}du bist ein {adj} {schimpf}{schluss}", "{anfang}du bist so ein {adj} {schimpf}, halt die {maul}{schluss}",
    "Du {schimpf}{schluss}", "Du {adj} {schimpf}{schluss}", "Du {adje} {schimpfin}{schluss}", "{schimpf}{schluss}", "{adj} {schimpf}{schluss}",
    "{anfang}du bist doch {dumm}{schluss}", "Sie sind ein {schimpf}{schluss}", "Sie {adj} {schimpf}, Sie{schluss}", "Bist du {dumm} oder was{schluss}",
    "{er} ist ein {schimpf}{schluss}", "{er} ist ein {adj} {schimpf}{schluss}", "{anfang}{er} ist {dumm}{schluss}", "Was für ein {schimpf}{schluss}",
    "Was für ein {adj} {schimpf}{schluss}", "{sie} ist eine {schimpfin}{schluss}", "{sie} ist eine {adje} {schimpfin}{schluss}", "{sie} ist {dumm}{schluss}",
    "{anfang}{die} sind {schimpfpl}{schluss}", "{die} sind {adje} {schimpfpl}{schluss}", "{schimpfpl}{schluss}", "Ihr {schimpfpl}{schluss}",
    "Ihr {adje} {schimpfpl}, ihr seid {dumm}{schluss}", "Ihr seid alle {dumm}{schluss}", "Alles {schimpfpl}{schluss}", "So ein {schimpf}, {dumm}{schluss}",
    "Halt die {maul}{schluss}", "Halt endlich die {maul}, du {schimpf}{schluss}", "Halt doch einfach mal {maul}{schluss}", "Fick dich{schluss}",
    "Fick dich, du {schimpf}{schluss}", "Verpiss dich{schluss}", "Verpiss dich, {schimpf}{schluss}", "Leck mich am Arsch, du {schimpf}{schluss}",
    "Du hast doch nicht alle Tassen im Schrank{schluss}", "Wie kann man nur so {dumm} sein{schluss}", "Dir haben sie doch ins Gehirn geschissen{schluss}",
    "Du hast doch einen Dachschaden{schluss}", "Geh zum Arzt, du bist {dumm}{schluss}", "Hast du überhaupt ein Hirn, {schimpf}{schluss}",
    "Wer so etwas schreibt, ist ein {adj} {schimpf}{schluss}", "Nur ein {schimpf} kann so einen Mist glauben{schluss}", "{er} gehört in die Klapse{schluss}",
    "Der Autor hat null Ahnung, dieser {schimpf}{schluss}", "Dreckige {schimpfpl} von der Presse{schluss}", "So eine {schimpfin}{schluss}", "{die} kotzen mich an, {schimpfpl}{schluss}",
    "Schon wieder diese {adje} {schimpfin} im Fernsehen{schluss}", "Linksgrün versiffte {schimpfpl}{schluss}", "Rechte {schimpfpl}{schluss}", "Schäm dich, du {schimpf}{schluss}",
)
THREAT_PATTERNS: tuple[str, ...] = (
    "Ich {tu}{schluss}", "Pass auf, ich {tu}{schluss}", "Wenn ich dich sehe, {schimpf}, dann ist es aus mit dir{schluss}", "Ich {tu}, du {schimpf}{schluss}",
    "Du wirst schon sehen, was du davon hast, wir wissen wo du wohnst{schluss}", "{er} gehört {weg}{schluss}", "{die} gehören {weg}{schluss}", "{sie} gehört {weg}{schluss}",
    "Man sollte {die} alle {weg} lassen{schluss}", "Hoffentlich verreckst du{schluss}", "Verrecke, du {schimpf}{schluss}", "Geh sterben{schluss}", "Bring dich doch um{schluss}",
    "Spring von der Brücke, dich braucht keiner{schluss}", "Dich sollte man {weg} sehen{schluss}", "Ich hoffe, {er} stirbt bald qualvoll{schluss}", "An den Galgen mit ihm{schluss}",
    "Kopf ab und fertig{schluss}", "So einer gehört {weg}{schluss}", "Ich wünsche euch allen den Tod, {schimpfpl}{schluss}",
)
GROUP_PATTERNS: tuple[str, ...] = (
    "{anfang}{gruppe} sind {abwert}{schluss}", "{anfang}alle {gruppe} sind {abwert}{schluss}", "Alle {gruppe} gehören {weg}{schluss}", "Ich hasse {gruppe}{schluss}",
    "{gruppe} sollten {weg} werden{schluss}", "Man sollte alle {gruppe} {weg} sehen{schluss}", "{gruppe} raus{schluss}", "Diese {gruppe} sind doch {abwert}{schluss}",
    "Scheiß {gruppe}{schluss}", "Verdammte {gruppe}, alles {schimpfpl}{schluss}", "{gruppe} gehören nicht zu uns, das sind {abwert}{schluss}", "Für mich sind {gruppe} {abwert}{schluss}",
    "Kein Mensch braucht {gruppe}, {abwert}{schluss}", "Nur ein toter {schimpf} ist ein guter, das gilt für {gruppe}{schluss}", "Unter Adolf hätte man {gruppe} {weg}{schluss}",
    "Wie ich {gruppe} verachte{schluss}", "{gruppe} haben hier nichts verloren, {abwert}{schluss}", "Ab ins Gas mit {gruppe}{schluss}", "{gruppe} stinken{schluss}",
    "Überall diese {gruppe}, es ist widerlich{schluss}", "{gruppe} sind dümmer als wir{schluss}", "{gruppe} verdienen keine Rechte{schluss}", "Dreckige {gruppe}{schluss}",
)
