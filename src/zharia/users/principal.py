"""Who is asking: a person, a person that a CMS vouches for, or a machine with a key. Pure."""

from dataclasses import dataclass

from zharia.users.model import KeyScope, Role


@dataclass(frozen=True, slots=True)
class Principal:
    """`id` is stable and tells the three kinds apart; `name` stands in the ledger."""

    id: str
    name: str
    role: Role | None = None
    scopes: frozenset[str] = frozenset()

    def may(self, role: Role) -> bool:
        """Whether this is a person of at least this role."""
        return self.role is not None and (self.role is Role.ADMIN or self.role is role)

    def may_use(self, scope: KeyScope) -> bool:
        """Whether this is an editor, or a key with this scope."""
        return self.may(Role.EDITOR) or scope in self.scopes
