"""The tables, as migrations: every change of the schema is one more file here, none edited.

sqlite-utils records applied migrations by the names of the functions, so these never change.
"""

from __future__ import annotations

from sqlite_utils import Migrations

from transcribe.store.migrations.m001_library import m001_library
from transcribe.store.migrations.m002_chunks import m002_chunks
from transcribe.store.migrations.m003_service import m003_service
from transcribe.store.migrations.m004_job_ids import m004_job_ids
from transcribe.store.migrations.m005_flags import m005_flags
from transcribe.store.migrations.m006_realignments import m006_realignments
from transcribe.store.migrations.m007_glossary import m007_glossary
from transcribe.store.migrations.m009_effort import m009_effort
from transcribe.store.migrations.m010_questions import m010_questions
from transcribe.store.migrations.m011_large_edits import m011_large_edits
from transcribe.store.migrations.m012_search_in_any_script import m012_search_in_any_script
from transcribe.store.migrations.m013_origins import m013_origins
from transcribe.store.migrations.m014_cascade import m014_cascade
from transcribe.store.migrations.m015_column_names import m015_column_names
from transcribe.store.migrations.m016_option_names import m016_option_names
from transcribe.store.migrations.m017_draft_ids import m017_draft_ids
from transcribe.store.migrations.m018_clock import m018_clock
from transcribe.store.migrations.m019_notices import m019_notices
from transcribe.store.migrations.m020_batches import m020_batches
from transcribe.store.migrations.m021_media_summaries import m021_media_summaries
from transcribe.store.migrations.m022_media_tags import m022_media_tags
from transcribe.store.migrations.m023_media_places import m023_media_places
from transcribe.store.migrations.m024_work_board import m024_work_board
from transcribe.store.migrations.m030_projects import m030_projects
from transcribe.store.migrations.m031_voices import m031_voices
from transcribe.store.migrations.m033_shot_cuts import m033_shot_cuts
from transcribe.store.migrations.m035_project_jobs import m035_project_jobs
from transcribe.store.migrations.m036_job_payloads import m036_job_payloads
from transcribe.store.migrations.m037_project_glossaries import m037_project_glossaries
from transcribe.store.migrations.m048_subtitle_choices import m048_subtitle_choices

MIGRATIONS = Migrations("transcribe")
for _migration in (
    m001_library,
    m002_chunks,
    m003_service,
    m004_job_ids,
    m005_flags,
    m006_realignments,
    m007_glossary,
    m009_effort,
    m010_questions,
    m011_large_edits,
    m012_search_in_any_script,
    m013_origins,
    m014_cascade,
    m015_column_names,
    m016_option_names,
    m017_draft_ids,
    m018_clock,
    m019_notices,
    m020_batches,
    m021_media_summaries,
    m022_media_tags,
    m023_media_places,
    m024_work_board,
    m030_projects,
    m031_voices,
    m033_shot_cuts,
    m035_project_jobs,
    m036_job_payloads,
    m037_project_glossaries,
    m048_subtitle_choices,
):
    MIGRATIONS()(_migration)
