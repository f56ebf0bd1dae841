"""Foreign keys among rows that are only marked as deleted.

PostgreSQL enforces a foreign key when a row is removed, so it does not notice a mark.
After a flush, the session does what PostgreSQL would have done: ON DELETE of the rows
that were deleted, and the check of each new reference.

Statements that are not part of a flush are not checked: INSERT ... ON CONFLICT, bulk
UPDATE, and everything of SQLAlchemy Core. Lock the row they refer to before, with
`with_for_update={"read": True, "key_share": True}`.
"""

from collections import defaultdict

from sqlalchemy.orm import Session

from app.db.base import Record
from app.db.cascade import Change, cascade, change_of
from app.db.on_delete import apply_on_delete
from app.db.parents import changed_references, lock_parents, references_of


def enforce_foreign_keys(session: Session) -> None:
    """Complete the deletions and restorations of the current flush, and check it.

    Raises the ConflictError that PostgreSQL's own error would become. The flush is then
    rolled back, as after any error of the database.
    """
    references = list(changed_references(session))
    for change, records in _changes(session).items():
        rows = cascade(session, records, change)
        if change.is_deletion:
            references += apply_on_delete(session, rows)
        else:
            references += references_of(rows)
    lock_parents(session, references)


def _changes(session: Session) -> dict[Change, list[Record]]:
    changes = defaultdict(list)
    for record in session.dirty:
        if isinstance(record, Record) and (change := change_of(record)):
            changes[change].append(record)
    return changes
