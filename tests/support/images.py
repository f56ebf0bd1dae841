"""Builds and runs a Dockerfile without Docker, each instruction in a folder as root.

The base image is this machine's `/usr`, read-only, and a Python of its own in
`/usr/local`. Only root may do this, with the commands unshare, mount and chroot.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from docker.utils.build import exclude_paths
from support.project_commands import CACHE, child_environment

PATH = "/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin"
ETC = [
    *["group", "gshadow", "hosts", "ld.so.cache", "login.defs", "nsswitch.conf"],
    *["passwd", "resolv.conf", "shadow", "ssl"],
]
OF_THE_NETWORK = re.compile(r"(?i)(pip|uv)_.*index.*|.*_proxy|.*cert.*|.*ca_bundle")
"""Environment variables that commands need to reach an index of packages."""
OF_CACHES = "--mount=type=cache,target="
PROBE = ["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/tmp"]  # noqa: S108


class BuildError(Exception):
    """An instruction failed."""


def why_not_here() -> str:
    """Return why this machine cannot build, or ''."""
    if os.geteuid() != 0:
        return "only root may mount folders"
    try:
        done = subprocess.run(PROBE, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        return str(error)
    return done.stderr.strip() if done.returncode else ""


@dataclass(frozen=True)
class Image:
    """A stage of a Dockerfile, with its files, and how its containers are started."""

    root: Path
    variables: Mapping[str, str] = field(default_factory=lambda: {"PATH": PATH})
    folder: str = "/"
    user: str = "0"
    command: tuple[str, ...] = ()
    health_check: tuple[str, ...] = ()

    @property
    def local(self) -> Path:
        """The folder `/usr/local`, which is mounted into this machine's `/usr`."""
        return self.root.with_name(f"{self.root.name}-local")

    def path(self, name: str) -> Path:
        """Return where a file of the image lies."""
        return self.root / os.path.join(self.folder, name).lstrip("/")  # noqa: PTH118

    def start(
        self,
        command: Iterable[str],
        variables: Mapping[str, str],
        caches: Mapping[str, Path] | None = None,
    ) -> "subprocess.Popen[str]":
        """Start a container, whose output can be read from the process.

        Only its /tmp is writable, unless it gets folders for caches: then all is.
        """
        pairs = [f"{key}={it}" for key, it in {**self.variables, **variables}.items()]
        return subprocess.Popen(
            [
                *["unshare", "--mount", "sh", "-ec"],
                "\n".join([*self._mounts(caches), 'exec "$@"']),
                *["-", "chroot", f"--userspec={self.user}:{self.user}", str(self.root)],
                *["/usr/bin/env", "-i", *pairs],
                *["/bin/sh", "-c", 'cd "$0" && exec "$@"', self.folder, *command],
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _mounts(self, caches: Mapping[str, Path] | None) -> Iterator[str]:
        def mount(source: Path | str, target: str, option: str = "ro") -> str:
            at = shlex.quote(f"{self.root}{target}")
            line = f"mount --rbind {shlex.quote(str(source))} {at}"
            return f"{line} && mount -o remount,bind,{option} {at}"

        own = "ro" if caches is None else "rw"
        yield mount(self.root, "", own)
        yield mount("/usr", "/usr")
        yield mount(self.local, "/usr/local", own)
        if not Path(sys.base_prefix).is_relative_to("/usr"):
            yield mount(sys.base_prefix, sys.base_prefix)
        for name in ("/dev", "/proc"):
            yield mount(name, name, "rw")
        for target, folder in (caches or {}).items():
            yield mount(folder, target, "rw")
        if caches is None:
            yield f"mount -t tmpfs tmpfs {shlex.quote(str(self.root / 'tmp'))}"


def base(root: Path) -> Image:
    """Make the image that FROM names, whatever its name is."""
    image = Image(root)
    for name in ("dev", "etc", "proc", "root", "tmp", "usr", sys.base_prefix[1:]):
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / "tmp").chmod(0o1777)
    for path in Path("/").iterdir():
        if path.is_symlink() and path.resolve().is_relative_to("/usr"):
            (root / path.name).symlink_to(path.resolve())
    for path in [Path("/etc", name) for name in ETC]:
        if path.exists():
            copy(path, root / path.relative_to("/"))
    options = ["--quiet", "--seed", "--relocatable", f"--python={sys.executable}"]
    subprocess.run(
        ["uv", "venv", *options, image.local], env=child_environment(), check=True
    )
    return image


def build(context: Path, folder: Path, **arguments: str) -> Image:
    """Build the Dockerfile of a folder, and return the image of its last stage."""
    image = base_image = base(folder / "base")
    sent = send(context, folder / "context")
    stages: dict[str, Image] = {}
    name, declared = "", dict[str, str]()
    for word, rest in instructions((context / "Dockerfile").read_text("utf-8")):
        match word, rest.split():
            case "FROM", [_, *named]:
                name, declared = (named or ["", str(len(stages))])[1], {}
                image = replace(base_image, root=folder / name)
                copy(base_image.root, image.root)
                copy(base_image.local, image.local)
            case "COPY", [flag, *sources, target] if flag.startswith("--from="):
                root = stages[flag.removeprefix("--from=")].root
                copy_instruction(root, sources, image, target)
            case "COPY", [*sources, target]:
                copy_instruction(sent, sources, image, target)
            case "ARG", names:
                declared |= {it: arguments[it] for it in names if it in arguments}
            case "RUN", _:
                run_instruction(image, rest, declared)
            case _:
                image = configured(image, word, rest)
        stages[name] = image
    return image


def instructions(dockerfile: str) -> Iterator[tuple[str, str]]:
    """Return the word and the arguments of each instruction."""
    without_comments = re.sub(r"^\s*#.*\n", "", dockerfile, flags=re.MULTILINE)
    for line in without_comments.replace("\\\n", " ").splitlines():
        if line.strip():
            word, _, rest = line.strip().partition(" ")
            yield word, rest.strip()


def configured(image: Image, word: str, rest: str) -> Image:
    """Return the image after an instruction that changes none of its files."""
    match word:
        case "ENV":
            known = image.variables
            text = re.sub(r"\$\{?(\w+)\}?", lambda it: known.get(it[1], ""), rest)
            pairs = [word.partition("=") for word in shlex.split(text)]
            new = {key: value for key, _, value in pairs}
            return replace(image, variables={**known, **new})
        case "WORKDIR":
            image = replace(image, folder=rest)
            image.path(".").mkdir(parents=True, exist_ok=True)
            return image
        case "USER":
            return replace(image, user=rest)
        case "CMD":
            return replace(image, command=tuple(json.loads(rest)))
        case "HEALTHCHECK":
            check = json.loads(rest.partition("CMD ")[2])
            return replace(image, health_check=tuple(check))
        case "EXPOSE":
            return image
    raise BuildError(f"{word} is not known here.")


def send(context: Path, folder: Path) -> Path:
    """Copy the files that .dockerignore lets through, as the client of Docker does."""
    patterns = (context / ".dockerignore").read_text("utf-8").splitlines()
    ignoring = [line for line in patterns if line and line[0] != "#"]
    for name in sorted(exclude_paths(str(context), ignoring)):
        source, target = context / name, folder / name
        if source.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            shutil.copymode(source, target)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return folder


def copy(source: Path, target: Path) -> Path:
    """Copy a file or a folder with its modes. Links are copied within folders only."""
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
    else:
        shutil.copy2(source, target)
    return target


def copy_instruction(root: Path, sources: list[str], image: Image, target: str) -> None:
    """Copy files, or what is in folders. A name with brackets may match nothing."""
    into = image.path(target)
    for source in sources:
        paths = list(root.glob(source.lstrip("/")))
        if not paths and "[" not in source:
            raise BuildError(f"COPY: there is no {source}.")
        for path in paths:
            to_folder = target.endswith("/") and not path.is_dir()
            copy(path, into / path.name if to_folder else into)


def run_instruction(image: Image, rest: str, declared: Mapping[str, str]) -> None:
    """Run a command in the shell. Its caches are kept for the next builds."""
    caches = {}
    while rest.startswith("--mount="):
        mount, _, rest = rest.partition(" ")
        rest = rest.lstrip()
        if not mount.startswith(OF_CACHES):
            raise BuildError(f"{mount} is not known here.")
        target = mount.removeprefix(OF_CACHES)
        caches[target] = CACHE / "images" / target.replace("/", "-")
        for folder in (caches[target], image.path(target)):
            folder.mkdir(parents=True, exist_ok=True)
    network = {k: it for k, it in os.environ.items() if OF_THE_NETWORK.fullmatch(k)}
    shell = ["/bin/sh", "-c", rest]
    with image.start(shell, {**network, **declared}, caches) as process:
        output, _ = process.communicate()
    if process.returncode:
        raise BuildError(f"RUN {rest} failed:\n{output}")
