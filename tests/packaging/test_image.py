"""Dockerfile and .dockerignore: the build of the image, without an engine as far as that goes."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def instructions() -> list[tuple[str, str]]:
    """(INSTRUCTION, arguments) of the Dockerfile, continued lines joined, comments dropped."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest.strip()) for word, _space, rest in (line.partition(" ") for line in lines)]


def arguments_of(instruction: str) -> list[str]:
    """The arguments of each such instruction."""
    return [rest for word, rest in instructions() if word == instruction]


def context_entries() -> list[str]:
    """The top-level entries that .dockerignore lets through, having forbidden all."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line[1:] for line in lines if line.startswith("!")]


def copy_context(target: pathlib.Path) -> None:
    """What the engine would get."""
    for entry in context_entries():
        source = ROOT / entry
        if source.is_dir():
            shutil.copytree(source, target / entry, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target / entry)


def packages(kind: str) -> set[str]:
    """The names of one table of tools/packages.sh."""
    text = (ROOT / "tools" / "packages.sh").read_text(encoding="utf-8")
    table = re.search(
        rf"^readonly {kind}_PACKAGES='\n(.*?)^'", text, re.MULTILINE | re.DOTALL
    ).group(1)
    return {line.split("|")[0].strip() for line in table.splitlines()}


def output_of(*command: str | pathlib.Path) -> str:
    """Its stdout; it must succeed."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def packages_needed_by(binary: pathlib.Path) -> set[str]:
    """The packages of the libraries that the program itself names, the C library excepted."""
    needed = re.findall(r"NEEDED\s+(\S+)", output_of("objdump", "-p", binary))
    paths = dict(re.findall(r"(\S+) => (\S+)", output_of("ldd", binary)))
    files = {os.path.realpath(paths[library]) for library in needed}
    owners = {output_of("dpkg", "-S", "*" + file.removeprefix("/usr")) for file in files}
    return {owner.split(":")[0] for owner in owners} - {"libc6"}


class Image(unittest.TestCase):
    """One contract a test."""

    def test_bases_are_the_same_pinned_debian(self) -> None:
        self.assertEqual({base.split(" ")[0] for base in arguments_of("FROM")}, {"debian:12-slim"})

    def test_program_runs_without_root(self) -> None:
        last_stage = instructions()[
            max(i for i, (word, _) in enumerate(instructions()) if word == "FROM") :
        ]
        users = [rest for word, rest in last_stage if word == "USER"]
        self.assertEqual(len(users), 1)
        self.assertRegex(users[0], r"^[1-9]\d*:[1-9]\d*$")
        self.assertIn(("ENTRYPOINT", '["casepulse"]'), last_stage)

    def test_what_is_copied_exists_and_reaches_the_engine(self) -> None:
        for arguments in arguments_of("COPY"):
            if arguments.startswith("--from="):
                continue
            *sources, _target = arguments.split()
            for source in sources:
                self.assertTrue((ROOT / source).exists(), source)
                self.assertIn(source, [".", *context_entries()])
        for entry in context_entries():
            self.assertTrue((ROOT / entry).exists(), entry)

    def test_context_alone_builds_and_the_installed_program_runs(self) -> None:
        (build,) = [run for run in arguments_of("RUN") if "cmake --install" in run]
        with tempfile.TemporaryDirectory(prefix="casepulse-image-") as folder:
            context, image = pathlib.Path(folder, "src"), pathlib.Path(folder, "image")
            context.mkdir()
            copy_context(context)
            command = build.replace("DESTDIR=/image", f"DESTDIR={image}")
            self.assertNotEqual(command, build)
            result = subprocess.run(
                ["sh", "-c", command], cwd=context, capture_output=True, text=True, check=False
            )
            self.assertEqual(result.returncode, 0, result.stdout[-4000:] + result.stderr[-4000:])
            binary = image / "usr" / "local" / "bin" / "casepulse"
            self.assertIn("casepulse", output_of(binary, "version"))
            self.assertLessEqual(packages_needed_by(binary), packages("RUNTIME"))


if __name__ == "__main__":
    unittest.main()
