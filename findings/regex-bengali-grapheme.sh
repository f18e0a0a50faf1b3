#!/usr/bin/env bash
# regex 2026.11.19: \X joins a consonant to a virama that no consonant precedes.
#
# Seen 2026-11-29, Python 3.11, Linux x86_64. The Bengali word অ্যাপ ("app", U+0985 U+09CD U+09AF U+09BE U+09AA) begins
# with an independent vowel. Unicode Annex 29 joins across a virama only after a consonant (rule GB9c: LinkingConsonant,
# linker, LinkingConsonant), so the word has three grapheme clusters: U+0985 U+09CD | U+09AF U+09BE | U+09AA.
# regex 2024.11.6 and Intl.Segmenter give those three; regex 2026.11.19 gives two: the vowel and the consonant after it become one.
# Transcripts meet it wherever highlights, snippets or replacements are cut at grapheme clusters.
# The product corrects it: clusters() in transcribe/text/folding.py, tests in tests/text/test_folding.py.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/old" && "$work/old/bin/pip" install --quiet regex==2024.11.6
python3 -m venv "$work/new" && "$work/new/bin/pip" install --quiet regex==2026.11.19
cat >"$work/clusters.py" <<'PY'
import regex

word = "\u0985\u09cd\u09af\u09be\u09aa"
print(" | ".join(" ".join(f"{ord(c):04X}" for c in part) for part in regex.findall(r"\X", word)))
PY
old=$("$work/old/bin/python" "$work/clusters.py")
new=$("$work/new/bin/python" "$work/clusters.py")
printf 'regex 2024.11.6:   %s\nregex 2026.11.19:  %s\n' "$old" "$new"
[ "$old" = "0985 09CD | 09AF 09BE | 09AA" ] || { echo "2024.11.6 has changed"; exit 1; }
[ "$new" = "0985 09CD 09AF 09BE | 09AA" ] || { echo "2026.11.19 has changed"; exit 1; }
echo "as seen"
