"""The routers of both edges: none is forgotten, and no route hides a later one."""

import importlib
import pkgutil
import re
from types import ModuleType

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from zharia.web import api, pages


@pytest.mark.parametrize("edge", [api, pages])
def test_every_module_with_routes_is_served_once(edge: ModuleType) -> None:
    found = {
        module.name: router
        for module in pkgutil.walk_packages(edge.__path__, f"{edge.__name__}.")
        if isinstance(
            router := getattr(importlib.import_module(module.name), "router", None), APIRouter
        )
    }
    assert len(found) > 10
    served = [id(router) for router in edge.ROUTERS]
    assert sorted(served) == sorted(map(id, found.values()))


def hidden(routes: list[APIRoute]) -> list[str]:
    """The routes whose every request an earlier one takes."""
    return [
        f"{later.path} by {earlier.path}"
        for number, later in enumerate(routes)
        for earlier in routes[:number]
        # What stands for a parameter is no word of any path.
        if earlier.path_regex.match(re.sub(r"\{.*?\}", "-", later.path))
        and set(later.methods or ()) & set(earlier.methods or ())
    ]


def test_no_route_is_hidden_behind_an_earlier_one() -> None:
    routes = [
        route
        for router in (*api.ROUTERS, *pages.ROUTERS)
        for route in router.routes
        if isinstance(route, APIRoute)
    ]
    assert len(routes) > 80
    assert hidden(routes) == []


def test_a_hidden_route_is_found() -> None:
    router = APIRouter()
    for path in ("/articles/{article_id}", "/articles/new"):
        router.add_api_route(path, lambda: None)
    routes = [route for route in router.routes if isinstance(route, APIRoute)]
    assert hidden(routes) == ["/articles/new by /articles/{article_id}"]
    assert not hidden(routes[::-1])
