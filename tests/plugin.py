"""Loaded before Django: gives the suite its own cluster, secrets and folder, and closes other sockets."""

import json
import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var" / "test"


def _own_secrets() -> Path:
    path = VAR / "secrets.json"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        made = {
            "django": secrets.token_urlsafe(40),
            "fields": secrets.token_hex(16),
            "index": secrets.token_hex(32),
        }
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(made))
        fresh.replace(path)
    return path


os.environ["DJANGO_SETTINGS_MODULE"] = "chongyang.config.settings"
os.environ["CHONGYANG_SECRETS"] = str(_own_secrets())
os.environ["CHONGYANG_AS_OWNER"] = "1"
os.environ["CHONGYANG_DESTRUCTION_LEDGER"] = str(VAR / f"destructions-{os.getpid()}.jsonl")
os.environ.pop("CHONGYANG_POOL", None)
os.environ["CHONGYANG_PREPARE"] = "1"  # as gateways and worker ask: stricter about types than the web's way
os.environ["CHONGYANG_BENCH_PATIENCE"] = "0"  # small benches measure nothing and wait for nobody
os.environ.setdefault("CHONGYANG_TEST_RUN", str(os.getpid()))  # two runs at once have a database each
