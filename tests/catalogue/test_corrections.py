"""What the user says of answers: kept once for each question and sound, moved along with a sound, gone with it."""

from __future__ import annotations

from catalogue_samples import ROOT, at, list_names, listing

from soundbrowser.catalogue.catalogue import Catalogue


def said(catalogue: Catalogue, text: str) -> list[tuple[int, bool]]:
    """Sound and verdict of each correction of a question."""
    return [(one.sound_id, one.fits) for one in catalogue.corrections_of(text)]


def test_spelling_tells_no_questions_apart(catalogue: Catalogue) -> None:
    one, two = list_names(catalogue, "a.wav", "b.wav")
    with catalogue.write() as writer:
        writer.correct("Deep Kick", [one], fits=True)
        writer.correct("deep_kick", [two], fits=False)
    assert said(catalogue, "DEEP kick!") == [(one, True), (two, False)]
    assert said(catalogue, "kick deep") == []
    assert {each.text for each in catalogue.corrections()} == {"Deep Kick"}


def test_the_last_word_counts_and_can_be_taken_back(catalogue: Catalogue) -> None:
    (one,) = list_names(catalogue, "a.wav")
    with catalogue.write() as writer:
        writer.correct("kick", [one, one + 99], fits=True)
        writer.correct("kick", [one], fits=False)
    assert said(catalogue, "kick") == [(one, False)]
    with catalogue.write() as writer:
        writer.forget_corrections("Kick", [one])
        writer.forget_corrections("snare", [one])
    assert catalogue.corrections() == []


def test_the_newest_come_first_and_missing_sounds_are_left_out(catalogue: Catalogue) -> None:
    one, two, gone = list_names(catalogue, "a.wav", "b.wav", "c.wav")
    for sound_id, text in ((two, "first"), (one, "second"), (gone, "third")):
        with catalogue.write() as writer:
            writer.correct(text, [sound_id], fits=True)
    with catalogue.write() as writer:
        writer.mark_missing([gone])
    assert [each.text for each in catalogue.corrections()] == ["second", "first"]


def test_a_moved_sound_keeps_its_corrections_and_a_removed_one_takes_them_along(catalogue: Catalogue) -> None:
    old, other = list_names(catalogue, "old.wav", "other.wav")
    with catalogue.write() as writer:
        writer.correct("boom", [old], fits=False)
        writer.mark_missing([old])
        writer.list_sounds(writer.add_folder(ROOT).id, [listing("new.wav")])
    met = catalogue.sound_at(at("new.wav"))
    assert met is not None
    with catalogue.write() as writer:
        writer.correct("boom", [met.id], fits=True)
        writer.correct("bang", [met.id, other], fits=True)
        writer.move_sound(old, at("new.wav"))
    assert said(catalogue, "boom") == [(old, False)]
    assert said(catalogue, "bang") == [(old, True), (other, True)]
    with catalogue.write() as writer:
        writer.remove_folder(catalogue.folders()[0].id)
    assert catalogue.corrections_of("bang") == []
