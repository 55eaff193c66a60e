import subprocess

from outrider_training.gather_plates import gather


def git(folder, *arguments, data=None):
    return subprocess.run(["git", "-C", str(folder), *arguments], input=data, capture_output=True, check=True).stdout


def test_a_picture_is_taken_by_its_object_and_an_absent_one_is_named(tmp_path):
    clone = tmp_path / "clones" / "someone+plates"
    clone.mkdir(parents=True)
    git(clone, "init", "-q")
    object_id = git(clone, "hash-object", "-w", "--stdin", data=b"a picture").decode().strip()
    table = tmp_path / "texts.csv"
    table.write_text("source,blob,image\n"
                     f"someone/plates,{object_id},a.jpg\n"
                     f"someone/plates,{'0' * 40},changed.jpg\n"
                     f"nobody/plates,{object_id},b.jpg\n")
    count, absent = gather(str(table), str(tmp_path / "clones"), str(tmp_path / "out"))
    assert (count, absent) == (1, ["b.jpg", "changed.jpg"])
    assert (tmp_path / "out" / "a.jpg").read_bytes() == b"a picture"


def test_each_row_names_its_repository_and_object():
    import csv

    from outrider_training.real_plates import MORE_TEXTS
    with open(MORE_TEXTS, newline="") as f:
        rows = list(csv.DictReader(f))
    assert len(rows) > 900
    for row in rows:
        assert row["source"].count("/") == 1 and len(row["blob"]) == 40
        assert row["part"] in ("train", "val")
        assert "/" not in row["image"]
