"""Random edits, undos, redos, drafts and repeats from two windows with old bases, against a model.

The model is the pure document with a list of what each revision touched; the store must agree with
it in every outcome, and its history replayed from nothing must give its transcript.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.support import strategies
from tests.support.store_steps import add_media, check_consistent
from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.document.operations import Insert, Operation, apply_all
from transcribe.errors import EditConflict, InvalidOperation
from transcribe.store import Store
from transcribe.store.transcripts.undo_steps import touched_segments, touched_speakers
from transcribe.store.values import EditKind


class History(RuleBasedStateMachine):
    """Two stores on one folder, as two processes have them, and a recording of its own."""

    stores: tuple[Store, Store]

    def __init__(self) -> None:
        super().__init__()
        self.media_id = uuid.uuid4().hex
        add_media(self.stores[0], self.media_id)
        self.states = [Transcript()]  # by revision
        self.touched: list[set[int | str]] = [set()]  # by revision
        self.ids: list[str] = [""]  # by revision
        self.ops: dict[str, tuple[Operation, ...]] = {}
        self.undoable: list[str] = []
        self.redoable: list[str] = []  # what the store offers: a new edit clears it
        self.dead: list[str] = []  # all that is undone
        self.made: list[str] = []  # edits, imports and drafts, oldest first
        self.is_in_order = True  # only the last was ever undone, only the next redone

    @property
    def revision(self) -> int:
        return len(self.states) - 1

    def send(
        self,
        store: Store,
        base: int,
        ops: tuple[Operation, ...],
        kind: EditKind = "edit",
    ) -> str | None:
        """Apply to store and model; the edit's id, or None where both refuse."""
        edit_id = uuid.uuid4().hex
        touched = {*touched_segments(ops), *touched_speakers(ops)}
        since = set().union(*self.touched[base + 1 :])
        try:
            after, inverse = apply_all(self.states[-1], ops)
            is_refused = bool(touched & since)
        except InvalidOperation:
            is_refused = True
        if is_refused:
            with pytest.raises(EditConflict if base < self.revision else InvalidOperation):
                store.edits.apply(self.media_id, base, ops, edit_id=edit_id, kind=kind)
            return None
        applied = store.edits.apply(self.media_id, base, ops, edit_id=edit_id, kind=kind)
        assert not applied.is_duplicate
        assert applied.revision == self.revision + 1
        assert apply_all(after, applied.edit.inverse)[0] == apply_all(after, inverse)[0]
        assert {s.id: s for s in applied.segments} == {
            key: s for key in touched_segments(ops) if (s := after.segment(key))
        }
        self._remember(edit_id, ops, after)
        self.made.append(edit_id)
        return edit_id

    @rule(data=st.data(), which=st.integers(0, 1), age=st.sampled_from([0, 0, 0, 1, 2, 5]))
    def edit(self, data: st.DataObject, which: int, age: int) -> None:
        base = max(0, self.revision - age)
        ops = [data.draw(strategies.operations(self.states[base]))]
        if data.draw(st.booleans()):
            ops.append(data.draw(strategies.operations(ops[0].apply(self.states[base]))))
        made = self.send(
            self.stores[which], base, tuple(ops), data.draw(st.sampled_from(["edit", "import"]))
        )
        if made:
            self.undoable.append(made)
            self.redoable.clear()

    @rule(number=st.integers(2**40, 2**41), which=st.integers(0, 1))
    def draft(self, number: int, which: int) -> None:
        if self.states[-1].segment(number) is None:
            insert = Insert(Segment(number, 0, 1000, "machine text 你好"))
            self.send(self.stores[which], self.revision, (insert,), "draft")

    @precondition(lambda self: self.undoable)
    @rule(which=st.integers(0, 1), does_name_ops=st.booleans(), depth=st.sampled_from([0, 0, 1, 3]))
    def undo(self, which: int, does_name_ops: bool, depth: int) -> None:
        target = self.undoable[-1 - min(depth, len(self.undoable) - 1)]
        if self._turn(self.stores[which], "undo", target, does_name_ops):
            self.is_in_order &= target == self.undoable[-1]
            self.undoable.remove(target)
            self.redoable.append(target)
            self.dead.append(target)
        else:
            assert target != self.undoable[-1] or not self.is_in_order

    @precondition(lambda self: self.dead)
    @rule(which=st.integers(0, 1), data=st.data(), does_name_ops=st.booleans())
    def redo(self, which: int, data: st.DataObject, does_name_ops: bool) -> None:
        target = data.draw(st.sampled_from(self.redoable[-1:] + self.dead))
        if self._turn(self.stores[which], "redo", target, does_name_ops):
            self.is_in_order &= self.redoable[-1:] == [target]
            if target in self.redoable:
                self.redoable.remove(target)
            self.dead.remove(target)
            self.undoable.append(target)
        else:
            assert self.redoable[-1:] != [target] or not self.is_in_order

    def _turn(self, store: Store, kind: EditKind, target: str, does_name_ops: bool) -> bool:
        """Undo or redo; False when the store refuses, which must leave all as it was."""
        known = store.edits.find(self.media_id, target)
        assert known is not None
        ops = known.inverse if kind == "undo" else known.ops
        edit_id = uuid.uuid4().hex
        try:
            applied = store.edits.apply(
                self.media_id, self.revision, ops if does_name_ops else (),
                edit_id=edit_id, kind=kind, target=target,
            )  # fmt: skip
        except (EditConflict, InvalidOperation):
            return False
        assert applied.edit.ops == ops
        after, _ = apply_all(self.states[-1], ops)
        self._remember(edit_id, ops, after)
        return True

    def _remember(self, edit_id: str, ops: tuple[Operation, ...], after: Transcript) -> None:
        self.states.append(after)
        self.touched.append({*touched_segments(ops), *touched_speakers(ops)})
        self.ids.append(edit_id)
        self.ops[edit_id] = ops

    @precondition(lambda self: self.revision)
    @rule(data=st.data(), which=st.integers(0, 1))
    def repeat(self, data: st.DataObject, which: int) -> None:
        """A client that lost the answer asks again."""
        known = data.draw(st.integers(1, self.revision))
        again = self.stores[which].edits.apply(
            self.media_id, known - 1, self.ops[self.ids[known]], edit_id=self.ids[known]
        )
        assert (again.is_duplicate, again.revision) == (True, known)

    @invariant()
    def both_windows_see_the_model(self) -> None:
        for store in self.stores:
            revision, transcript = store.edits.transcript(self.media_id)
            assert revision == self.revision
            assert transcript.segments == self.states[-1].segments
            assert transcript.speakers == self.states[-1].speakers
            undo = [made.id for made in store.edits.undo_stack(self.media_id)]
            redo = [made.id for made in store.edits.redo_stack(self.media_id)]
            assert (undo, redo) == (self.undoable[::-1], self.redoable[::-1])

    @invariant()
    def edits_in_force_amount_to_the_segments(self) -> None:
        """What is in force after undo and redo in any order, as if the rest had never been."""
        everyone = tuple(Speaker(key, "") for key in ("S1", "S2", "S3", "S4"))
        composed = Transcript(speakers=everyone)
        for edit_id in self.made:
            if edit_id not in self.dead:
                ops = tuple(op for op in self.ops[edit_id] if not touched_speakers((op,)))
                composed, _ = apply_all(composed, ops)
        assert composed.segments == self.states[-1].segments

    def teardown(self) -> None:
        check_consistent(self.stores[0], self.media_id)


@pytest.fixture(scope="module", autouse=True)
def two_windows() -> Iterator[None]:
    """One folder for all examples: making a database each would take most of the time."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store(Path(folder)) as one,
        Store(Path(folder)) as other,
    ):
        History.stores = (one, other)
        yield


TestHistory = pytest.mark.timeout(900)(History.TestCase)  # 625 steps; busy machines are slow
TestHistory.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
