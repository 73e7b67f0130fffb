"""A study's selection sealed and replayed: the same elsewhere, and what was changed is named."""

from __future__ import annotations

import io
import json
import os
import subprocess
import zipfile
from pathlib import Path

from florilege.selection.dossier.archive import pack
from tests.chain import small_study
from tests.program import FLORILEGE, Ended, run_from_nothing


def sealed(folder: Path, name: str = "dossier.zip") -> Path:
    result = small_study.run("seal", folder / "study", "--out", name, "--date", "2026-11-23", folder=folder)
    assert result.returncode == 0, result.stderr
    return folder / name


def elsewhere(dossier: Path) -> Path:
    """A folder where there is nothing else."""
    alone = dossier.parent / "elsewhere"
    alone.mkdir(exist_ok=True)
    return alone


def replayed(dossier: Path, *options: str) -> Ended:
    return small_study.run("replay", dossier, "--json", *options, folder=elsewhere(dossier))


def members(dossier: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(dossier) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed_again(dossier: Path, files: dict[str, bytes]) -> Path:
    """The dossier with other files, its checksums made right again."""
    about = json.loads(files.pop("manifest.json"))
    about.pop("files")
    about.pop("format")
    other = dossier.with_name("other.zip")
    other.write_bytes(pack(files, about))
    return other


def test_a_sealed_selection_is_the_same_elsewhere_and_a_change_is_named(selected: Path) -> None:
    dossier = sealed(selected)
    assert sealed(selected, "again.zip").read_bytes() == dossier.read_bytes()
    for threads in ("1", "2"):
        result = run_from_nothing(
            FLORILEGE, "replay", dossier, "--json", folder=elsewhere(dossier),
            environment={"OMP_NUM_THREADS": threads, "PYTHONHASHSEED": threads, "TZ": "Pacific/Auckland"},
        )  # fmt: skip
        assert result.returncode == 0, result.stdout + result.stderr
        assert json.loads(result.stdout) == {
            "same": True,
            "same_but_for_words": False,
            "signed_by": None,
            "differences": [],
            "versions": [],
        }
    assert list((selected / "elsewhere").iterdir()) == []

    files = members(dossier)
    study = files["study.toml"].decode()
    other = packed_again(dossier, {**files, "study.toml": study.replace("uses = 0.5", "uses = 0.9").encode()})
    result = replayed(other)
    assert result.returncode == 1
    assert any("score" in one["en"] for one in json.loads(result.stdout)["differences"])

    raws = files["raws.csv"].decode().splitlines()
    rank = next(rank for rank, line in enumerate(raws) if ",uses,known," in line)
    place = raws[rank].split(",")[0]
    raws[rank] = raws[rank].replace(",known,", ",unknown,")
    result = replayed(packed_again(dossier, {**files, "raws.csv": ("\n".join(raws) + "\n").encode()}))
    assert result.returncode == 1
    assert any(
        place in one["fr"] and "Mélange des usages" in one["fr"]
        for one in json.loads(result.stdout)["differences"]
    )

    manifest = json.loads(files["manifest.json"])
    manifest["software"]["highspy"] = "1.0.0"
    result = replayed(packed_again(dossier, {**files, "manifest.json": json.dumps(manifest).encode()}))
    assert result.returncode == 0
    assert "1.0.0" in json.loads(result.stdout)["versions"][0]["en"]


def test_one_changed_byte_is_named_in_each_file(selected: Path) -> None:
    dossier = sealed(selected)
    files = members(dossier)
    for name in files:
        if name == "manifest.json":
            continue
        content = bytearray(files[name])
        content[len(content) // 2] ^= 1
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for other, kept in files.items():
                archive.writestr(other, bytes(content) if other == name else kept)
        damaged = selected / "damaged.zip"
        damaged.write_bytes(out.getvalue())
        result = replayed(damaged)
        assert result.returncode == 3, name
        assert name in result.stderr


def test_a_signature_says_who_sealed(selected: Path) -> None:
    key = selected / "key.pem"
    subprocess.run(
        ["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True, capture_output=True
    )
    os.environ["FLORILEGE_SEAL_KEY"] = str(key)
    try:
        dossier = sealed(selected)
    finally:
        del os.environ["FLORILEGE_SEAL_KEY"]
    signer = json.loads(replayed(dossier).stdout)["signed_by"]
    assert replayed(dossier, "--key", signer).returncode == 0
    assert replayed(dossier, "--key", "A" * 43 + "=").returncode == 3
    files = members(dossier)
    manifest = files["manifest.json"].replace(b'"date": "2026-11-23"', b'"date": "2026-11-24"')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, manifest if name == "manifest.json" else content)
    (selected / "forged.zip").write_bytes(out.getvalue())
    result = replayed(selected / "forged.zip")
    assert result.returncode == 3
    assert "signature" in result.stderr


def test_the_site_gives_a_dossier_that_replays(built: Path) -> None:
    dossier = built / "site" / "data" / "dossier.zip"
    result = replayed(dossier)
    assert result.returncode == 0, result.stdout + result.stderr
    published = json.loads((built / "site" / "data" / "selection.json").read_bytes())
    assert with_known_names(json.loads(members(dossier)["selection.json"]), published) == published


def with_known_names(sealed: object, published: object) -> object:
    """What is sealed, as it is published: a place whose name no source gives has none there, and says who bears it."""
    if isinstance(sealed, list) and isinstance(published, list):
        return [with_known_names(*pair) for pair in zip(sealed, published, strict=True)]
    if not isinstance(sealed, dict) or not isinstance(published, dict):
        return sealed
    said = {key: with_known_names(value, published.get(key)) for key, value in sealed.items()}
    if published.get("name") == "" and said.get("name"):
        return {**said, "name": "", "bearer": published["bearer"]}
    return said
