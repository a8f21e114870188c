"""What every test shares."""

import pytest
from hypothesis import settings

# A busy machine is slow, not wrong: no test fails for the time that an example takes.
settings.register_profile("zharia", deadline=None)
settings.load_profile("zharia")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first. The browser's event loop stays on the main thread once it has begun,
    and `asyncio.run` refuses to work beside it, so its tests come last.
    """
    order = ["unit", "integration", "acceptance", "browser"]
    items.sort(
        key=lambda item: next((n for n, folder in enumerate(order) if folder in item.path.parts), 0)
    )
