"""Words at which lines should and should not break, by language.

Articles, prepositions, conjunctions, possessives, subject pronouns, auxiliaries and negations belong to the
word after them; a line should begin, not end, with them. The rules are those of the guides of Netflix, BBC
and TED on line breaks: not between article and noun, preposition and phrase, conjunction and clause, pronoun and
verb, parts of a verb.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BreakWords:
    """Words of one language, in lower case.

    Attributes:
        openers: Conjunctions, prepositions and relative pronouns: a good first word of a line.
        bound: Articles, possessives, subject pronouns, auxiliaries, negations: no good last word, as
            openers are not.
        has_capital_nouns: Capital letters do not mark names.
    """

    openers: frozenset[str]
    bound: frozenset[str]
    has_capital_nouns: bool = False


NO_WORDS = BreakWords(frozenset(), frozenset())


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BY_LANGUAGE = {
    "en": BreakWords(
        _words(
            """and or but nor yet so because although though while whereas if unless until since when
            whenever where that which who whom whose than as after before once whether
            in on at by for from of to with without about above across against along among around
            behind below beneath beside between beyond during except inside into like near off onto
            outside over past per through throughout toward towards under underneath up upon via within"""
        ),
        _words(
            """a an the my your his her its our their this that these those some any no every each
            i you he she it we they there i'm you're he's she's it's we're they're i've you've we've
            they've i'll you'll he'll she'll it'll we'll they'll i'd you'd he'd she'd we'd they'd
            am is are was were be been being do does did have has had will would shall should can could
            may might must not don't doesn't didn't isn't aren't wasn't weren't won't wouldn't can't
            couldn't shouldn't haven't hasn't hadn't let's very too quite more most
            mr mr. mrs mrs. ms ms. dr dr. prof. st."""
        ),
    ),
    "de": BreakWords(
        _words(
            """und oder aber denn sondern doch weil dass daß ob wenn als obwohl während bevor nachdem
            damit bis seit sobald falls sowie wie wo wohin woher warum wer was
            in im ins an am ans auf aufs aus bei beim mit nach von vom zu zum zur für durch gegen ohne um
            über unter vor hinter neben zwischen wegen trotz statt außer ab seit entlang gegenüber"""
        ),
        _words(
            """der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner
            mein meine meinen meinem meiner dein deine deinen sein seine seinen seinem ihr ihre ihren
            ihrem unser unsere unseren euer eure dieser diese dieses diesen diesem jeder jede jedes
            ich du er sie es wir man bin bist ist sind war waren wird werden wurde wurden habe hast hat
            haben hatte hatten kann können konnte muss müssen musste soll sollen will wollen darf dürfen
            nicht sehr zu herr frau dr. prof."""
        ),
        has_capital_nouns=True,
    ),
    "fr": BreakWords(
        _words(
            """et ou mais donc or ni car que qui dont où quand lorsque puisque parce quoique si comme
            à au aux de du des en dans par pour sur sous avec sans chez vers entre depuis pendant contre
            avant après devant derrière dès jusque jusqu'à selon malgré parmi"""
        ),
        _words(
            """le la les un une l' ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos
            leur leurs quelque quelques chaque aucun aucune je tu il elle on nous vous ils elles j' c'est
            ne n' me te se m' t' s' y suis es est sommes êtes sont était étaient ai as a avons avez ont
            avait avaient sera seront peut peuvent doit doivent va vont vais pas plus très trop
            m. mme mlle dr"""
        ),
    ),
    "es": BreakWords(
        _words(
            """y e o u pero sino porque que quien quienes cual cuales cuyo donde cuando como si aunque
            mientras pues a al ante bajo con contra de del desde durante en entre hacia hasta para por
            según sin sobre tras"""
        ),
        _words(
            """el la los las lo un una unos unas mi mis tu tus su sus nuestro nuestra nuestros nuestras
            este esta estos estas ese esa esos esas aquel aquella algún alguna ningún ninguna cada
            yo tú él ella usted nosotros ellos ellas ustedes me te se le les nos os no soy eres es somos
            son era eran fue fueron estoy está están estaba he has ha hemos han había habían puede pueden
            debe deben va van voy muy más tan sr. sra. dr. dra."""
        ),
    ),
    "it": BreakWords(
        _words(
            """e ed o od ma però perché che chi cui dove quando come se sebbene mentre poiché anche
            a al allo alla ai agli alle ad di del dello della dei degli delle da dal dallo dalla dai dagli
            dalle in nel nello nella nei negli nelle con col su sul sullo sulla sui sugli sulle per tra
            fra verso senza dopo prima contro durante"""
        ),
        _words(
            """il lo la i gli le un uno una l' mio mia miei mie tuo tua suo sua suoi sue nostro nostra
            vostro vostra loro questo questa questi queste quel quello quella quei ogni qualche
            io tu lui lei noi voi mi ti si ci vi ne non sono sei è siamo siete era erano fu ho hai ha
            abbiamo avete hanno aveva avevano può possono deve devono va vanno molto più così troppo
            sig. sig.ra dott. dott.ssa"""
        ),
    ),
    "ru": BreakWords(
        _words(
            """и а но или либо да что чтобы как когда где куда откуда если хотя потому поэтому пока
            который которая которое которые которого кто чей в во на с со к ко у о об обо от до из изо за
            под подо над перед передо при по для без через между среди около после про ради"""
        ),
        _words(
            """не ни я ты он она оно мы вы они мой моя моё мои твой твоя твои его её их наш наша наши ваш
            ваша ваши свой своя свои этот эта это эти тот та то те весь вся все каждый был была было были
            буду будет будут есть может могут мог могла очень самый более"""
        ),
    ),
}  # fmt: skip


def break_words(language: str | None) -> BreakWords:
    """The words of a language; none for those without data, where punctuation alone decides."""
    return _BY_LANGUAGE.get((language or "").lower().partition("-")[0], NO_WORDS)


LANGUAGES = tuple(_BY_LANGUAGE)
