"""Principal: the person, the person that a CMS vouches for, or the machine that asks. Pure."""

from dataclasses import dataclass, field

from zharia.users.model import KeyScope, Role, User


@dataclass(frozen=True, slots=True)
class Principal:
    """`id` is stable and tells the three kinds apart; `name` stands in the ledger."""

    id: str
    name: str
    role: Role | None = None
    scopes: frozenset[str] = frozenset()
    #: where the request came from; empty if there is none
    address: str = field(default="", compare=False)

    def has_role(self, role: Role) -> bool:
        """Whether this is a person of at least this role."""
        return self.role is not None and (self.role is Role.ADMIN or self.role is role)

    def has_scope(self, scope: KeyScope) -> bool:
        """Whether this is an editor, or a key with this scope."""
        return self.has_role(Role.EDITOR) or scope in self.scopes


def principal_of(user: User, address: str = "") -> Principal:
    """A person of ours, however they have proved it.

    Known by the e-mail address: a display name is neither unique nor for ever.
    """
    return Principal(f"user:{user.id}", user.email, Role(user.role), address=address)
