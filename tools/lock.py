"""Renews the lock files: exact versions with hashes and no registry's address; run by `make lock`."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


def lock_python() -> None:
    """base, dev (which holds base) and node (only for machines without npm)."""
    for name in ("base", "dev", "node"):
        goal = f"requirements/{name}.txt"
        argv = [str(BIN / "uv"), "pip", "compile", "--quiet", "--generate-hashes", "--python-version", "3.11"]
        subprocess.run([*argv, f"requirements/{name}.in", "-o", goal], cwd=ROOT, check=True)


def lock_browser() -> None:
    """npm may write where it fetched from; that is taken out, so that the lock serves every registry."""
    npm = shutil.which("npm") or BIN / "npm"
    way = os.pathsep.join([str(BIN), os.environ["PATH"]])
    argv = [npm, "install", "--package-lock-only", "--ignore-scripts", "--loglevel=error"]
    subprocess.run(argv, cwd=ROOT, check=True, env=os.environ | {"PATH": way})
    path = ROOT / "package-lock.json"
    lock = json.loads(path.read_text())
    for package in lock["packages"].values():
        package.pop("resolved", None)
    path.write_text(json.dumps(lock, indent=2) + "\n")


if __name__ == "__main__":
    lock_python()
    lock_browser()
