"""`search` and `similar`: JSON, plain text, batches, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import Indexed, Runner

FIELDS = {"path": str, "name": str, "score": float, "start_s": float, "end_s": float, "duration_s": float}


def test_json_is_a_list_best_first(run: Runner, indexed: Indexed) -> None:
    ran = run("search", "a short sound", "--semantic", "--json", "--library", indexed.library)
    answers = json.loads(ran.out)
    assert ran.code == 0
    assert sorted(answer["path"] for answer in answers) == sorted(map(str, indexed.paths))
    for answer in answers:
        assert {name: type(answer[name]) for name in FIELDS} == FIELDS
        assert 0 <= answer["start_s"] < answer["end_s"] <= answer["duration_s"]
        assert 0 <= answer["score"] <= 1
    scores = [answer["score"] for answer in answers]
    assert scores == sorted(scores, reverse=True)


def test_the_same_question_gets_the_same_answer(run: Runner, indexed: Indexed) -> None:
    asked = ("search", "glass", "--json", "--library", indexed.library)
    assert run(*asked).out == run(*asked).out


@pytest.mark.parametrize("text", ["kick_808", "Kick808", "kick 808", "kick"])
def test_names_count(run: Runner, indexed: Indexed, text: str) -> None:
    (best, *_others) = json.loads(run("search", text, "--json", "--library", indexed.library).out)
    assert best["name"] == "kick_808.wav"


def test_words_may_be_empty_beside_a_clip(run: Runner, indexed: Indexed) -> None:
    asked = ("--like", indexed.paths[0], "--json", "--library", indexed.library)
    alone, beside = run("search", *asked), run("search", "", *asked)
    assert (alone.code, alone.out) == (beside.code, beside.out)
    assert len(json.loads(alone.out)) == len(indexed.paths) - 1
    nothing = run("search", "", "--library", indexed.library)
    assert (nothing.code, nothing.out, nothing.err.count("\n")) == (1, "", 1)


def test_a_question_in_a_batch_ends_where_its_line_does(run: Runner, indexed: Indexed, tmp_path: Path) -> None:
    questions = tmp_path / "questions.txt"
    questions.write_bytes("kick\x0b808\u2028\r\nkick".encode())
    ran = run("search", "--batch", questions, "--library", indexed.library)
    assert [json.loads(line)[0]["name"] for line in ran.out.splitlines()] == ["kick_808.wav"] * 2


@pytest.mark.parametrize(("limit", "expected"), [(1, 1), (3, 3), (100000, 4)])
def test_limit(run: Runner, indexed: Indexed, limit: int, expected: int) -> None:
    asked = ("search", "sound", "--semantic", "--json", "--limit", limit, "--library", indexed.library)
    assert len(json.loads(run(*asked).out)) == expected


def test_plain_answers_say_score_name_and_path(run: Runner, indexed: Indexed) -> None:
    ran = run("search", "kick_808", "--library", indexed.library)
    first = next(line for line in ran.out.splitlines() if "kick_808.wav" in line)
    assert first.split()[0].replace(".", "").isdigit()
    assert first.endswith(str(indexed.paths[0]))
    assert "\x1b" not in ran.out


def test_like_and_not_change_the_answers(run: Runner, indexed: Indexed) -> None:
    def scores(*more: object) -> dict[str, float]:
        ran = run("search", "sound", "--semantic", "--json", "--library", indexed.library, *more)
        return {answer["name"]: answer["score"] for answer in json.loads(ran.out)}

    alone = scores()
    assert scores("--not", "drum") != alone
    with_clip = scores("--like", indexed.paths[2])
    assert "glass.wav" not in with_clip
    assert with_clip != {name: score for name, score in alone.items() if name != "glass.wav"}


def test_similar_leaves_the_clip_out(run: Runner, indexed: Indexed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(indexed.folder / "deep")
    ran = run("similar", "door creak.wav", "../glass.wav", "--json", "--library", indexed.library)
    assert sorted(answer["name"] for answer in json.loads(ran.out)) == ["kick_808.wav", "rain.wav"]


def test_filters_are_part_of_the_text(run: Runner, indexed: Indexed) -> None:
    ran = run("search", "sound folder:deep", "--json", "--library", indexed.library)
    assert [answer["name"] for answer in json.loads(ran.out)] == ["door creak.wav"]


def test_a_batch_answers_a_line_with_a_line(run: Runner, indexed: Indexed, tmp_path: Path) -> None:
    questions = tmp_path / "questions.txt"
    questions.write_text("kick_808\nglass\n", encoding="utf-8")
    ran = run("search", "--batch", questions, "--limit", 1, "--library", indexed.library)
    assert ran.code == 0
    assert [json.loads(line)[0]["name"] for line in ran.out.splitlines()] == ["kick_808.wav", "glass.wav"]


def test_a_batch_of_clips_goes_on_after_one_that_is_no_sound(run: Runner, indexed: Indexed, tmp_path: Path) -> None:
    clips = tmp_path / "clips.txt"
    clips.write_text(f"{indexed.paths[0]}\n{tmp_path}/absent.wav\n{indexed.paths[1]}\n", encoding="utf-8")
    ran = run("similar", "--batch", clips, "--library", indexed.library)
    first, failed, last = map(json.loads, ran.out.splitlines())
    assert (len(first), len(last)) == (3, 3)
    assert "absent.wav" in failed["error"]
    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "x", "--library", "{none}"),
        ("similar", "{sound}", "--library", "{none}"),
        ("similar", "{folder}", "--json", "--library", "{library}"),
        ("similar", "{absent}", "--json", "--library", "{library}"),
        ("search", "x", "--like", "{text}", "--json", "--library", "{library}"),
        ("search", "x", "--json", "--model", "{none}", "--library", "{library}"),
        ("search", "--batch", "{absent}", "--library", "{library}"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    run: Runner, indexed: Indexed, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "text.wav").write_text("This is no sound.\n" * 50)
    places = {
        "none": tmp_path / "none",
        "sound": indexed.paths[0],
        "folder": indexed.folder,
        "absent": tmp_path / "absent.wav",
        "text": tmp_path / "text.wav",
        "library": indexed.library,
    }
    ran = run(*(argument.format(**places) for argument in arguments))
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1
    assert " " in ran.err
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "arguments",
    [("search",), ("similar",), ("search", "x", "--limit", "0"), ("search", "x", "--limit", "many"), ("frobnicate",)],
)
def test_wrong_usage_is_code_2(run: Runner, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "usage:" in ran.err
