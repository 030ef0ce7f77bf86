"""The compiled contract: protoc runs when this module is loaded, into a folder that goes again."""

import importlib
import pathlib
import shutil
import subprocess
import sys
import tempfile
from types import ModuleType
from typing import Any

PROTO = pathlib.Path(__file__).resolve().parents[2] / "proto"
FILE = "casepulse/v1/case_event.proto"
MODULE = "casepulse.v1.case_event_pb2"


def _load() -> ModuleType:
    if MODULE in sys.modules:
        return sys.modules[MODULE]
    folder = tempfile.mkdtemp(prefix="casepulse-oracle-")
    try:
        command = ["protoc", f"--proto_path={PROTO}", f"--python_out={folder}", str(PROTO / FILE)]
        subprocess.run(command, check=True)
        sys.path.insert(0, folder)
        importlib.invalidate_caches()
        return importlib.import_module(MODULE)
    finally:
        if folder in sys.path:
            sys.path.remove(folder)
        shutil.rmtree(folder)


pb: Any = _load()
