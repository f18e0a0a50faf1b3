"""The API's OpenAPI 3.1 document, `GET /api/v1/openapi.json`.

A table of routes; a test holds it to the application's own routes and to real answers.
"""

from __future__ import annotations

import re
from typing import Any, get_args

from transcribe import __version__
from transcribe.library.comparing.merging import Mode
from transcribe.library.old_names import ALIGNMENT, EFFORT_REPORT
from transcribe.web.openapi import openai_schemas
from transcribe.web.openapi.bulk_schemas import ARCHIVE, BULK, DONE
from transcribe.web.openapi.comparing_schemas import COMPARED, MERGED
from transcribe.web.openapi.find_replace_schemas import REPLACING_SCHEMAS
from transcribe.web.openapi.glossary_schemas import GLOSSARY_SCHEMAS
from transcribe.web.openapi.history_schemas import HISTORY_SCHEMAS
from transcribe.web.openapi.library_schemas import FILTER, LIBRARY_SCHEMAS, LIST_PARAMETERS
from transcribe.web.openapi.profile_schemas import CHECKED, FIX, FIXED, PROFILE
from transcribe.web.openapi.project_schemas import (
    ASKED_BAKEOFF,
    ASKED_CORPUS,
    BAKEOFFS,
    CHANGED_PROJECT,
    CORPUS_FORMAT,
    DIFFERENCE,
    NEW_PROJECT,
    PROJECT_SCHEMAS,
    PROJECTS,
    RELEASES,
)
from transcribe.web.openapi.schemas import (
    APPLIED,
    ASKED,
    BYTES,
    CHOICES,
    DELIVERY,
    FLAG,
    FORMAT,
    ID,
    IMPORTED,
    MODEL,
    NEW_EDIT,
    NUMBER,
    SCHEMAS,
    SECONDS,
    SHIFT,
    SHIFTED,
    TAGS,
    TEXT,
    TIMECODE,
    TRANSCRIPT,
    WATCHED,
    WHOLE,
    Json,
    answer_of,
    list_of,
    object_of,
    or_null,
    ref,
)
from transcribe.web.openapi.speaker_schemas import SPEAKER_SCHEMAS
from transcribe.web.openapi.video_schemas import NEW_VIDEO, PRESET, PREVIEW_BODY, SHOTS, VIDEO

_ASKED: Json = {**ASKED, **NEW_VIDEO}
JSON_TYPE, FORM, RAW = "application/json", "multipart/form-data", "application/octet-stream"

# Texts unless named here.
PARAMETERS: Json = {
    "job_id": WHOLE, "chunk_id": WHOLE, "level": WHOLE, "tile": WHOLE, "channels": {"enum": ["1", "2"]}, "scale": {"enum": ["linear", "mel"]}, "v": WHOLE, "revision": WHOLE, "before": WHOLE, "since_revision": WHOLE, "since": WHOLE, "limit": WHOLE, "offset": WHOLE,
    "from": NUMBER, "to": NUMBER, "deleted": {"enum": ["0", "1"]}, "Upload-Offset": WHOLE,
    "Last-Event-ID": WHOLE, "period": {"enum": ["hour", "day"]}, "of": {"enum": ["transcript", "translation"]},
    "view": {"enum": ["verbatim", "clean"]}, "preview": {"enum": ["0", "1"]},
    "by": {"enum": ["sentence", "paragraph"]}, "term_id": WHOLE, "project_id": TEXT, "release_id": WHOLE, "voice_id": WHOLE,
    "/projects/{project_id}/releases/{release_id}/difference?from": WHOLE,
    "/media/{media_id}/transcript?format": {"enum": ["full", "compact"]},
    "/media/{media_id}/merge?mode": {"enum": list(get_args(Mode))}, "/media/{media_id}/merge?at": SECONDS,
    "/media/{media_id}/merge?keep_lines": {"enum": ["0", "1"]}, "/media/{media_id}/merge?approved": {"enum": ["0", "1"]},
    **{f"{path}?{name}": schema for path in ("/library", "/library/ids", "/library/next")
       for name, schema in LIST_PARAMETERS.items()},
}  # fmt: skip
FAILURES: Json = {"jobs": list_of(WHOLE), "chunks": list_of(WHOLE)}
REQUIRED = {"Upload-Offset"}
# Old addresses, which still answer, and what to use instead.
OLD_ROUTES = {
    "/media/{media_id}/compact": "/media/{media_id}/transcript?format=compact",
    "/work": "/workers",
    "/deliveries": "/webhook-deliveries",
    "/watched": "/watched-files",
}
HEADERS = {
    ("patch", "/uploads/{upload_id}"): ("Upload-Offset",),
    ("get", "/events"): ("Last-Event-ID",),
}
# Problems that carry more than their title.
REFUSALS = {
    ("post", "/media/{media_id}/edits"): ((409, "Conflict"),),
    ("patch", "/uploads/{upload_id}"): ((409, "Misplaced"),),
    ("post", "/uploads/{upload_id}/finish"): ((409, "Misplaced"),),
}

# (method, path, summary, query parameters, body as (type, schema), success as (status, type, schema))
ROUTES: list[tuple[str, str, str, tuple[str, ...], Any, tuple[int, str, Json | None]]] = [
    ("get", "/media", "The library", ("deleted",), None,
     (200, JSON_TYPE, object_of({"media": list_of(ref("Media"))}))),
    ("get", "/library", "The list of recordings, filtered and sorted, a page at a time",
     (*FILTER, "id", "offset", "limit"), None, (200, JSON_TYPE, ref("LibraryPage"))),
    ("get", "/library/ids", "The ids of all recordings that match, in order", FILTER, None,
     (200, JSON_TYPE, object_of({"ids": list_of(TEXT)}))),
    ("get", "/library/next", "The recording after or before one in the list",
     (*FILTER, "after", "direction"), None, (200, JSON_TYPE, ref("LibraryNext"))),
    ("post", "/media", "Add files", (),
     (FORM, object_of({"file": BYTES, **CHOICES}, tuple(CHOICES))), (201, JSON_TYPE, ref("Taken"))),
    ("get", "/media/{media_id}", "One recording", (), None, (200, JSON_TYPE, ref("Media"))),
    ("patch", "/media/{media_id}",
     "Change title, language, audio stream, all tags or how times are shown", (),
     (JSON_TYPE, object_of({"title": TEXT, "language": or_null(TEXT), "audio_stream": WHOLE, "tags": TAGS, "timecode": or_null(TIMECODE)},
                           ("title", "language", "audio_stream", "tags", "timecode"))),
     (200, JSON_TYPE, ref("Media"))),
    ("delete", "/media/{media_id}", "Delete; can be undone", (), None,
     (200, JSON_TYPE, ref("Media"))),
    ("post", "/media/{media_id}/restore", "Undo a deletion", (), None,
     (200, JSON_TYPE, ref("Media"))),
    ("put", "/media/{media_id}/place",
     "Report where the recording is open: segment and seconds; it opens there in another browser", (),
     (JSON_TYPE, object_of({"segment": or_null(ID), "time": SECONDS}, ("segment",))),
     (204, "", None)),
    ("post", "/library/bulk",
     "Draft, tag, delete or restore many recordings, or set their language; one that fails stops no other", (),
     (JSON_TYPE, BULK), (200, JSON_TYPE, DONE)),
    ("post", "/library/archive",
     "A ZIP archive of many transcripts, named by title; errors.txt in it says what is missing", (),
     (JSON_TYPE, ARCHIVE), (200, "application/zip", None)),
    ("get", "/tags", "All tags, in alphabetical order", (), None,
     (200, JSON_TYPE, object_of({"tags": list_of(ref("TagCount"))}))),
    ("post", "/tags/rename",
     "Rename a tag and the tags below it, on all recordings; two equal tags become one", (),
     (JSON_TYPE, object_of({"from": TEXT, "to": TEXT})),
     (200, JSON_TYPE, ref("TagCount"))),
    ("get", "/projects", "All collections of recordings, by name", (), None, (200, JSON_TYPE, PROJECTS)),
    ("post", "/projects", "Add a collection", (),
     (JSON_TYPE, NEW_PROJECT), (201, JSON_TYPE, ref("Project"))),
    ("get", "/projects/{project_id}", "One collection", (), None,
     (200, JSON_TYPE, ref("Project"))),
    ("patch", "/projects/{project_id}", "Change fields of a collection", (),
     (JSON_TYPE, CHANGED_PROJECT), (200, JSON_TYPE, ref("Project"))),
    ("delete", "/projects/{project_id}",
     "Remove a collection; its recordings stay. Answers it as it was", (), None,
     (200, JSON_TYPE, ref("Project"))),
    ("get", "/projects/{project_id}/releases", "The corpora made of a collection, newest first", (), None,
     (200, JSON_TYPE, RELEASES)),
    ("get", "/projects/{project_id}/releases/{release_id}/difference",
     "Clips that differ from another release of the collection, which `from` names", ("from",), None,
     (200, JSON_TYPE, DIFFERENCE)),
    ("get", "/projects/{project_id}/releases/{release_id}/card", "The card of a release as a page", (), None,
     (200, "text/html", TEXT)),
    ("get", "/projects/{project_id}/releases/{release_id}/archive",
     "A small release as one tar archive", (), None, (200, "application/x-tar", BYTES)),
    ("get", "/projects/{project_id}/releases/{release_id}/bakeoffs",
     "Comparisons of models on a release, newest first; `report` is null until one is done", (), None,
     (200, JSON_TYPE, BAKEOFFS)),
    ("post", "/projects/{project_id}/releases/{release_id}/bakeoffs",
     "Queue the job that compares models on a release", (), (JSON_TYPE, ASKED_BAKEOFF),
     (201, JSON_TYPE, ref("Job"))),
    ("get", "/projects/{project_id}/releases/{release_id}/bakeoffs/{job_id}/page",
     "The report of a comparison as a page, with the worst passages to listen to", (), None,
     (200, "text/html", TEXT)),
    ("post", "/projects/{project_id}/corpora/preview",
     "What a corpus would have, and what is left out; writes nothing", (),
     (JSON_TYPE, ASKED_CORPUS), (200, JSON_TYPE, ref("Corpus"))),
    ("post", "/projects/{project_id}/corpora",
     "Queue the job that makes a corpus of a collection, in the server's folder of corpora", (),
     (JSON_TYPE, ASKED_CORPUS), (201, JSON_TYPE, ref("Job"))),
    ("get", "/media/{media_id}/transcript", "The document, or its compact form for the editor",
     ("format",), None,
     (200, JSON_TYPE, {"anyOf": [ref("Transcript"), ref("CompactTranscript")]})),
    ("get", "/media/{media_id}/compact", "", (), None, (200, JSON_TYPE, ref("CompactTranscript"))),
    ("get", "/media/{media_id}/segments", "Segments of a range", ("from", "to"), None,
     (200, JSON_TYPE, object_of({"revision": WHOLE, "segments": list_of(ref("Segment")),
                               "speakers": list_of(ref("Speaker"))}))),
    ("post", "/media/{media_id}/edits", "Apply operations, all or none", (),
     (JSON_TYPE, object_of(NEW_EDIT, ("id", "kind", "target", "author", "realign", "align"))),
     (200, JSON_TYPE, APPLIED)),
    ("get", "/media/{media_id}/edits", "History", ("since", "limit"), None,
     (200, JSON_TYPE, object_of({"edits": list_of(ref("Edit")), "revision": WHOLE}))),
    ("get", "/media/{media_id}/undo", "Edits that can be undone and redone", ("limit", "offset"),
     None, (200, JSON_TYPE, object_of({"undo": list_of(ref("UndoEntry")),
                                     "redo": list_of(ref("UndoEntry"))}))),
    ("get", "/media/{media_id}/history", "Changes with their authors, newest first",
     ("before", "limit"), None, (200, JSON_TYPE, object_of({"history": list_of(ref("Step"))}))),
    ("get", "/media/{media_id}/revisions/{revision}", "An earlier revision of the document", (), None,
     (200, JSON_TYPE, ref("Transcript"))),
    ("post", "/media/{media_id}/revisions/{revision}/restore",
     "Restore an earlier revision, as one edit that can be undone", (),
     (JSON_TYPE, object_of({"author": TEXT}, ("author",))),
     (200, JSON_TYPE, object_of({"revision": WHOLE, "id": or_null(TEXT)}))),
    ("get", "/media/{media_id}/changes",
     "Words changed since the draft, or since a revision", ("since_revision",), None,
     (200, JSON_TYPE, ref("Changes"))),
    ("get", "/media/{media_id}/speaker-turns",
     "The turns of the last job that found who speaks, and how sure each segment's speaker is", (), None,
     (200, JSON_TYPE, ref("SpeakerTurns"))),
    ("get", "/media/{media_id}/speaker-offers",
     "Segments that probably change with a correction: `segment` got another speaker than `was`",
     ("segment", "was"), None, (200, JSON_TYPE, ref("SpeakerOffers"))),
    ("get", "/media/{media_id}/speaker-halves",
     "The segments of a speaker in two halves by voice, to split one who is two people",
     ("speaker",), None, (200, JSON_TYPE, ref("SpeakerHalves"))),
    ("get", "/media/{media_id}/speaker-names",
     "Names for speakers that nobody has named, by the voices that the recording's collection knows", (), None,
     (200, JSON_TYPE, ref("SpeakerNames"))),
    ("post", "/media/{media_id}/voices", "Keep the voice of a named speaker in the recording's collection", (),
     (JSON_TYPE, object_of({"speaker": TEXT})), (201, JSON_TYPE, ref("KnownVoice"))),
    ("get", "/projects/{project_id}/voices", "The voices that a collection knows, by name", (), None,
     (200, JSON_TYPE, ref("KnownVoices"))),
    ("put", "/projects/{project_id}/voices",
     "Turn keeping voices on or off for a collection; off removes all of them for good", (),
     (JSON_TYPE, object_of({"is_on": FLAG})), (200, JSON_TYPE, ref("KnownVoices"))),
    ("patch", "/projects/{project_id}/voices/{voice_id}", "Rename a voice", (),
     (JSON_TYPE, object_of({"name": TEXT})), (200, JSON_TYPE, ref("KnownVoice"))),
    ("delete", "/projects/{project_id}/voices/{voice_id}", "Remove a voice for good. Answers it as it was", (), None,
     (200, JSON_TYPE, ref("KnownVoice"))),
    ("get", "/media/{media_id}/effort", "Keystrokes and time spent", (), None,
     (200, JSON_TYPE, object_of({"total": ref("Effort"), "people": list_of(ref("EffortOf"))}))),
    ("get", "/media/{media_id}/statistics",
     "Work on the recording over time: audio covered, words corrected", (), None,
     (200, JSON_TYPE, ref("Statistics"))),
    ("post", "/media/{media_id}/effort", "Report keystrokes and time spent; each report counts once", (),
     (JSON_TYPE, answer_of({"window_id": {**TEXT, "description": "needed; of the reporting window"},
                            "sequence": {**WHOLE, "description": "needed; grows with each report"},
                            "author": TEXT, "spans": list_of(ref("Spent"))}, EFFORT_REPORT,
                           ("window_id", "sequence", "author", *EFFORT_REPORT))),
     (200, JSON_TYPE, object_of({"counted": FLAG}))),
    ("post", "/media/{media_id}/alternatives",
     "Alternatives for words of a segment, counted from 0; answers when a worker has found them", (),
     (JSON_TYPE, object_of({"segment": WHOLE, "first": WHOLE, "last": WHOLE,
                            "terms": list_of(TEXT)}, ("last", "terms"))),
     (200, JSON_TYPE, object_of({"alternatives": list_of(object_of(
         {"text": TEXT, "probability": NUMBER}))}))),
    ("post", "/media/{media_id}/jobs", "Queue a job", (),
     (JSON_TYPE, object_of(_ASKED, tuple(name for name in _ASKED if name != "kind"))),
     (201, JSON_TYPE, ref("Job"))),
    ("get", "/media/{media_id}/peaks/{level}", "Waveform (audiowaveform 2); supports Range",
     ("channels",), None,
     (200, RAW, None)),
    ("get", "/media/{media_id}/spectrogram/{level}/{tile}",
     "A tile of the spectrogram: rows of grey values, highest frequency first", ("scale", "v"),
     None, (200, RAW, None)),
    ("get", "/media/{media_id}/alignment", "Segments whose word times are estimates for now", (), None,
     (200, JSON_TYPE, object_of({"waiting": list_of(ID)}))),
    ("post", "/media/{media_id}/alignment",
     "Align edited segments at once; encode one in advance that will be edited", (),
     (JSON_TYPE, answer_of({"prioritise": list_of(ID), "prefetch": ID}, ALIGNMENT,
                           ("prioritise", "prefetch", *ALIGNMENT))),
     (200, JSON_TYPE, object_of({"waiting": list_of(ID)}))),
    ("get", "/media/{media_id}/onsets", "Where speech starts and ends; at most a minute",
     ("from", "to"), None,
     (200, JSON_TYPE, object_of({"sounds": list_of(object_of({"start": SECONDS, "end": SECONDS}))}))),
    ("get", "/media/{media_id}/stream", "The playback copy; supports Range", (), None,
     (200, RAW, None)),
    ("get", "/media/{media_id}/export/{name}",
     "A file of the transcript or its English translation; options of the format as name=1; the header "
     "Transcribe-Warnings has a JSON list of what the format does not keep, and which rules of the profile cues cannot keep",
     ("of", "view", "fillers", "repeats", "false_starts", "times", "speakers", "profile",
      "frame_rate"), None,
     (200, "text/plain", None)),
    ("post", "/media/{media_id}/import",
     "Replace the transcript with a file; preview=1 only tells what would be read",
     ("format", "name", "encoding", "frame_rate", "speakers", "by", "preview"),
     (RAW, BYTES), (200, JSON_TYPE, IMPORTED)),
    ("get", "/media/{media_id}/compare",
     "Differences by cue from another transcript: with is draft, a recording's id, or ID@REVISION",
     ("with",), None, (200, JSON_TYPE, COMPARED)),
    ("post", "/media/{media_id}/compare", "Differences by cue from a file",
     ("name", "encoding", "frame_rate", "speakers", "by"), (RAW, BYTES), (200, JSON_TYPE, COMPARED)),
    ("post", "/media/{media_id}/merge",
     "Merge a file, or the transcript that with names, as one edit; preview=1 only tells what would change",
     ("with", "name", "mode", "at", "speaker", "keep_lines", "approved", "encoding", "frame_rate", "speakers", "by",
      "author", "preview"), (RAW, BYTES), (200, JSON_TYPE, MERGED)),
    ("post", "/media/{media_id}/shift",
     "Shift or scale the times of all segments, or of some: by seconds, by one or two points, or by frame rates",
     (), (JSON_TYPE, SHIFT),
     (200, JSON_TYPE, SHIFTED)),
    ("post", "/uploads", "Begin an upload in parts", (),
     (JSON_TYPE, object_of({"filename": TEXT, "size": WHOLE})), (201, JSON_TYPE, ref("Upload"))),
    ("get", "/uploads/{upload_id}", "The state of an upload", (), None,
     (200, JSON_TYPE, ref("Upload"))),
    ("patch", "/uploads/{upload_id}", "Send a part; header Upload-Offset is its position",
     (), (RAW, BYTES), (200, JSON_TYPE, ref("Upload"))),
    ("delete", "/uploads/{upload_id}", "Cancel an upload", (), None, (204, "", None)),
    ("post", "/uploads/{upload_id}/finish", "Add the uploaded file to the library", (),
     (JSON_TYPE, object_of(CHOICES, tuple(CHOICES))), (201, JSON_TYPE, ref("Taken"))),
    ("post", "/find", "Find in all recordings, with the replacement of each hit", (),
     (JSON_TYPE, ref("FindQuery")), (200, JSON_TYPE, ref("Preview"))),
    ("post", "/replace", "Replace hits of a preview, one edit in each recording", (),
     (JSON_TYPE, ref("Replace")), (200, JSON_TYPE, ref("Replaced"))),
    ("post", "/replace/undo", "Undo replacements", (), (JSON_TYPE, ref("UndoReplace")),
     (200, JSON_TYPE, object_of({"undone": WHOLE, "left": list_of(TEXT)}))),
    ("get", "/glossary", "Names and terms with the spelling that drafts use", ("language", "project"), None,
     (200, JSON_TYPE, object_of({"terms": list_of(ref("Term"))}))),
    ("post", "/glossary", "Add a term, or misrecognitions to an existing term", (),
     (JSON_TYPE, ref("NewTerm")), (201, JSON_TYPE, ref("Term"))),
    ("patch", "/glossary/{term_id}", "Replace a term's fields", (), (JSON_TYPE, ref("NewTerm")),
     (200, JSON_TYPE, ref("Term"))),
    ("delete", "/glossary/{term_id}", "Remove a term", (), None, (200, JSON_TYPE, ref("Term"))),
    ("post", "/glossary/import", "Add the terms of a CSV or TSV table", ("project",), (RAW, BYTES),
     (200, JSON_TYPE, object_of({"terms": WHOLE, "warnings": list_of(TEXT)}))),
    ("get", "/glossary/export", "All terms as a table", ("format", "project"), None,
     (200, "text/plain", None)),
    ("get", "/media/{media_id}/notices",
     "What its draft says of ranges: speech without words, another language", (), None,
     (200, JSON_TYPE, object_of({"notices": list_of(ref("Notice"))}))),
    ("patch", "/media/{media_id}/notices/{notice_id}", "Dismiss a notice, or show it again", (),
     (JSON_TYPE, object_of({"dismissed": FLAG})),
     (200, JSON_TYPE, object_of({"notices": list_of(ref("Notice"))}))),
    ("post", "/jobs", "Queue the same job for several recordings, with a language for all of them", (),
     (JSON_TYPE, object_of({"media": list_of(TEXT), **_ASKED},
                           tuple(name for name in _ASKED if name != "kind"))),
     (201, JSON_TYPE, object_of({"jobs": list_of(ref("Job")), "errors": list_of(object_of(
         {"media": TEXT, "title": TEXT}))}))),
    ("get", "/jobs", "Jobs, newest first", ("media", "project"), None,
     (200, JSON_TYPE, object_of({"jobs": list_of(ref("Job"))}))),
    ("get", "/jobs/throughput", "Chunks finished over time, in the last hour or day",
     ("period",), None,
     (200, JSON_TYPE, object_of({"periods": list_of(object_of(
         {"at": TEXT, "length": {**SECONDS, "description": "shorter for the present period"},
          "chunks": WHOLE, "audio": {**SECONDS, "description": "audio of these chunks"},
          "computing": {**SECONDS, "description": "time that workers spent on them"}}))}))),
    ("post", "/jobs/retry", "Retry failed jobs and failed ranges", (),
     (JSON_TYPE, object_of(FAILURES, ("jobs", "chunks"))),
     (200, JSON_TYPE, object_of({"done": WHOLE, "errors": list_of(object_of(
         {"job": WHOLE, "chunk": WHOLE, "title": TEXT}, ("job", "chunk")))}))),
    ("post", "/jobs/dismiss", "Take failures off the jobs page, or put them back", (),
     (JSON_TYPE, object_of({**FAILURES, "dismissed": FLAG}, ("jobs", "chunks", "dismissed"))),
     (200, JSON_TYPE, object_of({"done": WHOLE}))),
    ("get", "/jobs/{job_id}", "One job", (), None, (200, JSON_TYPE, ref("Job"))),
    ("get", "/jobs/{job_id}/proposal", "The segments that a redraft with `dry_run` would make", (),
     None, (200, JSON_TYPE, object_of({**TRANSCRIPT, "chunks": list_of(ref("Chunk"))}))),
    ("delete", "/jobs/{job_id}", "Cancel a job", (), None, (200, JSON_TYPE, ref("Job"))),
    ("post", "/jobs/{job_id}/pause", "Pause a job", (), None,
     (200, JSON_TYPE, ref("Job"))),
    ("post", "/jobs/{job_id}/resume", "Resume a paused job", (), None,
     (200, JSON_TYPE, ref("Job"))),
    ("get", "/jobs/{job_id}/chunks", "A job's chunks and their states", (), None,
     (200, JSON_TYPE, object_of({"chunks": list_of(ref("Chunk"))}))),
    ("post", "/chunks/{chunk_id}/retry", "Take a chunk out of quarantine", (), None,
     (200, JSON_TYPE, ref("Chunk"))),
    ("get", "/workers", "Workers, queue, speed, quarantine", ("limit",), None,
     (200, JSON_TYPE, ref("Work"))),
    ("get", "/work", "", ("limit",), None, (200, JSON_TYPE, ref("Work"))),
    ("get", "/media/{media_id}/quarantine",
     "Failed ranges of its draft that have not been typed since", (), None,
     (200, JSON_TYPE, object_of({"chunks": list_of(ref("Chunk"))}))),
    ("get", "/media/{media_id}/translation", "The English translation", (), None,
     (200, JSON_TYPE, ref("Translation"))),
    ("get", "/webhook-deliveries", "Webhook messages, newest first", ("limit",), None,
     (200, JSON_TYPE, object_of({"deliveries": list_of(DELIVERY)}))),
    ("get", "/deliveries", "", ("limit",), None,
     (200, JSON_TYPE, object_of({"deliveries": list_of(DELIVERY)}))),
    ("get", "/watched-files", "Files of watched folders and their states", (), None,
     (200, JSON_TYPE, object_of({"watched": list_of(WATCHED)}))),
    ("get", "/watched", "", (), None,
     (200, JSON_TYPE, object_of({"watched": list_of(WATCHED)}))),
    ("get", "/search", "Search all transcripts", ("q", "limit"), None,
     (200, JSON_TYPE, object_of({"hits": list_of(ref("Hit")), "more": FLAG}))),
    ("get", "/formats", "Formats and their options", (), None,
     (200, JSON_TYPE, object_of({"formats": list_of(FORMAT),
                               "encodings": list_of(object_of({"name": TEXT, "title": TEXT}))}))),
    ("get", "/formats/corpora", "Formats of corpora for training", (), None,
     (200, JSON_TYPE, object_of({"formats": list_of(CORPUS_FORMAT)}))),
    ("get", "/media/{media_id}/checks", "Check the cues of an export for a profile",
     ("profile", "frame_rate"), None, (200, JSON_TYPE, CHECKED)),
    ("post", "/media/{media_id}/checks/fix",
     "Fix signs in the texts for a profile, as one edit; words and line breaks stay, and approved segments unless asked", (),
     (JSON_TYPE, FIX), (200, JSON_TYPE, FIXED)),
    ("get", "/media/{media_id}/shots", "Shot cuts; a job of the kind shots finds them", (), None,
     (200, JSON_TYPE, SHOTS)),
    ("patch", "/media/{media_id}/shots", "Remove and add shot cuts at some times", (),
     (JSON_TYPE, object_of({"add": list_of(SECONDS), "remove": list_of(SECONDS)}, ("add", "remove"))),
     (200, JSON_TYPE, SHOTS)),
    ("get", "/media/{media_id}/shots/list", "The shot list as text, a time a line", (), None,
     (200, "text/plain", None)),
    ("put", "/media/{media_id}/shots/list", "Replace all cuts by a shot list: seconds, clock times or timecodes, a line each",
     ("name",), (RAW, BYTES), (200, JSON_TYPE, SHOTS)),
    ("get", "/video-styles", "Presets of how subtitles look in a video", (), None,
     (200, JSON_TYPE, object_of({"presets": list_of(PRESET)}))),
    ("get", "/media/{media_id}/videos",
     "Finished videos with subtitles; a job of the kind subtitled-video makes one", (), None,
     (200, JSON_TYPE, object_of({"videos": list_of(VIDEO)}))),
    ("get", "/media/{media_id}/videos/{video_id}", "The file of a video; supports Range", (), None,
     (200, RAW, None)),
    ("delete", "/media/{media_id}/videos/{video_id}", "Delete a video", (), None, (204, "", None)),
    ("post", "/media/{media_id}/videos/preview",
     "One frame as PNG with the cue at a time, drawn as the video's frames are", (),
     (JSON_TYPE, PREVIEW_BODY), (200, "image/png", None)),
    ("get", "/profiles", "Delivery profiles of subtitles; each rule with its source", (), None,
     (200, JSON_TYPE, object_of({"profiles": list_of(PROFILE), "broken": list_of(TEXT)}))),
    ("get", "/models", "Models with what to know to choose one, installed or not; engines, languages", (), None,
     (200, JSON_TYPE, object_of({"models": list_of(MODEL),
                               "default": TEXT, "engines": list_of(TEXT),
                               "languages": list_of(object_of({"code": TEXT, "name": TEXT}))}))),
    ("get", "/events", "Server-sent events media, job, edit; resumes by Last-Event-ID", ("since",),
     None, (200, "text/event-stream", None)),
    ("get", "/openapi.json", "This document", (), None, (200, JSON_TYPE, {"type": "object"})),
]  # fmt: skip


def document() -> Json:
    """The whole OpenAPI document."""
    paths: Json = {}
    for method, path, summary, query, body, answer in ROUTES:
        paths.setdefault(path, {})[method] = _describe(method, path, summary, query, body, answer)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Transcribe",
            "version": __version__,
            "description": "Times are seconds with three decimals. Errors are problem documents.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/api/v1"}],
        "paths": {**paths, **openai_schemas.paths()},
        "components": {
            "schemas": SCHEMAS
            | LIBRARY_SCHEMAS
            | PROJECT_SCHEMAS
            | SPEAKER_SCHEMAS
            | HISTORY_SCHEMAS
            | GLOSSARY_SCHEMAS
            | REPLACING_SCHEMAS
        },
    }


def _describe(
    method: str,
    path: str,
    summary: str,
    query: tuple[str, ...],
    body: tuple[str, Json] | None,
    answer: tuple[int, str, Json | None],
) -> Json:
    status, media_type, schema = answer
    success: Json = {"description": "done"}
    if media_type:
        success["content"] = {media_type: {"schema": schema} if schema else {}}
    described: Json = {
        "summary": f"Old address of {OLD_ROUTES[path]}" if path in OLD_ROUTES else summary,
        **({"deprecated": True} if path in OLD_ROUTES else {}),
        "operationId": f"{method}{re.sub(r'[^a-z]+', '_', path)}".strip("_"),
        "parameters": [
            *(_parameter("path", name) for name in re.findall(r"\{(\w+)\}", path)),
            *(_parameter("query", name, path) for name in query),
            *(_parameter("header", name) for name in HEADERS.get((method, path), ())),
        ],
        "responses": {
            str(status): success,
            **({"413": _problem("Problem")} if body is not None else {}),
            **{str(code): _problem(name) for code, name in REFUSALS.get((method, path), ())},
            "default": _problem("Problem"),
        },
    }
    if body is not None:
        described["requestBody"] = {"required": True, "content": {body[0]: {"schema": body[1]}}}
    return described


def _parameter(place: str, name: str, path: str = "") -> Json:
    is_required = place == "path" or name in REQUIRED
    schema = PARAMETERS.get(f"{path}?{name}", PARAMETERS.get(name, TEXT))
    return {"name": name, "in": place, "required": is_required, "schema": schema}


def _problem(name: str) -> Json:
    return {
        "description": "it was refused or failed; the title says why",
        "content": {"application/problem+json": {"schema": ref(name)}},
    }
