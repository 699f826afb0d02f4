"""The tree of commands: help everywhere, light imports, shared options, progress, completion."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, ClassVar, get_args, get_type_hints

import pytest
import typer
from typer.core import TyperGroup

from cli import main
from commands import choices, console, dashboard
from commands.app import program
from commands.lazy import LazyCommand
from commands.options import Travel, with_options
from commands.thresholds import cost_and_threshold, one_threshold
from layers.access import answer as answers
from layers.access import thresholds
from layers.area import schema
from layers.area.study_area import FACILITIES
from layers.editing.session import LAYERS
from layers.imports import report
from layers.meeting import build as story_build
from layers.meeting import formats as meeting_files
from layers.osm import area as osm
from layers.pillars import kinds as pillar_kinds
from layers.population import checks as population_checks
from layers.printmap import page as figure_page
from layers.printmap.paper import PAPERS
from layers.reach import question as reach_question
from layers.scenarios.proposals import MOBILE_DAYS
from layers.siting import candidates as siting_candidates
from layers.siting import tour as siting_tour
from spatial import __version__
from spatial.access import priority
from spatial.access.measure import MEASURES
from spatial.errors import InputError
from spatial.routing import modes as travel
from spatial.routing import snapping
from spatial.routing.travel import Cost
from spatial.siting import task as siting_task
from spatial.wording import LANGUAGES

ROOT = Path(__file__).parents[1]
HEAVY = {
    "numpy", "pandas", "geopandas", "scipy", "shapely", "folium", "streamlit", "matplotlib",
    "osmnx", "pyogrio", "rasterio",
}  # fmt: skip


def commands_of(group, path=()):
    """Every command with the words that a user types, groups first."""
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, TyperGroup):
            yield from commands_of(command, (*path, name))


TREE = dict(commands_of(program()))
LEAVES = {path: c for path, c in TREE.items() if isinstance(c, LazyCommand)}


def shown_as(path):
    return " ".join(path)


@pytest.mark.parametrize("path", TREE, ids=shown_as)
def test_every_command_has_help(path):
    assert TREE[path].help.endswith(".")


@pytest.mark.parametrize("path", LEAVES, ids=shown_as)
def test_every_option_and_argument_has_help(path):
    command = LEAVES[path].load()
    assert command.help == LEAVES[path].help, "the list of commands shows the same text"
    assert not [param.name for param in command.params if not param.help]


def test_the_tree_has_the_commands_of_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for line in readme.splitlines():
        if line.startswith("python cli.py "):
            words = line.split()[2:4]
            assert (words[0],) in TREE
            if isinstance(TREE[words[0],], TyperGroup):
                assert tuple(words) in TREE


def test_help_imports_no_analysis():
    """One process asks for the help of every command and looks at what was imported."""
    code = (
        "import contextlib, io, sys\n"
        "from cli import main\n"
        f"for words in {[[*path, '--help'] for path in TREE] + [['--help']]!r}:\n"
        "    with contextlib.redirect_stdout(io.StringIO()) as out:\n"
        "        assert main(words) == 0, words\n"
        "    assert 'Usage' in out.getvalue(), words\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
        encoding="utf-8",
    )  # fmt: skip
    assert done.stdout == "[]\n"


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"{__version__}\n"


def test_a_typing_error_gets_a_suggestion(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["acces"])
    assert "Did you mean 'access'" in capsys.readouterr().err


def test_every_command_has_the_mode_of_the_dashboard():
    modes = {
        path: param.default
        for path, command in LEAVES.items()
        for param in command.load().params
        if param.name == "mode"
    }
    assert {path[0] for path in modes} == {
        "access", "coverage", "reach", "pillars", "siting", "print", "present", "scenario", "area",
    }  # fmt: skip
    assert set(modes.values()) == {"motorcycle"}


@pytest.mark.parametrize(
    ("written", "table"),
    [
        (choices.Mode, travel.MODES),
        (choices.Cost, get_args(Cost)),
        (choices.Language, LANGUAGES),
        (choices.Keep, get_args(report.Keep)),
        (choices.AccessTarget, FACILITIES),
        (choices.EditLayer, LAYERS),
        (choices.Precision, schema.PRECISIONS),
        (choices.RasterUnit, population_checks.UNIT_WORDS),
        (choices.ReachModel, reach_question.MODELS),
        (choices.Decay, reach_question.DECAYS),
        (choices.SitingModel, siting_task.MODELS),
        (choices.Pillar, pillar_kinds.PILLARS),
        (choices.Paper, PAPERS),
        (choices.Statement, story_build.LABELS),
    ],
)
def test_choices_are_those_of_the_program(written, table):
    assert list(get_args(written)) == list(table)


def test_defaults_are_those_of_the_program():
    assert snapping.MAX_SNAP_M == choices.MAX_SNAP_M
    assert osm.MARGIN_M == choices.OSM_MARGIN_M
    assert {
        cost: MEASURES[cost].displayed_threshold(limit)
        for cost, limit in thresholds.DEFAULTS.items()
    } == choices.THRESHOLDS
    assert reach_question.HALF_AT == choices.HALF_AT
    assert reach_question.POWER_BETA == choices.POWER_BETA
    assert priority.FULL_AT == choices.FULL_AT
    assert MOBILE_DAYS == choices.MOBILE_DAYS
    assert (siting_tour.STAY_S, siting_tour.WORKDAY_S) == (
        60 * choices.STAY_MIN, 60 * choices.WORKDAY_MIN,
    )  # fmt: skip
    assert figure_page.DPI == choices.DPI
    assert tuple(siting_candidates.CANDIDATES) == choices.CANDIDATES
    assert tuple(story_build.LABELS) == choices.STATEMENTS
    assert tuple(file.ending for file in meeting_files.FILES.values()) == choices.MEETING_ENDINGS
    assert answers.AccessQuestion("market", travel.CAR).max_snap_m == choices.MAX_SNAP_M


@dataclass(frozen=True, kw_only=True)
class Sample:
    panel: ClassVar[str] = "Sample"

    size: Annotated[float, typer.Option(help="a number")] = 2.0
    name: Annotated[str, typer.Option(help="required")]
    tag: Annotated[list[str], typer.Option(rich_help_panel="Own")] = field(default_factory=list)


def run_sample(*words):
    """Run a command with a spread dataclass; return what it was called with."""
    called = []

    @with_options
    def sample(place: Annotated[str, typer.Argument()], given: Sample, k: int = 1) -> None:
        called.append((place, given, k))

    app = typer.Typer(add_completion=False)
    app.command()(sample)
    command = typer.main.get_command(app)
    command.main(list(words), standalone_mode=False)
    return called[0], {param.name: param for param in command.params}


def test_a_dataclass_is_spread_into_options():
    called, params = run_sample("demak", "--name", "x", "--tag", "a", "--tag", "b", "--k", "3")
    assert called == ("demak", Sample(size=2.0, name="x", tag=["a", "b"]), 3)
    assert list(params) == ["place", "size", "name", "tag", "k"]
    assert params["name"].required
    assert (params["size"].default, params["size"].rich_help_panel) == (2.0, "Sample")
    assert params["tag"].rich_help_panel == "Own"


def test_a_list_that_is_not_given_is_empty_in_every_run():
    first, _ = run_sample("demak", "--name", "x")
    second, _ = run_sample("demak", "--name", "x")
    assert first[1].tag == second[1].tag == []


def test_two_options_of_one_name_are_refused():
    def twice(given: Sample, size: float = 1.0) -> None: ...

    twice.__annotations__ = get_type_hints(twice, include_extras=True)
    with pytest.raises(TypeError, match="two options have the same name"):
        with_options(twice)


def test_options_keep_the_defaults_of_their_group():
    assert (Travel().mode, Travel().max_snap) == ("motorcycle", 2000.0)


@pytest.mark.parametrize(
    ("cost", "text", "wanted"),
    [
        (None, None, ("time", 1800)),
        ("distance", None, ("distance", 10_000)),
        (None, "12.5", ("time", 750)),
        ("distance", "12.5", ("distance", 12_500)),
        (None, "500m", ("distance", 500)),
        ("time", "45 menit", ("time", 2700)),
        (None, "10km,10000m", ("distance", 10_000)),
    ],
)
def test_cost_and_threshold(cost, text, wanted):
    found = cost_and_threshold(cost, text, "time")
    assert (found.cost, found.measured) == wanted


@pytest.mark.parametrize(
    ("cost", "text", "words"),
    [
        ("time", "10km", "does not measure --cost time"),
        (None, "10km,30min", "several thresholds"),
        (None, "-5", "'-5' is not a number above 0"),
        (None, "0", "'0' is not a number above 0"),
        (None, "inf", "'inf' is not a number above 0"),
        (None, "10mil", "'10mil' is not a number above 0"),
    ],
)
def test_thresholds_that_cannot_be_used(cost, text, words):
    with pytest.raises(InputError, match=words):
        cost_and_threshold(cost, text, "time")


def test_a_number_alone_needs_a_cost():
    assert one_threshold("10", bare="distance").measured == 10_000
    with pytest.raises(InputError, match="write 30min, 10km or 500m"):
        one_threshold("10")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_shows_a_bar_and_no_lines(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with console.progress("Measuring", console.doing_line) as report:
        report(1, 4, "step one")
        console.say("a message")
    text = terminal.getvalue()
    assert "\x1b[" in text
    assert "a message" in text


def test_a_log_gets_lines_and_no_bar(capsys):
    with console.progress("Measuring", console.destinations_line) as report:
        for done in (24, 25, 50):
            report(done, 50, "")
    with console.progress("Drawing", console.steps_line) as report:
        report(1, 2, "map")
    with console.progress("Searching") as report:
        report(1, 2, "never written")
    assert capsys.readouterr().err.splitlines() == ["25 of 50 destinations", "1 of 2: map"]


def test_standard_output_is_the_same_on_a_terminal(monkeypatch, capsys):
    assert main(["access", "--area", "demak"]) == 0
    plain = capsys.readouterr().out
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert main(["access", "--area", "demak"]) == 0
    assert capsys.readouterr().out == plain


def complete(words):
    """Ask for the completions of a line that ends in its last word."""
    code = (
        "import sys; sys.argv[0] = 'desmigratif'\nimport cli\n"
        "try:\n    code = cli.main()\n"
        f"finally:\n    print(sorted({HEAVY!r} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False,
        env={"PATH": "", "_DESMIGRATIF_COMPLETE": "complete_bash", "COMP_WORDS": words,
             "COMP_CWORD": str(len(words.split()) - 1)},
    )  # fmt: skip
    *found, heavy = done.stdout.split("\n")[:-1]
    assert heavy == "[]"
    return found


def test_a_shell_completes_commands_options_and_choices():
    assert complete("desmigratif area c") == ["create", "clip", "check"]
    assert complete("desmigratif access --mo") == ["--mode"]
    assert complete("desmigratif access --mode m") == ["motorcycle"]


def test_run_opens_the_dashboard_from_any_folder(monkeypatch, tmp_path):
    calls = []

    def run(command, *, check):
        calls.append((command, check))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(dashboard.subprocess, "run", run)
    monkeypatch.chdir(tmp_path)
    assert main(["run", "--port", "8600", "--", "--server.headless", "true"]) == 0
    assert calls == [(
        [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", "8600",
         "--server.headless", "true"], False,
    )]  # fmt: skip


def test_run_without_the_dashboard(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(dashboard, "__file__", str(tmp_path / "commands" / "dashboard.py"))
    assert main(["run"]) == 2
    assert "app.py" in capsys.readouterr().err
