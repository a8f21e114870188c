"""The diagram in docs/publishing.md, drawn from the ledger's own table: `./run docs`."""

from pathlib import Path
from typing import Final

from zharia.publishing.states import CANCELLABLE, LIVE, NEXT, NOT_POSTED, State

DOCUMENT: Final = Path(__file__).parent.parent / "docs" / "publishing.md"
_BEGIN: Final = "<!-- states: drawn by ./run docs -->\n"
_END: Final = "<!-- states: end -->\n"


def drawn() -> str:
    """The arrows in Mermaid. Those that only TikTok's late word goes are one sentence below it."""
    late = [state for state in State if state in NOT_POSTED | CANCELLABLE and NEXT[state] >= LIVE]
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> draft", "    [*] --> scheduled"]
    lines += [
        f"    {before} --> {after}"
        for before in State
        for after in State
        if after in NEXT[before] and not (before in late and after in LIVE)
    ]
    names = ", ".join(f"`{state}`" for state in late)
    goals = " or ".join(f"`{state}`" for state in State if state in LIVE)
    lines += [
        "```",
        "",
        f"From {names}, too, to {goals}: an attempt that was thought dead is live.",
    ]
    return "\n".join(lines) + "\n"


def with_diagram(document: str) -> str:
    """The document with the diagram as it has to be."""
    before, rest = document.split(_BEGIN)
    _, after = rest.split(_END)
    return f"{before}{_BEGIN}\n{drawn()}\n{_END}{after}"


if __name__ == "__main__":
    DOCUMENT.write_text(with_diagram(DOCUMENT.read_text()))
