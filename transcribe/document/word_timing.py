"""Keep word times when a segment's text changes.

Unchanged tokens keep the times and probability of their words; new tokens share the time
between their neighbours in proportion to their length. The browser's `static/core/document/word-timing.js` is
the same algorithm; `tests/data/word_timing_vectors.json` keeps both equal.
"""

from __future__ import annotations

from transcribe.document.model import Word, is_unspaced

MAX_TABLE_CELLS = 250_000  # Longest-common-subsequence table; beyond it the middle is interpolated.


def tokenize(text: str) -> list[str]:
    """Split text into words at white space, and unspaced scripts into single characters.

    Punctuation stays with the token before it: "你好。" gives ["你", "好。"].
    """
    tokens: list[str] = []
    for chunk in text.split():
        start_of_chunk = True
        for character in chunk:
            alone = is_unspaced(character) and character.isalnum()
            after_alone = bool(tokens) and is_unspaced(tokens[-1][0]) and tokens[-1][0].isalnum()
            if start_of_chunk or alone or (after_alone and character.isalnum()):
                tokens.append(character)
            else:
                tokens[-1] += character
            start_of_chunk = False
    return tokens


def fit_words(words: tuple[Word, ...], text: str, start_ms: int, end_ms: int) -> tuple[Word, ...]:
    """Give the tokens of a changed text the times of the words they come from.

    Args:
        words: The segment's words before the change.
        text: The segment's text after the change.
        start_ms: The segment's start, from which new leading words are placed.
        end_ms: The segment's end.

    Returns:
        One word per token of `text`, times not decreasing. Empty if there were no words, since
        audio that was never aligned gives no times.
    """
    if not words:
        return ()
    old = [piece for word in words for piece in split_word(word)]
    tokens = tokenize(text)
    fitted: list[Word | None] = [None] * len(tokens)
    for old_index, new_index in _common(
        [fold_token(word.text) for word in old], [fold_token(token) for token in tokens]
    ):
        source = old[old_index]
        fitted[new_index] = Word(
            tokens[new_index], source.start_ms, source.end_ms, source.probability, source.speaker
        )
    return place_tokens(tokens, fitted, start_ms, end_ms)


def fold_token(token: str) -> str:
    """A token as it is compared: without capitals and punctuation."""
    bare = "".join(character for character in token.lower() if character.isalnum())
    return bare or token


def split_word(word: Word) -> list[Word]:
    """Split a word of several tokens, as engines return for Chinese, by length."""
    tokens = tokenize(word.text)
    if len(tokens) == 1:
        return [word]
    total = sum(map(len, tokens))
    pieces, passed = [], 0
    for token in tokens:
        start = word.start_ms + (word.end_ms - word.start_ms) * passed // total
        passed += len(token)
        end = word.start_ms + (word.end_ms - word.start_ms) * passed // total
        pieces.append(Word(token, start, end, word.probability, word.speaker))
    return pieces


def _common(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Pair equal tokens, in order: common ends first, the middle by longest common subsequence."""
    shortest = min(len(old), len(new))
    head = 0
    while head < shortest and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shortest - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    pairs = [(index, index) for index in range(head)]
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(middle_old) * len(middle_new) <= MAX_TABLE_CELLS:
        pairs += [(head + i, head + j) for i, j in _longest_common(middle_old, middle_new)]
    pairs += [(len(old) - tail + k, len(new) - tail + k) for k in range(tail)]
    return pairs


def _longest_common(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    lengths = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            if old[i] == new[j]:
                lengths[i][j] = lengths[i + 1][j + 1] + 1
            else:
                lengths[i][j] = max(lengths[i + 1][j], lengths[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def place_tokens(
    tokens: list[str], fitted: list[Word | None], start_ms: int, end_ms: int
) -> tuple[Word, ...]:
    """Place runs of new tokens between their fitted neighbours by length."""
    placed: list[Word] = []
    index = 0
    while index < len(tokens):
        known = fitted[index]
        if known is not None:
            placed.append(known)
            index += 1
            continue
        stop = index
        while stop < len(tokens) and fitted[stop] is None:
            stop += 1
        left = placed[-1].end_ms if placed else start_ms
        following = fitted[stop] if stop < len(tokens) else None
        right = max(left, following.start_ms if following else end_ms)
        total = sum(len(token) for token in tokens[index:stop])
        passed = 0
        for token in tokens[index:stop]:
            begin = left + (right - left) * passed // total
            passed += len(token)
            placed.append(Word(token, begin, left + (right - left) * passed // total))
        index = stop
    return tuple(placed)
