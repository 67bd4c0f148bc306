"""The patterns of English abuse and of fair English comments on the same people, in our own words."""

from __future__ import annotations

ENGLISH_PARTS: dict[str, tuple[str, ...]] = {
    "group": tuple(
        "women|men|girls|Muslims|Jews|Christians|immigrants|refugees|foreigners|migrants|gays|gay people|lesbians|trans people|trans women|black people|"
        "white people|Asians|Africans|Arabs|Mexicans|Indians|Chinese people|disabled people|people with disabilities|old people|young people|Americans|Germans|"
        "the homeless|feminists|atheists|Hindus|Turks|Poles|Roma|blind people|deaf people|queer people|Latinos|bisexuals|seniors|teenagers".split("|")
    ),
    "one": tuple(
        "woman|man|Muslim|Jew|Christian|immigrant|refugee|gay man|lesbian|trans person|black person|disabled person|Mexican|Indian|feminist|foreigner".split("|")
    ),
    "scum": tuple(
        "scum|vermin|animals|parasites|disgusting|filthy|subhuman|worthless|a plague|a disease|rats|cockroaches|savages|criminals|rapists|inferior|"
        "stupid|lazy and stupid|not human|garbage|trash|evil|a cancer|pigs|repulsive|nothing but trouble|a burden on society|mentally ill freaks".split("|")
    ),
    "gone": tuple(
        "be shot|be deported|die|be killed|be gassed|be wiped out|burn|be locked up|be hanged|be beaten|be exterminated|rot in hell|be put down|be slaughtered".split("|")
    ),
    "name": tuple(
        "idiot|moron|imbecile|asshole|bastard|loser|retard|scumbag|dickhead|piece of shit|pig|liar|clown|bitch|whore|coward|cunt|prick|fool|dumbass|twat|"
        "wanker|jackass|degenerate|shithead|creep|dipshit|douchebag|tool|rat|hypocrite|pathetic excuse for a human being|waste of space".split("|")
    ),
    "bad": tuple("stupid|fucking|pathetic|disgusting|ugly|dumb|worthless|lying|filthy|ignorant|fat|miserable|brainless|corrupt|damn|sick".split("|")),
    "who": ("This guy", "The mayor", "The author", "Trump", "Biden", "That journalist", "Your mother", "He", "She", "The coach", "This senator", "The minister"),
    "nice": tuple("great|kind|smart|honest|hard-working|talented|decent|brave|wonderful|funny|normal|young|tired|friendly|welcome here|my friends".split("|")),
    "job": tuple("teacher|doctor|friend|neighbour|colleague|writer|coach|artist|lawyer|driver|student|parent|politician|nurse|musician".split("|")),
    "fact": tuple(
        "is wrong about this|made a mistake|should resign|explained it well|lost the election|has a point|works hard|was on TV yesterday|needs to listen|is overrated|failed again".split("|")
    ),
    "say": tuple(
        "This law is badly made|The weather was awful|I disagree with this article|The match was a disaster|Taxes are too high|That was a killer concert|"
        "I could kill for a coffee|The traffic is hell today|This damn bus is late again|My computer died|The movie was stupid|I hate Mondays|I hate broccoli|"
        "The virus killed thousands|He was shot in the war|The murderer was convicted|The old bridge should be torn down|Kill the process and restart it".split("|")
    ),
    "like": tuple(
        "Scunthorpe|Analysis|Analyst|Essex|Sussex|Penistone|Cockburn|Dickens|Hitchcock|Hancock|Cockpit|Cocktail|Peacock|Assassin|Assessment|Class|Classic|Grass|Bass|Passage|"
        "Therapist|Titan|Title|Constitution|Shiitake|Matsushita|Swastika museum|Niger|Nigeria|Montenegro|Snigger|Raccoon|Spice|Basement|Document|Circumstance|Cucumber|Accumulate|"
        "Arsenal|Arsenic|Parsec|Homology|Sextant|Sussex Drive|Canal|Manuscript|Saturday|Buttress|Button|Butter|Rapeseed|Grape|Drapes|Blackpool|Faggot stew|Fagott|Dyke road|Vandyke|Wanker Hill|Bitcoin|Pussy willow".split("|")
    ),
    "start": ("", "", "", "Honestly, ", "Sorry but ", "I mean, ", "Look, ", "lol ", "As I said: "),
    "stop": ("", "", ".", "!", "!!!", " lol", " 😡", " 🤮", ", period."),
}

ENGLISH_GROUP_ABUSE: tuple[str, ...] = (
    "{start}{group} are {scum}{stop}", "{start}all {group} are {scum}{stop}", "{group} should {gone}{stop}", "All {group} should {gone}{stop}", "I hate {group}{stop}", "I despise {group}{stop}",
    "Every {one} is {scum}{stop}", "Every {one} should {gone}{stop}", "Fucking {group}{stop}", "{group} don't deserve rights{stop}", "{group} are not like us, they are {scum}{stop}", "Get rid of all {group}{stop}",
    "You are just a {bad} {one}{stop}", "We need to get {group} out of our country{stop}", "{group} make me sick{stop}", "The world would be better without {group}{stop}", "If I see a {one} I will punch them{stop}",
    "Why are {group} so {scum}?", "{group} belong in the gutter{stop}", "No {one} is worth anything{stop}", "I can't stand {group}, they are {scum}{stop}", "Send all {group} back, they are {scum}{stop}",
)
ENGLISH_INSULTS: tuple[str, ...] = (
    "{start}you are a {name}{stop}", "You {bad} {name}{stop}", "{name}{stop}", "What a {bad} {name}{stop}", "{who} is a {bad} {name}{stop}", "{who} is a {name}{stop}", "You {name}, shut up{stop}", "Shut the fuck up, {name}{stop}",
    "Shut your {bad} mouth{stop}", "Fuck off{stop}", "Go to hell, you {name}{stop}", "Go kill yourself{stop}", "I will find you and hurt you{stop}", "I hope you die, {name}{stop}", "Only a {name} would write this{stop}", "How {bad} can you be, {name}{stop}",
)
ENGLISH_FAIR: tuple[str, ...] = (
    "{group} are {nice}{stop}", "All {group} are {nice}{stop}", "I love {group}{stop}", "I am proud to be one of the {group} here{stop}", "{group} deserve equal rights{stop}", "This report is about {group}{stop}", "{group}", "I am a {one}{stop}", "My {job} is a {one}{stop}",
    "No {one} deserves to {gone}{stop}", "I would never say that {group} are {scum}{stop}", "Saying that {group} are {scum} is hateful{stop}", "If you think {group} are {scum}, you are wrong{stop}", "Hating {group} is not an opinion{stop}",
    "{group} are not {scum}{stop}", "It is wrong to say that {group} should {gone}{stop}", "Violence against {group} is rising{stop}", "We need more {group} in parliament{stop}", "I know many {group}, they are {nice}{stop}", "Being a {one} is {nice}{stop}",
    "{who} {fact}{stop}", "{who} is a {nice} {job}{stop}", "You are a {nice} {job}{stop}", "{say}{stop}", "{say}{stop}", "{start}{say}{stop}", "Thanks for the interesting article{stop}", "Thank you for this report{stop}", "Interesting read{stop}",
    "{like}", "{like}{stop}", "I read something about {like}{stop}", "We went to {like} last year{stop}", "{like} is a subject of its own{stop}", "You are right{stop}", "Please stay polite{stop}", "Good morning{stop}",
)
