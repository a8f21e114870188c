import io

from rich.console import Console

from zharia.terminal.tables import print_table

HEADINGS = ("story", "link")
ROW = (
    "Ұлытау облысында дауылды ескерту берілді",
    "http://127.0.0.1:8100/@aimaq_kz/photo/7543620821",
)


def printed(**options: object) -> list[str]:
    out = io.StringIO()
    console = Console(file=out, soft_wrap=True, color_system=None, **options)  # type: ignore[arg-type]
    print_table(console, HEADINGS, [ROW])
    return out.getvalue().splitlines()


def test_a_pipe_gets_whole_cells_between_tabs() -> None:
    assert printed(width=20) == ["\t".join(ROW)]


def test_a_narrow_terminal_gets_a_shorter_headline_and_the_whole_link() -> None:
    heading, line = printed(force_terminal=True, width=72)
    assert heading.split() == list(HEADINGS)
    assert line == f"{ROW[0][:21].rstrip()}…  {ROW[1]}"
    assert len(line) == 72


def test_a_terminal_that_is_too_narrow_breaks_lines_by_itself() -> None:
    _, line = printed(force_terminal=True, width=20)
    assert line.endswith(ROW[1])
    assert len(line) == 16 + 2 + len(ROW[1])
