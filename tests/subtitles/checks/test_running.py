"""Each finding: a cue that has it and one that just has not, at three frame rates; fixes make no other finding."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcribe.library.subtitles.profiles import built_in_profiles
from transcribe.subtitles.checks.characters import can_hold
from transcribe.subtitles.checks.model import CheckedCue, Rules
from transcribe.subtitles.checks.running import CHECKS, check, fix, in_time
from transcribe.subtitles.cues.counting import without_markup
from transcribe.subtitles.frame_rates import MILLISECONDS, NAMED, FrameRate, frame_rate
from transcribe.subtitles.profiles.limits import limits
from transcribe.subtitles.profiles.model import Profile
from transcribe.subtitles.profiles.reading import read_profiles

RATES = ("23.976", "25", "29.97")
PLAIN = "Nothing is wrong."


OWN = read_profiles(
    '[profile.straight]\nquotes = "straight"\n[profile.curly]\nquotes = "curly"'
    '\n[profile.colon]\nclock = "10:30"\n[profile.stop]\nclock = "10.30"\n[profile.upright]\nitalics = false'
    '\n[profile.polite]\navoid = ["darn", "go away", "heck*"]\n[profile.plain]\nglyphs = "A-Za-zé.-"',
    "test",
)


def _rules(profile: str, rate: str = "25", **more: object) -> Rules:
    chosen = {**built_in_profiles(), **OWN}[profile]
    made = Rules(chosen, limits(chosen, frame_rate(rate)), "en")
    return replace(made, **more)  # type: ignore[arg-type]


def _names(cues: list[CheckedCue], rules: Rules) -> set[str]:
    return {finding.name for finding in check(cues, rules)}


def _cues(rate: str, *given: tuple[int, int, str]) -> list[CheckedCue]:
    """Cues of (first frame, frame after the last, text), as a program stores them."""
    fps = frame_rate(rate).fps
    return [
        CheckedCue(n, round(start * 1000 / fps), round(end * 1000 / fps), text)
        for n, (start, end, text) in enumerate(given, 1)
    ]


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(
    ("name", "profile", "has", "has_not"),
    [
        ("min-duration", "netflix-en", "short", "least"),
        ("max-duration", "netflix-en", "long", "longest"),
        ("min-gap", "netflix-en", "tight", "gap"),
        ("open-gap", "netflix-en", "open", "wide"),
        ("overlap", "youtube", "overlapping", "touching"),
    ],
)
def test_times_at_the_limit_pass_and_one_frame_beyond_does_not(
    rate: str, name: str, profile: str, has: str, has_not: str
) -> None:
    rules = _rules(profile, rate)
    least, most, half = {"23.976": (20, 168, 12), "25": (21, 175, 13), "29.97": (25, 210, 15)}[rate]
    cases = {
        "short": [(0, least - 1, "Yes.")],
        "least": [(0, least, "Yes.")],
        "long": [(7, 7 + most + 1, PLAIN)],
        "longest": [(7, 7 + most, PLAIN)],
        "tight": [(0, 49, PLAIN), (50, 100, PLAIN)],
        "gap": [(0, 48, PLAIN), (50, 100, PLAIN)],
        "open": [(0, 48, PLAIN), (48 + half - 1, 120, PLAIN)],
        "wide": [(0, 48, PLAIN), (48 + half, 120, PLAIN)],
        "overlapping": [(0, 51, PLAIN), (50, 100, PLAIN)],
        "touching": [(0, 50, PLAIN), (50, 100, PLAIN)],
    }
    assert name in _names(_cues(rate, *cases[has]), rules)
    assert name not in _names(_cues(rate, *cases[has_not]), rules)


@pytest.mark.parametrize(
    ("rate", "ms", "name", "is_found"),
    [
        ("24", 833, "min-duration", False),
        ("23.976", 834, "min-duration", False),
        ("25", 800, "min-duration", True),  # 20 frames; 5/6 s are 21
        ("25", 840, "min-duration", False),
        ("29.97", 834, "min-duration", False),
        ("59.94", 834, "min-duration", False),
        ("23.976", 7_007, "max-duration", False),
        ("23.976", 7_049, "max-duration", True),
    ],
)
def test_lengths_are_compared_in_frames(rate: str, ms: int, name: str, is_found: bool) -> None:
    for start_ms in (0, 1_000, 1_017, 59_999):
        cue = CheckedCue(1, start_ms, start_ms + ms, "Yes.")
        assert (name in _names([cue], _rules("netflix-en", rate))) == is_found


@pytest.mark.parametrize(("ms", "is_found"), [(83, False), (84, False), (61, True), (62, True)])
def test_two_frames_at_23_976(ms: int, is_found: bool) -> None:
    cues = [CheckedCue(1, 0, 2_000, PLAIN), CheckedCue(2, 2_000 + ms, 4_000, PLAIN)]
    assert ("min-gap" in _names(cues, _rules("netflix-en", "23.976"))) == is_found


@pytest.mark.parametrize("rate", RATES)
def test_reading_speed_at_the_limit_passes(rate: str) -> None:
    second = frame_rate(rate).nominal
    slow, fast = "x" * 19, "x" * 21
    assert "cps" not in _names(_cues(rate, (0, second, slow)), _rules("netflix-en", rate))
    assert "cps" in _names(_cues(rate, (0, second, fast)), _rules("netflix-en", rate))
    three, four = "one two three", "one two three four"
    assert "wpm" not in _names(_cues(rate, (0, second, three)), _rules("bbc", rate))
    assert "wpm" in _names(_cues(rate, (0, second, four)), _rules("bbc", rate))


W42 = "forty-two characters fit in a line of text"
TEXTS = [
    ("line-chars", "netflix-en", W42 + "!", W42),
    ("line-chars", "ard", "e\u0301" * 38, "e\u0301" * 37),
    ("line-chars", "netflix-en", "<i>" + W42 + "?</i>", "<i>" + W42 + "</i>"),
    ("lines", "netflix-en", "Many words\nin three\nlines of text", W42 + "\n" + W42),
    ("one-line", "netflix-en", "It fits\nin one.", "-It fits.\n-It does."),
    ("one-line", "netflix-en", "It fits\nin one.", W42 + "\nand one more."),
    ("line-ratio", "ted", "This\nline is very much longer than the first one", W42 + "\n" + W42),
    ("empty", "youtube", "<i></i>", "."),
    ("lost-characters", "youtube", "caf\ufffd", "café"),
    ("markup", "youtube", "<i>Hi</i> there", "a < b"),
    ("markup", "netflix-en", "<i>Hi there", "<i>Hi</i> there"),
    ("spaces", "youtube", "Hello , you", "Hello, you"),
    ("spaces", "youtube", "Hello  you", "Hello you"),
    ("spaces", "youtube", "Hello \nyou", "Hello\nyou"),
    ("spaces", "youtube", "Hello ...", "Hello..."),
    ("spaces", "youtube", "مرحبا ؟", "مرحبا؟"),
    ("ellipsis", "netflix-en", "Well...", "Well…"),
    ("ellipsis", "netflix-en", "Well. . . no", "Well… no"),
    ("quotes", "straight", "He said “no”", 'He said "no"'),
    ("quotes", "straight", "It’s", "It's"),
    ("quotes", "curly", 'He said "no"', "He said “no”"),
    ("quotes", "curly", "It's", "It’s, 5' and 2 dogs' tails"),
    ("dashes", "netflix-en", "– Yes.\n– No.", "-Yes.\n-No."),
    ("dashes", "netflix-en", "Yes.\n-No.", "-Yes.\n-No."),
    ("brackets", "netflix-en", "(laughs)", "[laughs]"),
    ("brackets", "netflix-en", "(laughs)", "Yes (of course)."),
    ("double-words", "youtube", "I saw the the dog", "I know that that is so"),
    ("small-numbers", "netflix-en", "I saw 3 dogs", "I saw 11 dogs"),
    ("small-numbers", "netflix-en", "I saw 3 dogs", "at 3:30, for $3 or 3%"),
    ("small-numbers", "netflix-en", "at 5 o'clock", "at 5 p.m., 7am, 5'2\" tall"),
    ("first-number", "netflix-en", "20 dogs came", "Then 20 dogs came"),
    ("times-of-day", "colon", "Um 10.30 Uhr", "Um 10:30 Uhr, für 10.30 Euro"),
    ("times-of-day", "colon", "at 7.05", "version 7.05, at 7.055 and at 7.05.1"),
    ("times-of-day", "stop", "um 10:30", "um 10.30, 2:1, 10:305 und 1:10:30"),
    ("italics", "upright", "<i>Hi</i> there", "<b>Hi</b> there"),
    ("italics", "upright", "{\\i1}Hi{\\i0} there", "{\\an8}Hi there"),
    ("avoid", "polite", "Oh, DARN it", "Oh, darning"),
    ("avoid", "polite", "Please go\naway!", "Please go far away"),
    ("avoid", "polite", "What a heckler", "What the deck"),
    ("glyphs", "plain", "Really?", "Cafe\u0301 A-Z."),
    ("characters", "ebu-teletext", "日本", "Ça va, Łódź, naïve “yes”"),
]


@pytest.mark.parametrize(("name", "profile", "has", "has_not"), TEXTS)
@pytest.mark.parametrize("rate", RATES)
def test_texts_that_have_a_finding_and_texts_that_just_have_not(
    rate: str, name: str, profile: str, has: str, has_not: str
) -> None:
    rules = _rules(profile, rate)
    assert name in _names(_cues(rate, (0, 150, has)), rules)
    assert name not in _names(_cues(rate, (0, 150, has_not)), rules)


def test_a_french_space_before_a_question_mark_is_right() -> None:
    cues = [CheckedCue(1, 0, 2_000, "Ça va ?")]
    assert "spaces" not in _names(cues, _rules("youtube", language="fr"))
    assert "spaces" not in _names(cues, _rules("youtube", language=None))  # it may be French
    assert "spaces" in _names(cues, _rules("youtube", language="en"))


@pytest.mark.parametrize(
    ("profile", "text", "fixed"),
    [
        ("netflix-en", "Well ... no", "Well… no"),
        ("netflix-en", "Well . . .", "Well…"),
        ("straight", "“It’s” ‘so’", "\"It's\" 'so'"),
        ("curly", '"It\'s", I said, "so"', "“It’s”, I said, “so”"),
        ("curly", 'an "open quote', 'an "open quote'),  # a person decides
        (
            "netflix-en",
            "-No.\n-But I really think\nthat you should.",
            "-No.\n-But I really think\nthat you should.",
        ),
    ],
)
def test_texts_are_fixed(profile: str, text: str, fixed: str) -> None:
    assert fix([CheckedCue(1, 0, 4_000, text)], _rules(profile))[0].text == fixed


def test_a_cue_without_a_speaker_is_found_where_others_have_one() -> None:
    ann = CheckedCue(1, 0, 2_000, "Hello.", "Ann")
    others = [
        CheckedCue(2, 3_000, 5_000, text) for text in ("Hello.", "[laughs]", "-A.\n-B.", "♪ la ♪")
    ]
    rules = _rules("youtube")
    assert ["speaker" in _names([ann, one], rules) for one in others] == [True, False, False, False]
    assert "speaker" not in _names([others[0], replace(others[0], number=3)], rules)


def test_words_that_a_dictionary_lacks_are_named() -> None:
    known = {"it's", "a", "well-known", "word", "café"}
    rules = _rules("youtube", is_word=lambda word: word.lower() in known)
    right = [CheckedCue(1, 0, 4_000, "It’s a well-known <i>word</i>: café, mp3, a@b.org, 3rd!")]
    wrong = [CheckedCue(1, 0, 4_000, "It’s a qxwzt, a teh.")]
    assert "spelling" not in _names(right, rules)
    assert [f.message for f in check(wrong, rules) if f.name == "spelling"] == [
        "not in the dictionary: qxwzt, teh"
    ]


def test_a_persons_own_list_of_words_is_used_with_any_profile() -> None:
    cues = [CheckedCue(1, 0, 4_000, "Gosh, that is odd.")]
    assert "avoid" in _names(cues, _rules("netflix-en", avoided=("gosh",)))
    assert "avoid" not in _names(cues, _rules("netflix-en"))


def test_cuts_and_the_end_of_the_recording() -> None:
    rules = _rules("netflix-en", cuts=(100, 200), end_of_media_ms=10_000)
    cues = _cues("25", (104, 190, PLAIN), (202, 251, PLAIN))
    found = {(finding.number, finding.name) for finding in check(cues, rules)}
    assert {(1, "after-cut"), (1, "before-cut"), (2, "after-cut"), (2, "beyond-end")} <= found
    done = fix(cues, rules)
    rate = frame_rate("25")
    frames = [(rate.nearest(cue.start_ms), rate.nearest(cue.end_ms)) for cue in done]
    assert frames == [(100, 198), (200, 250)]


def test_cues_out_of_order_are_found_and_sorted() -> None:
    cues = [CheckedCue(1, 5_000, 7_000, PLAIN), CheckedCue(2, 1_000, 3_000, "Before it.")]
    rules = _rules("youtube")
    assert [(one.name, one.number) for one in check(cues, rules)] == [("order", 2)]
    assert [cue.number for cue in fix(cues, rules)] == [2, 1]


def test_a_finding_names_its_source() -> None:
    found = check([CheckedCue(1, 0, 100, "Yes.")], _rules("netflix-en"))
    short = next(one for one in found if one.name == "min-duration")
    assert "https://partnerhelp.netflixstudios.com/hc/en-us/articles/215758617" in short.source
    assert short.message == "3 frames, at least 21"
    assert short.is_fixable


def test_lengthening_stops_at_the_next_cue() -> None:
    cues = _cues("25", (0, 10, "Yes."), (15, 60, PLAIN))
    found = next(one for one in check(cues, _rules("netflix-en")) if one.name == "min-duration")
    assert not found.is_fixable
    assert fix(cues, _rules("netflix-en"))[0].end_ms == 519  # the gap was closed, no more


def test_names_of_checks_are_unique() -> None:
    names = [one.name for one in CHECKS]
    assert len(set(names)) == len(names)


PIECES = [
    "word", "the the", "...", " ,", "  ", "\n", "- ", "–", "(laughs)", "[door]", "<i>", "</i>",
    "3", "20", "日本", '"', "“", "it's", " . . .", "\ufffd", "a longer piece of text", "Yes.", "at 10.30", "um 9:05", "{\\i1}", "{\\an8}", "\u00a0",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
times = st.tuples(st.integers(0, 20_000), st.integers(0, 9_000))
files = st.lists(st.tuples(times, texts), max_size=7).map(
    lambda given: [
        CheckedCue(n, start, start + length, text)
        for n, ((start, length), text) in enumerate(given, 1)
    ]
)
profiles = st.sampled_from(
    [*built_in_profiles().values(),
     *read_profiles('[profile.all]\nspeakers = "dash second"\nbrackets = "()"\nellipsis = "..."\nquotes = "curly"\n'
                    "markup = false\nitalics = false\nclock = \"10:30\"\navoid = [\"word\"]\nglyphs = \"a-z.,\"\nline_ratio = 0.7\nlines = 2\nline_chars = 20", "t").values()]
)  # fmt: skip
every_rate = st.sampled_from([MILLISECONDS, *(FrameRate(fps) for fps in NAMED.values())])
cuts = st.lists(st.integers(0, 700), max_size=4, unique=True).map(lambda one: tuple(sorted(one)))


@settings(max_examples=60)
@given(files, profiles, every_rate, cuts, st.none() | st.integers(5_000, 25_000))
def test_a_fixed_file_stays_as_it_is_and_no_finding_is_new(
    cues: list[CheckedCue],
    profile: Profile,
    rate: FrameRate,
    cuts: tuple[int, ...],
    end_ms: int | None,
) -> None:
    rules = Rules(profile, limits(profile, rate), "en", cuts, end_ms)
    before, done = check(cues, rules), fix(cues, rules)
    numbered = [replace(cue, number=n) for n, cue in enumerate(done, 1)]  # as the file is written
    after = check(numbered, rules)
    assert not any(one.is_fixable for one in after)
    assert fix(numbered, rules) == numbered
    had = Counter((one.number, one.name) for one in before if one.name != "order")
    has = Counter((done[one.number - 1].number, one.name) for one in after)
    assert not has - had
    words = "".join(_letters(cue.text) for cue in in_time(cues))
    assert "".join(_letters(cue.text) for cue in done) == words


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, without_markup(text)))


def test_teletext_holds_accents_and_not_other_scripts() -> None:
    assert all(can_hold(one, "teletext") for one in "Ça ñandú Łódź Übergröße “quoted” — ½")
    assert not any(can_hold(one, "teletext") for one in "日яαع…🙂")
    assert can_hold("я", "any")
    assert not can_hold("я", "latin")
