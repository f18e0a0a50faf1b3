/**
 * The types of the API, for `api.js`. Written by tools/write_api_types.py from the OpenAPI document
 * (transcribe/web/openapi/): change that instead.
 */

export type Word = {
  word: string;
  /** seconds, three decimals */
  start: number;
  /** seconds, three decimals */
  end: number;
  probability?: number;
  speaker?: string;
};

export type Segment = {
  id: number;
  /** seconds, three decimals */
  start: number;
  /** seconds, three decimals */
  end: number;
  text: string;
  speaker?: string | null;
  status?: "draft" | "corrected" | "approved" | "rejected";
  /** an edit that leaves more than 10000 in one gets 422 */
  words?: Array<Word>;
  /** marked for later by a user */
  flagged?: boolean;
};

export type Speaker = {
  id: string;
  name: string;
};

export type Op_set_text = {
  op: "set_text";
  id: number;
  text: string;
  words?: Array<Word>;
};

export type Op_set_times = {
  op: "set_times";
  id: number;
  /** seconds, three decimals */
  start: number;
  /** seconds, three decimals */
  end: number;
};

export type Op_set_words = {
  op: "set_words";
  id: number;
  words: Array<Word>;
};

export type Op_set_speaker = {
  op: "set_speaker";
  id: number;
  speaker: string | null;
};

export type Op_set_status = {
  op: "set_status";
  id: number;
  status: "draft" | "corrected" | "approved" | "rejected";
};

export type Op_set_flag = {
  op: "set_flag";
  id: number;
  flagged: boolean;
};

export type Op_split = {
  op: "split";
  id: number;
  /** position in the text, in Unicode code points */
  at_char: number;
  /** seconds, three decimals */
  at: number;
  new_id: number;
  /** how many words the first part keeps */
  n_words?: number;
};

export type Op_merge = {
  op: "merge";
  id: number;
  other_id: number;
};

export type Op_insert = {
  op: "insert";
  segment: Segment;
};

export type Op_delete = {
  op: "delete";
  id: number;
};

export type Op_replace = {
  op: "replace";
  put: Array<Segment>;
  remove: Array<number>;
};

export type Op_add_speaker = {
  op: "add_speaker";
  speaker: Speaker;
  /** how many speakers come before it; absent: all */
  place?: number;
};

export type Op_rename_speaker = {
  op: "rename_speaker";
  id: string;
  name: string;
};

export type Op_remove_speaker = {
  op: "remove_speaker";
  id: string;
};

export type Operation = Op_set_text | Op_set_times | Op_set_words | Op_set_speaker | Op_set_status | Op_set_flag | Op_split | Op_merge | Op_insert | Op_delete | Op_replace | Op_add_speaker | Op_rename_speaker | Op_remove_speaker;

export type Edit = {
  revision: number;
  id: string;
  kind: "edit" | "undo" | "redo" | "import" | "draft" | "align";
  target: string | null;
  author: string;
  at: string;
  /** what made the edit */
  origin: "person" | "draft" | "redraft" | "align" | "import" | "speakers";
  /** the job that made the edit */
  job: number | null;
  ops: Array<Operation>;
  inverse: Array<Operation>;
};

export type UndoEntry = {
  revision: number;
  id: string;
  kind: "edit" | "undo" | "redo" | "import" | "draft" | "align";
  target: string | null;
  author: string;
  at: string;
  /** what made the edit */
  origin: "person" | "draft" | "redraft" | "align" | "import" | "speakers";
  /** the job that made the edit */
  job: number | null;
  ops: Array<Operation>;
  inverse: Array<Operation>;
  /** its operations are left out */
  large: boolean;
};

/** segments as [id, start_ms, end_ms, text, speaker, status, words, is_flagged], words as [text, start_ms, end_ms, probability?, speaker?] */
export type CompactTranscript = {
  revision: number;
  speakers: Array<[(string), (string)]>;
  segments: Array<[(number), (number), (number), (string), (string | null), ("draft" | "corrected" | "approved" | "rejected"), (Array<[(string), (number), (number), (number | null)?, (string | null)?]>), (0 | 1)]>;
};

export type Transcript = {
  format: "transcribe/1";
  text: string;
  language: string | null;
  /** seconds, three decimals */
  duration: number;
  media: {
    title: string;
    filename: string;
    sha256: string;
  };
  draft: {
    engine: string;
    model: string;
  } | null;
  speakers: Array<Speaker>;
  segments: Array<Segment>;
  /** speech that has no words */
  lost: Array<{
    /** seconds, three decimals */
    start: number;
    /** seconds, three decimals */
    end: number;
    /** speech without words, recognition failed, sounds like another language */
    reason: string;
  }>;
  warnings: Array<{
    /** seconds, three decimals */
    start: number;
    /** seconds, three decimals */
    end: number;
    /** speech without words, recognition failed, sounds like another language */
    reason: string;
    language: string | null;
  }>;
  revision: number;
};

export type Translation = {
  format: "transcribe/1";
  text: string;
  language: string | null;
  /** seconds, three decimals */
  duration: number;
  media: {
    title: string;
    filename: string;
    sha256: string;
  };
  draft: {
    engine: string;
    model: string;
  } | null;
  speakers: Array<Speaker>;
  segments: Array<Segment>;
  /** speech that has no words */
  lost: Array<{
    /** seconds, three decimals */
    start: number;
    /** seconds, three decimals */
    end: number;
    /** speech without words, recognition failed, sounds like another language */
    reason: string;
  }>;
  warnings: Array<{
    /** seconds, three decimals */
    start: number;
    /** seconds, three decimals */
    end: number;
    /** speech without words, recognition failed, sounds like another language */
    reason: string;
    language: string | null;
  }>;
};

export type TagCount = {
  tag: string;
  /** recordings that have it */
  n: number;
};

export type Notice = {
  id: number;
  /** seconds, three decimals */
  start: number;
  /** seconds, three decimals */
  end: number;
  /** speech without words, recognition failed, sounds like another language */
  reason: string;
  language: string | null;
  /** a sentence for people */
  text: string;
};

export type Stream = {
  index: number;
  codec: string;
  channels: number;
  sample_rate: number;
  language: string | null;
  title: string | null;
  /** the file marks it as the one to play */
  is_default: boolean;
  /** why it was passed over; null for one that was not tried */
  problem: "silent" | "undecodable" | null;
  /** what the file's header claims; the length is known when the recording is ready */
  duration: number | null;
};

export type Media = {
  id: string;
  title: string;
  filename: string;
  sha256: string;
  size: number;
  duration: number | null;
  language: string | null;
  state: "new" | "ingesting" | "drafting" | "ready" | "failed";
  progress: number | null;
  eta_s: number | null;
  message: string;
  error: string | null;
  warnings: Array<string>;
  has_video: boolean;
  frame_rate: number | null;
  /** how times are shown; null until somebody chose */
  timecode: {
    /** as SMPTE timecodes; else clock times */
    shown: boolean;
    /** drop-frame, where the rate has it */
    drop: boolean;
    /** timecode of the first frame */
    start: string;
  } | null;
  audio_stream: number;
  /** automatic: the first stream with sound, marked ones first */
  stream_choice: "named" | "automatic";
  streams: Array<Stream>;
  revision: number;
  n_segments: number;
  /** progress of the English translation, 0 to 1; null without one */
  translation: "queued" | "running" | "paused" | "done" | "failed" | "cancelled" | null;
  peaks: {
    levels: number;
    sample_rate: number;
    samples_per_peak: Array<number>;
    channels: number;
  };
  spectrogram: {
    levels: number;
    sample_rate: number;
    samples_per_column: Array<number>;
    columns: number;
    rows: {
      linear: number;
      mel: number;
    };
    max_hz: number;
    floor_db: number;
  };
  stream_url: string | null;
  created: string;
  draft: {
    engine: string;
    model: string;
  } | null;
  deleted: boolean;
  /** the recording that a new library begins with */
  is_sample: boolean;
  /** in alphabetical order */
  tags: Array<string>;
  /** in answers to uploads: it was there before */
  duplicate?: boolean;
};

export type Job = {
  id: number;
  /** null for the job of a collection */
  media: string | null;
  /** the collection, for the job of one */
  project: string | null;
  kind: "draft" | "redraft" | "align" | "translate" | "align-text" | "resync" | "speakers" | "shots" | "subtitled-video" | "ingest" | "dataset" | "bakeoff";
  state: "queued" | "running" | "paused" | "done" | "failed" | "cancelled";
  progress: number;
  eta_s: number | null;
  message: string;
  error: string | null;
  /** why it ended so, for programs: no_speech, nothing_to_align, not_transcribed, ranges_failed, given_up, recording_deleted, ingest_failed, unexpected, or the error's name such as model_unavailable */
  reason_code: string | null;
  created: string;
  started: string | null;
  finished: string | null;
  owner: string;
  /** 2 for a job that a user waits for */
  priority: number;
  language: string | null;
  model: string | null;
  /** of a redrafted range */
  start: number | null;
  end: number | null;
  /** whose words are aligned */
  segments: Array<number> | null;
  hotwords: Array<string>;
  multilingual: boolean;
  keep_numbers: boolean;
  keep_spelling: boolean;
  dry_run: boolean;
  overwrite_corrected: boolean;
  /** of a corpus that is made */
  folder: string | null;
};

export type Chunk = {
  id: number;
  job: number;
  /** seconds, three decimals */
  start: number;
  /** seconds, three decimals */
  end: number;
  state: "waiting" | "running" | "done" | "quarantined" | "cancelled";
  attempts: number;
  failures: number;
  worker: string | null;
  seconds: number | null;
  error: string | null;
  finished: string | null;
};

export type Work = {
  /** why nothing is done at present; else empty */
  trouble: string;
  /** Dask's own page, seen from the scheduler's host */
  dashboard: string;
  /** seconds of audio per second of computing, recently */
  speed: number | null;
  workers: Array<{
    name: string;
    state: "starting" | "idle" | "busy" | "refused";
    host: string;
    pid: number | null;
    threads: number;
    memory: number | null;
    task: string | null;
    reason: string;
    done: number;
    gpus: number;
    job: number | null;
    start: number | null;
  }>;
  jobs: Array<Job & {
    title: string;
    chunks: {
      waiting: number;
      running: number;
      done: number;
      quarantined: number;
    };
  }>;
  /** unfinished jobs, also those beyond `limit` */
  n_jobs: number;
  quarantine: Array<{
    id: number;
    job: number;
    /** seconds, three decimals */
    start: number;
    /** seconds, three decimals */
    end: number;
    state: "waiting" | "running" | "done" | "quarantined" | "cancelled";
    attempts: number;
    failures: number;
    worker: string | null;
    seconds: number | null;
    error: string | null;
    finished: string | null;
    media: string;
    title: string;
  }>;
  /** neither dismissed nor replaced by a later job of the same kind */
  failed: Array<Job & {
    title: string;
    chunks: {
      waiting: number;
      running: number;
      done: number;
      quarantined: number;
    };
  }>;
};

export type Upload = {
  id: string;
  filename: string;
  size: number;
  offset: number;
};

export type Taken = {
  media: Array<Media>;
  errors: Array<{
    filename: string;
    title: string;
  }>;
};

export type Hit = {
  media: string;
  title: string;
  segment: number;
  /** seconds, three decimals */
  start: number;
  word_start: number | null;
  snippet: Array<{
    text: string;
    match: boolean;
  }>;
};

/** RFC 9457; the title says what to do */
export type Problem = {
  type: string;
  title: string;
  status: number;
};

/** both sides changed these segments, which are given as they are now */
export type Conflict = {
  type: string;
  title: string;
  status: number;
  revision: number;
  segments: Array<Segment>;
  removed: Array<number>;
};

/** the upload goes on at `offset` */
export type Misplaced = {
  type: string;
  title: string;
  status: number;
  id: string;
  filename: string;
  size: number;
  offset: number;
};

export type LibraryRow = {
  id: string;
  title: string;
  filename: string;
  duration: number | null;
  language: string | null;
  state: "new" | "ingesting" | "drafting" | "ready" | "failed";
  /** what is done, or what it needs */
  stage: "working" | "failed" | "empty" | "draft" | "in_work" | "done";
  /** of the running ingest or draft */
  progress: number | null;
  eta_s: number | null;
  message: string;
  error: string | null;
  n_warnings: number;
  has_video: boolean;
  is_sample: boolean;
  n_segments: number;
  /** not approved */
  n_corrected: number;
  n_approved: number;
  n_rejected: number;
  n_flagged: number;
  /** mean probability of the words; null where no word has one */
  confidence: number | null;
  tags: Array<string>;
  /** id of its collection */
  project: string | null;
  created: string;
  /** when; null if never */
  opened: string | null;
  place: Place | null;
  revision: number;
};

/** where the recording was opened last */
export type Place = {
  segment: number | null;
  /** seconds, three decimals */
  time: number;
  at: string;
};

export type LibraryPage = {
  /** recordings that match */
  total: number;
  /** recordings in the library */
  n_all: number;
  /** of all recordings that match */
  sums: {
    /** seconds, three decimals */
    duration: number;
    segments: number;
    corrected: number;
    approved: number;
  };
  /** of the whole library, by stage */
  counts: {
    working: number;
    failed: number;
    empty: number;
    draft: number;
    in_work: number;
    done: number;
  };
  languages: Array<{
    language: string;
    n: number;
  }>;
  /** the 200 most frequent ones */
  tags: Array<TagCount>;
  n_tags: number;
  projects: Array<{
    id: string;
    name: string;
    n: number;
  }>;
  /** the recording opened last that is not done */
  continue: LibraryRow | null;
  media: Array<LibraryRow>;
};

export type LibraryNext = {
  media: LibraryRow | null;
  /** of it in the list, from 1 */
  position: number | null;
  total: number;
};

export type Project = {
  id: string;
  name: string;
  /** Whisper's code; null for several languages */
  language: string | null;
  licence: string;
  /** what the speakers agreed to */
  consent: string;
  created: string;
  n_media: number;
  /** of all its recordings */
  duration: number;
};

export type Corpus = {
  clips: number;
  hours: number;
  recordings: number;
  speakers: number;
  /** share of the time of each split */
  splits: Record<string, number>;
  /** segments that become no clips, by reason */
  left_out: Record<string, number>;
  /** the same, with a description of the reason */
  reasons: Record<string, number>;
  /** places in the texts */
  redacted: number;
  warnings: Array<string>;
  shards: number;
  /** rough size */
  bytes: number;
  /** where it will lie on the server */
  folder: string;
};

export type Release = {
  id: number;
  version: string;
  format: string;
  folder: string;
  digest: string;
  created: string;
  /** recordings that it holds and the library does not have any more */
  erased: Array<{
    recording: string;
    split: string;
    clips: number;
  }>;
  /** its folder is there */
  is_present: boolean;
  clips: number;
  hours: number;
  bytes: number;
  /** it is small enough to be fetched as one file */
  has_archive: boolean;
  splits: Array<string>;
};

export type SpeakerTurn = {
  /** seconds, three decimals */
  start: number;
  /** seconds, three decimals */
  end: number;
  /** id of a speaker of the transcript */
  speaker: string;
  /** probability that it is this speaker, 0 to 1 */
  confidence: number;
};

export type SpeakerOffers = {
  /** the transcript's */
  revision: number;
  /** none: the job speakers has not run; outdated: run it with voices_only */
  state: "ready" | "none" | "outdated";
  /** the segment's speaker now */
  speaker: string | null;
  /** the surest first; never a segment whose speaker a person chose */
  offers: Array<{
    id: number;
    /** probability that it is this speaker, 0 to 1 */
    confidence: number;
  }>;
};

export type SpeakerHalves = {
  /** the transcript's */
  revision: number;
  /** none: the job speakers has not run; outdated: run it with voices_only */
  state: "ready" | "none" | "outdated";
  /** the half with more speech; empty: nothing to divide */
  first: Array<number>;
  /** the other half, without segments whose speaker a person chose */
  second: Array<number>;
  /** cosine between the mean embeddings of the halves */
  likeness: number | null;
};

/** a voice that a collection knows; its embedding is in no answer */
export type KnownVoice = {
  id: number;
  name: string;
  /** the recording that it was heard in, with which it goes */
  media: string;
  /** of a place there to listen to */
  start: number;
  /** seconds, three decimals */
  end: number;
  created: string;
};

export type KnownVoices = {
  /** whether the collection keeps voices; off by default */
  is_on: boolean;
  voices: Array<KnownVoice>;
};

export type SpeakerNames = {
  /** the transcript's */
  revision: number;
  /** off: the recording's collection keeps no voices; none: the job speakers has not run; outdated: run it with voices_only */
  state: "off" | "ready" | "none" | "outdated";
  /** the recording's collection */
  project: string | null;
  /** for speakers that nobody has named, the surest first; take one with rename_speaker */
  names: Array<{
    speaker: string;
    /** probability that it is this speaker, 0 to 1 */
    confidence: number;
    voice: KnownVoice;
  }>;
  /** ids of named speakers whose voice can be kept */
  can_keep: Array<string>;
  /** those of them whose name has a voice in the collection */
  kept: Array<string>;
};

export type SpeakerTurns = {
  /** the transcript's */
  revision: number;
  /** the job that found the turns */
  job: number | null;
  /** a speaker with less confidence may be wrong */
  low_confidence_under: number;
  turns: Array<SpeakerTurn>;
  /** of segments whose speaker no person chose */
  segments: Array<{
    id: number;
    /** probability that it is this speaker, 0 to 1 */
    confidence: number;
  }>;
};

export type Step = {
  revision: number;
  id: string;
  kind: "edit" | "undo" | "redo" | "import" | "draft" | "align";
  target: string | null;
  author: string;
  at: string;
  /** what made the edit */
  origin: "person" | "draft" | "redraft" | "align" | "import" | "speakers";
  /** the job that made the edit */
  job: number | null;
  undone: boolean;
  operations: Record<string, number>;
  segments: number;
  segment: number | null;
  start: number | null;
  before: string | null;
  after: string | null;
};

export type Piece = {
  kind: "equal" | "delete" | "insert";
  text: string;
};

export type Change = {
  /** seconds, three decimals */
  start: number;
  /** seconds, three decimals */
  end: number;
  segment: number | null;
  pieces: Array<Piece>;
};

export type Changes = {
  words_before: number;
  words_after: number;
  substituted: number;
  deleted: number;
  inserted: number;
  /** substitutions in capitals and punctuation only */
  spelled: number;
  changed: number;
  error_rate: number | null;
  changes: Array<Change>;
  /** number of changes not in the list */
  more: number;
};

export type Statistics = {
  duration: number | null;
  segments: {
    total: number;
    draft: number;
    corrected: number;
    approved: number;
    rejected: number;
  };
  total: {
    /** edits in force */
    edits: number;
    /** work time: the gaps of at most 2 minutes between a person's edits */
    work: number;
    /** audio of the segments worked on, each counted once */
    sound: number;
    /** words corrected by edits in force */
    words: number;
  };
  people: Array<{
    author: string;
    /** edits in force */
    edits: number;
    /** work time: the gaps of at most 2 minutes between a person's edits */
    work: number;
    /** audio of the segments worked on, each counted once */
    sound: number;
    /** words corrected by edits in force */
    words: number;
  }>;
  /** equal parts of the work time of all people, at most 48; audio counts in the period of its first edit */
  periods: Array<{
    /** time of its first edit */
    at: string | null;
    /** work time: the gaps of at most 2 minutes between a person's edits */
    work: number;
    /** audio of the segments worked on, each counted once */
    sound: number;
    /** words corrected by edits in force */
    words: number;
  }>;
};

export type Effort = {
  keystrokes: number;
  /** working time in seconds */
  focus: number;
  /** seconds of audio played meanwhile */
  play: number;
  segments: number;
  /** length of the edited segments */
  sound: number;
  /** focus / sound */
  real_time_factor: number | null;
};

export type EffortOf = {
  author: string;
  keystrokes: number;
  /** working time in seconds */
  focus: number;
  /** seconds of audio played meanwhile */
  play: number;
  segments: number;
  /** length of the edited segments */
  sound: number;
  /** focus / sound */
  real_time_factor: number | null;
};

export type Spent = {
  segment: number;
  keystrokes?: number;
  /** seconds, three decimals */
  focus?: number;
  /** seconds, three decimals */
  play?: number;
};

export type NewTerm = {
  term: string;
  /** misrecognised forms */
  misrecognitions?: Array<string>;
  /** Whisper's code; null for any language */
  language?: string | null;
  note?: string;
  /** id of a collection; null for the whole library */
  project?: string | null;
  source?: "typed" | "correction";
};

export type Term = {
  id: number;
  term: string;
  /** misrecognised forms */
  misrecognitions: Array<string>;
  /** Whisper's code; null for any language */
  language: string | null;
  note: string;
  /** id of a collection; null for the whole library */
  project: string | null;
  source: "typed" | "correction" | "import";
  created: string;
  updated: string;
};

export type FindQuery = {
  /** words or a regular expression */
  text: string;
  is_regex?: boolean;
  whole_words?: boolean;
  match_case?: boolean;
  /** for a regular expression, $1 is the first group */
  replacement?: string;
  keep_case?: boolean;
  media?: Array<string>;
  limit?: number;
};

export type LibraryHit = {
  media: string;
  segment: number;
  /** in the segment's text, in code points */
  from: number;
  to: number;
  /** seconds, three decimals */
  start: number;
  before: string;
  match: string;
  after: string;
  replacement: string;
};

export type Preview = {
  hits: Array<LibraryHit>;
  recordings: Array<{
    media: string;
    title: string;
    revision: number;
    hits: number;
  }>;
  /** number of searched segments */
  segments: number;
  /** there are more hits */
  capped: boolean;
};

export type Replace = {
  /** words or a regular expression */
  text: string;
  is_regex?: boolean;
  whole_words?: boolean;
  match_case?: boolean;
  /** for a regular expression, $1 is the first group */
  replacement?: string;
  keep_case?: boolean;
  author?: string;
  recordings: Array<{
    media: string;
    /** the revision in the preview */
    revision: number;
    segments: Array<{
      id: number;
      hits: Array<Array<number>>;
    }>;
  }>;
};

export type Replaced = {
  recordings: Array<{
    media: string;
    title: string;
    edit: string | null;
    hits: number;
    segments: number;
    /** skipped: changed since the preview */
    changed: Array<number>;
  }>;
};

export type UndoReplace = {
  author?: string;
  edits: Array<{
    media: string;
    edit: string;
  }>;
};

/** Answers in JSON, by method and path. */
export interface Answers {
  "GET /media": {
    media: Array<Media>;
  };
  "POST /media": Taken;
  "GET /library": LibraryPage;
  "GET /library/ids": {
    ids: Array<string>;
  };
  "GET /library/next": LibraryNext;
  "GET /media/{media_id}": Media;
  "PATCH /media/{media_id}": Media;
  "DELETE /media/{media_id}": Media;
  "POST /media/{media_id}/restore": Media;
  "PUT /media/{media_id}/place": null;
  "POST /library/bulk": {
    /** recordings with which it succeeded */
    done: number;
    failed: Array<{
      id: string;
      /** the reason */
      title: string;
    }>;
  };
  "GET /tags": {
    tags: Array<TagCount>;
  };
  "POST /tags/rename": TagCount;
  "GET /projects": {
    projects: Array<Project>;
  };
  "POST /projects": Project;
  "GET /projects/{project_id}": Project;
  "PATCH /projects/{project_id}": Project;
  "DELETE /projects/{project_id}": Project;
  "GET /projects/{project_id}/releases": {
    releases: Array<Release>;
  };
  "GET /projects/{project_id}/releases/{release_id}/difference": {
    added: {
      n: number;
      first: Array<string>;
    };
    removed: {
      n: number;
      first: Array<string>;
    };
    changed: {
      n: number;
      first: Array<string>;
    };
    moved: {
      n: number;
      first: Array<string>;
    };
  };
  "GET /projects/{project_id}/releases/{release_id}/bakeoffs": {
    bakeoffs: Array<{
      job: Job;
      report: {
        release: {
          project: string;
          version: string;
          digest: string;
          split: string;
        };
        recordings: number;
        words: number;
        hours: number;
        normalisation: string;
        models: Array<{
          model: string;
          engine: string;
          sha256: string;
          wer: {
            value: number;
            low: number | null;
            high: number | null;
          } | null;
          cer: {
            value: number;
            low: number | null;
            high: number | null;
          } | null;
          substitutions: number;
          deletions: number;
          insertions: number;
          /** of the glossary */
          terms: {
            said: number;
            written: number;
          };
          cpu_s_per_s: number;
          wall_s_per_s: number;
          peak_bytes: number;
          errors_by_recording: Record<string, number>;
          worst: Array<{
            recording: string;
            /** seconds, three decimals */
            start: number;
            /** seconds, three decimals */
            end: number;
            errors: number;
            reference: string;
            draft: string;
          }>;
        }>;
        comparisons: Array<{
          first: string;
          second: string;
          difference: {
            value: number;
            low: number | null;
            high: number | null;
          } | null;
          p: number | null;
          tie: boolean;
          hours_needed: number | null;
          verdict: string;
        }>;
        warnings: Array<string>;
      } | null;
    }>;
  };
  "POST /projects/{project_id}/releases/{release_id}/bakeoffs": Job;
  "POST /projects/{project_id}/corpora/preview": Corpus;
  "POST /projects/{project_id}/corpora": Job;
  "GET /media/{media_id}/transcript": Transcript | CompactTranscript;
  "GET /media/{media_id}/segments": {
    revision: number;
    segments: Array<Segment>;
    speakers: Array<Speaker>;
  };
  "GET /media/{media_id}/edits": {
    edits: Array<Edit>;
    revision: number;
  };
  "POST /media/{media_id}/edits": {
    revision: number;
    id: string;
    /** this id was applied before; nothing was repeated */
    duplicate: boolean;
    applied: Array<Operation>;
    inverse: Array<Operation>;
    segments: Array<Segment>;
    removed: Array<number>;
  };
  "GET /media/{media_id}/undo": {
    undo: Array<UndoEntry>;
    redo: Array<UndoEntry>;
  };
  "GET /media/{media_id}/history": {
    history: Array<Step>;
  };
  "GET /media/{media_id}/revisions/{revision}": Transcript;
  "POST /media/{media_id}/revisions/{revision}/restore": {
    revision: number;
    id: string | null;
  };
  "GET /media/{media_id}/changes": Changes;
  "GET /media/{media_id}/speaker-turns": SpeakerTurns;
  "GET /media/{media_id}/speaker-offers": SpeakerOffers;
  "GET /media/{media_id}/speaker-halves": SpeakerHalves;
  "GET /media/{media_id}/speaker-names": SpeakerNames;
  "POST /media/{media_id}/voices": KnownVoice;
  "GET /projects/{project_id}/voices": KnownVoices;
  "PUT /projects/{project_id}/voices": KnownVoices;
  "PATCH /projects/{project_id}/voices/{voice_id}": KnownVoice;
  "DELETE /projects/{project_id}/voices/{voice_id}": KnownVoice;
  "GET /media/{media_id}/effort": {
    total: Effort;
    people: Array<EffortOf>;
  };
  "POST /media/{media_id}/effort": {
    counted: boolean;
  };
  "GET /media/{media_id}/statistics": Statistics;
  "POST /media/{media_id}/alternatives": {
    alternatives: Array<{
      text: string;
      probability: number;
    }>;
  };
  "POST /media/{media_id}/jobs": Job;
  "GET /media/{media_id}/alignment": {
    waiting: Array<number>;
  };
  "POST /media/{media_id}/alignment": {
    waiting: Array<number>;
  };
  "GET /media/{media_id}/onsets": {
    sounds: Array<{
      /** seconds, three decimals */
      start: number;
      /** seconds, three decimals */
      end: number;
    }>;
  };
  "POST /media/{media_id}/import": {
    revision: number | null;
    segments: number;
    warnings: Array<string>;
    format: string;
    encoding: string;
    job: Job | null;
    /** the edit, for undo; null for a preview */
    edit: string | null;
    /** segments that end after the recording */
    beyond?: number;
    /** false: a plain text, which is found in the audio */
    has_times?: boolean;
    /** beginnings of lines that may be speakers */
    names?: Array<string>;
    preview?: Array<{
      /** seconds, three decimals */
      start: number;
      /** seconds, three decimals */
      end: number;
      text: string;
      speaker: string | null;
    }>;
  };
  "GET /media/{media_id}/compare": {
    revision: number;
    name: string;
    warnings: Array<string>;
    /** of the other transcript */
    cues: number;
    /** groups of cues that do not differ */
    same: number;
    /** false: a plain text */
    has_times: boolean;
    differences: Array<{
      kinds: Array<"text" | "times" | "speaker" | "cues" | "only_here" | "only_there">;
      /** ids of segments */
      here: Array<number>;
      there: Array<{
        /** seconds, three decimals */
        start: number;
        /** seconds, three decimals */
        end: number;
        text: string;
        /** a name */
        speaker: string | null;
        status: "draft" | "corrected" | "approved" | "rejected";
        words: Array<Word>;
      }>;
    }>;
  };
  "POST /media/{media_id}/compare": {
    revision: number;
    name: string;
    warnings: Array<string>;
    /** of the other transcript */
    cues: number;
    /** groups of cues that do not differ */
    same: number;
    /** false: a plain text */
    has_times: boolean;
    differences: Array<{
      kinds: Array<"text" | "times" | "speaker" | "cues" | "only_here" | "only_there">;
      /** ids of segments */
      here: Array<number>;
      there: Array<{
        /** seconds, three decimals */
        start: number;
        /** seconds, three decimals */
        end: number;
        text: string;
        /** a name */
        speaker: string | null;
        status: "draft" | "corrected" | "approved" | "rejected";
        words: Array<Word>;
      }>;
    }>;
  };
  "POST /media/{media_id}/merge": {
    revision: number;
    /** the edit, for undo; null for a preview */
    edit: string | null;
    /** where the other transcript begins */
    at: number;
    /** new segments */
    added: number;
    /** segments with a new text */
    changed: number;
    /** approved segments that get a new text, or would */
    approved: number;
    /** of these, those that stay as they are */
    kept: number;
    /** cues that are here already */
    same: number;
    warnings: Array<string>;
    preview: Array<{
      /** seconds, three decimals */
      start: number;
      /** seconds, three decimals */
      end: number;
      text: string;
      speaker: string | null;
      change: "added" | "changed" | "approved" | "kept";
    }>;
  };
  "POST /media/{media_id}/shift": {
    revision: number;
    edit: string;
    segments: number;
    cut: number;
    beyond: number;
    message: string;
  };
  "POST /uploads": Upload;
  "GET /uploads/{upload_id}": Upload;
  "PATCH /uploads/{upload_id}": Upload;
  "DELETE /uploads/{upload_id}": null;
  "POST /uploads/{upload_id}/finish": Taken;
  "POST /find": Preview;
  "POST /replace": Replaced;
  "POST /replace/undo": {
    undone: number;
    left: Array<string>;
  };
  "GET /glossary": {
    terms: Array<Term>;
  };
  "POST /glossary": Term;
  "PATCH /glossary/{term_id}": Term;
  "DELETE /glossary/{term_id}": Term;
  "POST /glossary/import": {
    terms: number;
    warnings: Array<string>;
  };
  "GET /media/{media_id}/notices": {
    notices: Array<Notice>;
  };
  "PATCH /media/{media_id}/notices/{notice_id}": {
    notices: Array<Notice>;
  };
  "GET /jobs": {
    jobs: Array<Job>;
  };
  "POST /jobs": {
    jobs: Array<Job>;
    errors: Array<{
      media: string;
      title: string;
    }>;
  };
  "GET /jobs/throughput": {
    periods: Array<{
      at: string;
      /** shorter for the present period */
      length: number;
      chunks: number;
      /** audio of these chunks */
      audio: number;
      /** time that workers spent on them */
      computing: number;
    }>;
  };
  "POST /jobs/retry": {
    done: number;
    errors: Array<{
      job?: number;
      chunk?: number;
      title: string;
    }>;
  };
  "POST /jobs/dismiss": {
    done: number;
  };
  "GET /jobs/{job_id}": Job;
  "DELETE /jobs/{job_id}": Job;
  "GET /jobs/{job_id}/proposal": {
    format: "transcribe/1";
    text: string;
    language: string | null;
    /** seconds, three decimals */
    duration: number;
    media: {
      title: string;
      filename: string;
      sha256: string;
    };
    draft: {
      engine: string;
      model: string;
    } | null;
    speakers: Array<Speaker>;
    segments: Array<Segment>;
    /** speech that has no words */
    lost: Array<{
      /** seconds, three decimals */
      start: number;
      /** seconds, three decimals */
      end: number;
      /** speech without words, recognition failed, sounds like another language */
      reason: string;
    }>;
    warnings: Array<{
      /** seconds, three decimals */
      start: number;
      /** seconds, three decimals */
      end: number;
      /** speech without words, recognition failed, sounds like another language */
      reason: string;
      language: string | null;
    }>;
    chunks: Array<Chunk>;
  };
  "POST /jobs/{job_id}/pause": Job;
  "POST /jobs/{job_id}/resume": Job;
  "GET /jobs/{job_id}/chunks": {
    chunks: Array<Chunk>;
  };
  "POST /chunks/{chunk_id}/retry": Chunk;
  "GET /workers": Work;
  "GET /media/{media_id}/quarantine": {
    chunks: Array<Chunk>;
  };
  "GET /media/{media_id}/translation": Translation;
  "GET /webhook-deliveries": {
    deliveries: Array<{
      /** the webhook-id */
      id: string;
      type: "draft.done" | "draft.failed" | "ingest.failed";
      /** without its query */
      url: string;
      job: number;
      media: string;
      state: "pending" | "delivered" | "failed";
      attempts: number;
      /** HTTP status of the last answer */
      status: number | null;
      error: string | null;
      /** next attempt, seconds since 1970 */
      next: number | null;
      created: string;
      finished: string | null;
    }>;
  };
  "GET /watched-files": {
    watched: Array<{
      path: string;
      sha256: string;
      media: string | null;
      error: string | null;
    }>;
  };
  "GET /search": {
    hits: Array<Hit>;
    more: boolean;
  };
  "GET /formats": {
    formats: Array<{
      name: string;
      title: string;
      suffix: string;
      reads: boolean;
      writes: boolean;
      options: Array<string>;
      group: "subtitles" | "text" | "annotation" | "data";
      option_values: Array<{
        name: string;
        kind: "switch" | "whole number" | "choice" | "text";
        default: boolean | number | string;
        choices: Array<string>;
        /** for people */
        title: string;
        choice_titles: Array<string>;
      }>;
    }>;
    encodings: Array<{
      name: string;
      title: string;
    }>;
  };
  "GET /formats/corpora": {
    formats: Array<{
      name: string;
      title: string;
      /** the default, in Hz */
      rate: number;
      /** Hz; any if empty */
      rates: Array<number>;
      audio: Array<{
        name: string;
        /** Hz; any if empty */
        rates: Array<number>;
      }>;
      /** whether it can have whole recordings */
      holds_recordings: boolean;
    }>;
  };
  "GET /media/{media_id}/checks": {
    cues: number;
    errors: number;
    frame_rate: number | null;
    findings: Array<{
      name: string;
      severity: "error" | "warning";
      about: string;
      message: string;
      cue: number;
      /** seconds, three decimals */
      start: number;
      /** seconds, three decimals */
      end: number;
      source: string;
      fixable: boolean;
      segments?: Array<number>;
    }>;
  };
  "POST /media/{media_id}/checks/fix": {
    revision: number;
    edit: string | null;
    /** with a new text */
    segments: number;
    /** approved segments that have a fix and stay */
    kept: number;
  };
  "GET /media/{media_id}/shots": {
    cuts: Array<{
      /** seconds, three decimals */
      time: number;
      /** a person made it */
      by_hand: boolean;
    }>;
  };
  "PATCH /media/{media_id}/shots": {
    cuts: Array<{
      /** seconds, three decimals */
      time: number;
      /** a person made it */
      by_hand: boolean;
    }>;
  };
  "PUT /media/{media_id}/shots/list": {
    cuts: Array<{
      /** seconds, three decimals */
      time: number;
      /** a person made it */
      by_hand: boolean;
    }>;
  };
  "GET /video-styles": {
    presets: Array<{
      name: string;
      title: string;
      style: {
        /** a font family */
        font: string;
        /** of the text, #rrggbb */
        colour: string;
        edge: "outline" | "box" | "none";
        edge_colour: string;
        size: number;
        edge_width: number;
        opacity: number;
        margin: number;
        is_bold: boolean;
        position: "bottom" | "top";
      };
    }>;
  };
  "GET /media/{media_id}/videos": {
    videos: Array<{
      id: string;
      created_at: string;
      revision: number;
      profile: string | null;
      cues: number;
      bytes: number;
      filename: string;
      notes: Array<string>;
      /** text in the frames, or a track */
      mode: "burn-in" | "track";
      container: "mp4" | "mkv";
      quality: "small" | "normal" | "high";
      /** of a track in mkv */
      track_format: "srt" | "ass";
      /** of the track; the transcript's by default */
      language: string;
      /** of the track */
      title: string;
      style: {
        /** a font family */
        font: string;
        /** of the text, #rrggbb */
        colour: string;
        edge: "outline" | "box" | "none";
        edge_colour: string;
        size: number;
        edge_width: number;
        opacity: number;
        margin: number;
        is_bold: boolean;
        position: "bottom" | "top";
      };
    }>;
  };
  "DELETE /media/{media_id}/videos/{video_id}": null;
  "GET /profiles": {
    profiles: Array<{
      name: string;
      title: string;
      about: string;
      languages: Array<string>;
      inherits: string | null;
      file: string | null;
      rules: Array<{
        key: string;
        about: string;
        value: string | number | boolean;
        note: string;
        second_hand: boolean;
        profile: string;
        source: {
          title: string;
          address: string;
          version: string;
          read_on: string | null;
        } | null;
      }>;
    }>;
    broken: Array<string>;
  };
  "GET /models": {
    models: Array<{
      name: string;
      /** a draft with one that is not fetches it first */
      present: boolean;
      /** bytes to fetch */
      size: number;
      /** sources, in the order in which they are tried */
      sources: Array<string>;
      /** seconds of audio drafted in a second of computing */
      speed: number;
      /** by the last draft with this model here; else `speed` is as published, for a processor */
      is_speed_measured: boolean;
      /** 1: only English */
      n_languages: number;
      /** one short sentence */
      good_for: string;
      /** false: English only, or replaced by a later model */
      is_main: boolean;
    }>;
    default: string;
    engines: Array<string>;
    languages: Array<{
      code: string;
      name: string;
    }>;
  };
  "GET /openapi.json": Record<string, unknown>;
}

/** Bodies in JSON, by method and path. */
export interface Bodies {
  "PATCH /media/{media_id}": {
    title?: string;
    language?: string | null;
    audio_stream?: number;
    /** at most 50, each of 1 to 100 characters, with levels separated by /, like folders; case and accents do not tell two apart */
    tags?: Array<string>;
    timecode?: {
      /** as SMPTE timecodes; else clock times */
      shown: boolean;
      /** drop-frame, where the rate has it */
      drop: boolean;
      /** timecode of the first frame */
      start: string;
    } | null;
  };
  "PUT /media/{media_id}/place": {
    segment?: number | null;
    /** seconds, three decimals */
    time: number;
  };
  "POST /library/bulk": {
    ids: Array<string>;
    action: "draft" | "language" | "tags" | "project" | "delete" | "restore";
    /** of the action language, or of the drafts */
    language?: string | null;
    /** tags, for the action tags */
    add?: Array<string>;
    /** tags, for the action tags */
    remove?: Array<string>;
    /** id of a collection, for the action project */
    project?: string | null;
    model?: string | null;
    engine?: string;
    initial_prompt?: string | null;
    max_seconds?: number | null;
    max_chars?: number | null;
    /** names and terms to be spelled so */
    hotwords?: Array<string>;
    /** each part in the language it is spoken in, although one is named */
    multilingual?: boolean;
    /** small numbers stay as each chunk of the draft has them: 2 or two */
    keep_numbers?: boolean;
    /** names, joined words, capitals and full stops stay as each chunk has them */
    keep_spelling?: boolean;
    /** how many speakers to find: auto, a number, or a range such as 2-4; for drafts also none. A draft without it is as with auto if the models for speakers are installed */
    speakers?: string | number | null;
    /** of the job speakers: compare voices, or take each channel of the recording as one speaker; auto takes the channels where they tell speakers apart. Where they do not, voices are compared */
    speakers_from?: "auto" | "voices" | "channels";
    /** of the job speakers: the content of an RTTM file, whose turns are taken instead of finding them */
    rttm?: string;
    /** of the job speakers: compute voices for offers; no text changes */
    voices_only?: boolean;
    /** owner of the job; owners share the workers fairly */
    owner?: string;
    /** address for a message at the end; its origin must be allowed */
    webhook?: string | null;
  };
  "POST /library/archive": {
    ids: Array<string>;
    /** with several, each has a folder */
    formats: Array<"srt" | "vtt" | "txt" | "tsv" | "csv" | "json" | "whisper-json" | "ass" | "ttml" | "sbv" | "lrc" | "stl" | "rttm" | "uem" | "ctm" | "stm" | "textgrid" | "eaf" | "trs" | "kaldi" | "audacity" | "openai-json" | "label-studio" | "otr" | "podcast-json" | "docx" | "pdf" | "markdown" | "html" | "youtube-chapters" | "podcast-chapters" | "edl" | "fcpxml" | "whisperx-json">;
    of?: "transcript" | "translation";
    view?: "verbatim" | "clean";
    fillers?: string;
    repeats?: "0" | "1" | false | true;
    false_starts?: "0" | "1" | false | true;
  };
  "POST /tags/rename": {
    from: string;
    to: string;
  };
  "POST /projects": {
    name: string;
    /** Whisper's code; null for several languages */
    language?: string | null;
    licence?: string;
    /** what the speakers agreed to */
    consent?: string;
  };
  "PATCH /projects/{project_id}": {
    name?: string;
    /** Whisper's code; null for several languages */
    language?: string | null;
    licence?: string;
    /** what the speakers agreed to */
    consent?: string;
  };
  "POST /projects/{project_id}/releases/{release_id}/bakeoffs": {
    /** installed models */
    models: Array<string>;
    /** of the release, or all */
    split?: string;
    normaliser?: "none" | "whisper-english" | "whisper-basic";
    owner?: string;
  };
  "POST /projects/{project_id}/corpora/preview": {
    format?: "parquet" | "audiofolder" | "nemo" | "kaldi" | "espnet" | "ljspeech" | "common-voice" | "webdataset" | "lhotse" | "lhotse-shar";
    audio?: "" | "flac" | "wav" | "opus" | "vorbis" | "mp3";
    /** Hz; 0 for the format's */
    rate?: number;
    /** ids; all of the collection if empty */
    recordings?: Array<string>;
    statuses?: Array<"draft" | "corrected" | "approved" | "rejected">;
    tags?: Array<string>;
    speakers?: Array<string>;
    min_seconds?: number;
    max_seconds?: number;
    padding_ms?: number;
    overlap?: boolean;
    trim_silence?: boolean;
    /** least signal-to-noise ratio */
    min_snr_db?: number | null;
    /** of each clip, in LUFS (BS.1770) */
    loudness?: number | null;
    marks?: "keep" | "drop";
    normaliser?: "none" | "whisper-english" | "whisper-basic";
    text?: "typed" | "normalized";
    splits?: string;
    on_join?: "freeze" | "move";
    version?: string;
    /** terms, and expressions between two /, that are removed from texts and audio */
    redact?: Array<string>;
    /** flagged segments are removed as a whole */
    redact_flagged?: boolean;
    /** audio that is replaced before and after words */
    redact_padding_ms?: number;
    redact_sound?: "silence" | "tone";
    /** whole recordings and the clips' times in them */
    whole_recordings?: boolean;
    /** for Kaldi and ESPnet */
    relative_paths?: boolean;
    /** name of the folder in the server's folder of corpora */
    folder?: string;
    owner?: string;
  };
  "POST /projects/{project_id}/corpora": {
    format?: "parquet" | "audiofolder" | "nemo" | "kaldi" | "espnet" | "ljspeech" | "common-voice" | "webdataset" | "lhotse" | "lhotse-shar";
    audio?: "" | "flac" | "wav" | "opus" | "vorbis" | "mp3";
    /** Hz; 0 for the format's */
    rate?: number;
    /** ids; all of the collection if empty */
    recordings?: Array<string>;
    statuses?: Array<"draft" | "corrected" | "approved" | "rejected">;
    tags?: Array<string>;
    speakers?: Array<string>;
    min_seconds?: number;
    max_seconds?: number;
    padding_ms?: number;
    overlap?: boolean;
    trim_silence?: boolean;
    /** least signal-to-noise ratio */
    min_snr_db?: number | null;
    /** of each clip, in LUFS (BS.1770) */
    loudness?: number | null;
    marks?: "keep" | "drop";
    normaliser?: "none" | "whisper-english" | "whisper-basic";
    text?: "typed" | "normalized";
    splits?: string;
    on_join?: "freeze" | "move";
    version?: string;
    /** terms, and expressions between two /, that are removed from texts and audio */
    redact?: Array<string>;
    /** flagged segments are removed as a whole */
    redact_flagged?: boolean;
    /** audio that is replaced before and after words */
    redact_padding_ms?: number;
    redact_sound?: "silence" | "tone";
    /** whole recordings and the clips' times in them */
    whole_recordings?: boolean;
    /** for Kaldi and ESPnet */
    relative_paths?: boolean;
    /** name of the folder in the server's folder of corpora */
    folder?: string;
    owner?: string;
  };
  "POST /media/{media_id}/edits": {
    /** the revision that the edit was made on */
    base: number;
    /** segments of a replace count as one each; 200 of them may add, rename or remove speakers; more gets 422 */
    ops: Array<Operation>;
    /** chosen by the client; the same id twice is one edit */
    id?: string;
    kind?: "edit" | "undo" | "redo";
    /** the edit to undo or redo; of an edit: the one that it continues, to be undone with it */
    target?: string | null;
    author?: string;
    /** false: words without times of their own stay so */
    realign?: boolean;
  };
  "POST /media/{media_id}/revisions/{revision}/restore": {
    author?: string;
  };
  "POST /media/{media_id}/voices": {
    speaker: string;
  };
  "PUT /projects/{project_id}/voices": {
    is_on: boolean;
  };
  "PATCH /projects/{project_id}/voices/{voice_id}": {
    name: string;
  };
  "POST /media/{media_id}/effort": {
    /** needed; of the reporting window */
    window_id?: string;
    /** needed; grows with each report */
    sequence?: number;
    author?: string;
    spans: Array<Spent>;
  };
  "POST /media/{media_id}/alternatives": {
    segment: number;
    first: number;
    last?: number;
    terms?: Array<string>;
  };
  "POST /media/{media_id}/jobs": {
    kind: "draft" | "redraft" | "align" | "translate" | "align-text" | "resync" | "speakers" | "shots" | "subtitled-video" | "ingest";
    model?: string | null;
    engine?: string;
    language?: string | null;
    initial_prompt?: string | null;
    max_seconds?: number | null;
    max_chars?: number | null;
    /** names and terms to be spelled so */
    hotwords?: Array<string>;
    /** each part in the language it is spoken in, although one is named */
    multilingual?: boolean;
    /** small numbers stay as each chunk of the draft has them: 2 or two */
    keep_numbers?: boolean;
    /** names, joined words, capitals and full stops stay as each chunk has them */
    keep_spelling?: boolean;
    /** of the range to draft again */
    start?: number;
    /** seconds, three decimals */
    end?: number;
    /** also replace segments that users have corrected */
    overwrite_corrected?: boolean;
    /** a redraft is kept as a proposal and changes nothing */
    dry_run?: boolean;
    /** whose words are to get new times */
    segments?: Array<number>;
    /** how many speakers to find: auto, a number, or a range such as 2-4; for drafts also none. A draft without it is as with auto if the models for speakers are installed */
    speakers?: string | number | null;
    /** of the job speakers: compare voices, or take each channel of the recording as one speaker; auto takes the channels where they tell speakers apart. Where they do not, voices are compared */
    speakers_from?: "auto" | "voices" | "channels";
    /** of the job speakers: the content of an RTTM file, whose turns are taken instead of finding them */
    rttm?: string;
    /** of the job speakers: compute voices for offers; no text changes */
    voices_only?: boolean;
    /** owner of the job; owners share the workers fairly */
    owner?: string;
    /** address for a message at the end; its origin must be allowed */
    webhook?: string | null;
    /** text in the frames, or a track */
    mode?: "burn-in" | "track";
    container?: "mp4" | "mkv";
    quality?: "small" | "normal" | "high";
    /** of a track in mkv */
    track_format?: "srt" | "ass";
    /** of the track */
    title?: string;
    /** lengths are percent of the video's shorter side */
    style?: {
      preset?: "outline" | "box" | "yellow" | "large";
      /** a font family */
      font?: string;
      /** of the text, #rrggbb */
      colour?: string;
      edge?: "outline" | "box" | "none";
      edge_colour?: string;
      size?: number;
      edge_width?: number;
      opacity?: number;
      margin?: number;
      is_bold?: boolean;
      position?: "bottom" | "top";
    };
    /** the background where there is no video */
    canvas?: {
      width?: number;
      height?: number;
      colour?: string;
    };
    /** the delivery profile that cues are built for */
    profile?: string | null;
    /** of the cues; the recording's by default */
    frame_rate?: string | null;
  };
  "POST /media/{media_id}/alignment": {
    prioritise?: Array<number>;
    prefetch?: number;
  };
  "POST /media/{media_id}/shift": {
    /** seconds, negative for earlier */
    shift?: number;
    /** one shifts, two scale the times between them and beyond */
    points?: Array<{
      /** seconds, three decimals */
      at: number;
      /** where it should be */
      to: number;
    }>;
    /** frame rates: subtitles made for one, of a video that now has the other */
    rates?: {
      from: string;
      to: string;
    };
    segments?: Array<number> | null;
    author?: string;
  };
  "POST /uploads": {
    filename: string;
    size: number;
  };
  "POST /uploads/{upload_id}/finish": {
    title?: string;
    /** Whisper's code, or auto */
    language?: string;
    /** one of tiny, tiny.en, base, base.en, small, small.en, medium, medium.en, large-v1, large-v2, large-v3, turbo, one of your own, or none */
    model?: string;
    engine?: "auto" | "faster-whisper" | "openai-whisper";
    /** which audio stream, from 0; by default the first with sound, those that the file marks as default before the others */
    stream?: number;
    /** longest segment of the draft, 7 by default */
    max_seconds?: number;
    /** most characters of a segment, 84 by default */
    max_chars?: number;
    /** names and terms to be spelled so; in a form by commas or lines */
    hotwords?: Array<string> | string;
    /** each part in the language it is spoken in, although one is named */
    multilingual?: true | false | "0" | "1";
    /** small numbers stay as each chunk of the draft has them: 2 or two */
    keep_numbers?: true | false | "0" | "1";
    /** names, joined words, capitals and full stops stay as each chunk has them */
    keep_spelling?: true | false | "0" | "1";
    /** into English as well */
    translate?: true | false | "0" | "1";
    /** how many speakers to find: auto, a number, or a range such as 2-4; for drafts also none. A draft without it is as with auto if the models for speakers are installed */
    speakers?: string | number | null;
    /** at most 50, each of 1 to 100 characters, with levels separated by /, like folders; case and accents do not tell two apart; in a form the field is repeated */
    tags?: Array<string>;
    /** the same for files that are added together: clips of up to 10 s get one language, decided by all of them */
    batch?: string;
  };
  "POST /find": FindQuery;
  "POST /replace": Replace;
  "POST /replace/undo": UndoReplace;
  "POST /glossary": NewTerm;
  "PATCH /glossary/{term_id}": NewTerm;
  "PATCH /media/{media_id}/notices/{notice_id}": {
    dismissed: boolean;
  };
  "POST /jobs": {
    media: Array<string>;
    kind: "draft" | "redraft" | "align" | "translate" | "align-text" | "resync" | "speakers" | "shots" | "subtitled-video" | "ingest";
    model?: string | null;
    engine?: string;
    language?: string | null;
    initial_prompt?: string | null;
    max_seconds?: number | null;
    max_chars?: number | null;
    /** names and terms to be spelled so */
    hotwords?: Array<string>;
    /** each part in the language it is spoken in, although one is named */
    multilingual?: boolean;
    /** small numbers stay as each chunk of the draft has them: 2 or two */
    keep_numbers?: boolean;
    /** names, joined words, capitals and full stops stay as each chunk has them */
    keep_spelling?: boolean;
    /** of the range to draft again */
    start?: number;
    /** seconds, three decimals */
    end?: number;
    /** also replace segments that users have corrected */
    overwrite_corrected?: boolean;
    /** a redraft is kept as a proposal and changes nothing */
    dry_run?: boolean;
    /** whose words are to get new times */
    segments?: Array<number>;
    /** how many speakers to find: auto, a number, or a range such as 2-4; for drafts also none. A draft without it is as with auto if the models for speakers are installed */
    speakers?: string | number | null;
    /** of the job speakers: compare voices, or take each channel of the recording as one speaker; auto takes the channels where they tell speakers apart. Where they do not, voices are compared */
    speakers_from?: "auto" | "voices" | "channels";
    /** of the job speakers: the content of an RTTM file, whose turns are taken instead of finding them */
    rttm?: string;
    /** of the job speakers: compute voices for offers; no text changes */
    voices_only?: boolean;
    /** owner of the job; owners share the workers fairly */
    owner?: string;
    /** address for a message at the end; its origin must be allowed */
    webhook?: string | null;
    /** text in the frames, or a track */
    mode?: "burn-in" | "track";
    container?: "mp4" | "mkv";
    quality?: "small" | "normal" | "high";
    /** of a track in mkv */
    track_format?: "srt" | "ass";
    /** of the track */
    title?: string;
    /** lengths are percent of the video's shorter side */
    style?: {
      preset?: "outline" | "box" | "yellow" | "large";
      /** a font family */
      font?: string;
      /** of the text, #rrggbb */
      colour?: string;
      edge?: "outline" | "box" | "none";
      edge_colour?: string;
      size?: number;
      edge_width?: number;
      opacity?: number;
      margin?: number;
      is_bold?: boolean;
      position?: "bottom" | "top";
    };
    /** the background where there is no video */
    canvas?: {
      width?: number;
      height?: number;
      colour?: string;
    };
    /** the delivery profile that cues are built for */
    profile?: string | null;
    /** of the cues; the recording's by default */
    frame_rate?: string | null;
  };
  "POST /jobs/retry": {
    jobs?: Array<number>;
    chunks?: Array<number>;
  };
  "POST /jobs/dismiss": {
    jobs?: Array<number>;
    chunks?: Array<number>;
    dismissed?: boolean;
  };
  "POST /media/{media_id}/checks/fix": {
    profile: string;
    frame_rate?: string;
    author?: string;
    /** ids; all without it */
    segments?: Array<number> | null;
    /** whether approved segments are changed too */
    approved?: boolean;
  };
  "PATCH /media/{media_id}/shots": {
    add?: Array<number>;
    remove?: Array<number>;
  };
  "POST /media/{media_id}/videos/preview": {
    /** seconds, three decimals */
    time?: number;
    language?: string;
    /** text in the frames, or a track */
    mode?: "burn-in" | "track";
    container?: "mp4" | "mkv";
    quality?: "small" | "normal" | "high";
    /** of a track in mkv */
    track_format?: "srt" | "ass";
    /** of the track */
    title?: string;
    /** lengths are percent of the video's shorter side */
    style?: {
      preset?: "outline" | "box" | "yellow" | "large";
      /** a font family */
      font?: string;
      /** of the text, #rrggbb */
      colour?: string;
      edge?: "outline" | "box" | "none";
      edge_colour?: string;
      size?: number;
      edge_width?: number;
      opacity?: number;
      margin?: number;
      is_bold?: boolean;
      position?: "bottom" | "top";
    };
    /** the background where there is no video */
    canvas?: {
      width?: number;
      height?: number;
      colour?: string;
    };
    /** the delivery profile that cues are built for */
    profile?: string | null;
    /** of the cues; the recording's by default */
    frame_rate?: string | null;
  };
}
