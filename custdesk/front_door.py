"""Who may sit down at the desk: accounts, passwords, the recovery code."""

from __future__ import annotations

from custdesk.errors import KnownError
from custdesk.language import N_
from custdesk.office import passwords
from custdesk.problem import Problem
from custdesk.rules import people
from custdesk.store.store import SYSTEM, Refused, Store
from custdesk.workflow import User


class FrontDoor:
    """The store and the person at the desk; nobody, until somebody logs in."""

    def __init__(self, store: Store, user: User | None = None) -> None:
        self.store = store
        self.user = user or User(None, "", "")
        self._revealed: set[int] = set()

    def people(self) -> list[User]:
        """Return everybody with an open account."""
        reader = self.store.read(SYSTEM)
        ids = [hit.id for hit in reader.register("staff", "active")]
        return [User(one.id, str(one.values["name"]), str(one.values["role"])) for one in reader.records(ids)]

    def log_in(self, name: str, password: str) -> User:
        """Let a person sit down at the desk. Raises KnownError for a wrong name or password."""
        person = next((one for one in self.people() if one.name == name), None)
        if person is None or person.id is None:
            raise KnownError(N_("Nobody of that name has an account"), N_("Choose your name from the list"))
        if not passwords.verify_password(self.store.password_hash(person.id), password):
            raise KnownError(N_("The password is wrong"), N_("Type it again; the manager can set a new one"))
        self.sit_down(person)
        return person

    def sit_down(self, person: User) -> None:
        """Make this the person at the desk; drafts stay with whoever typed them."""
        self.user = person
        self._revealed = set()

    def set_password(self, person: User, password: str) -> None:
        """Give a person a password: one's own, or anybody's as manager. Raises Refused."""
        wrong = passwords.password_problems(password)
        if person.id != self.user.id and self.user.role != people.MANAGER and self.user.id is not None:
            wrong.append(Problem(N_("Only the manager sets other people's passwords")))
        if wrong or person.id is None:
            raise Refused(wrong)
        self.store.set_password(person.id, passwords.hash_password(password), self.user)

    def recover(self, code: str, password: str) -> User:
        """Let the manager in with the one-time code of the set-up; the code is spent. Raises KnownError."""
        kept = self.store.own_setting("recovery_hash")
        if not passwords.verify_password(kept, code.strip().upper()):
            raise KnownError(N_("This is not the recovery code"), N_("Look for the sheet printed at set-up"))
        manager = next(one for one in self.people() if one.role == people.MANAGER)
        wrong = passwords.password_problems(password)
        if wrong or manager.id is None:
            raise Refused(wrong)
        self.store.set_password(manager.id, passwords.hash_password(password), manager)
        self.store.set_setting("recovery_hash", None, SYSTEM)
        self.sit_down(manager)
        return manager
