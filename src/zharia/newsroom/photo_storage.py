"""Where the photos of this database are kept, as a person decides it."""

from zharia.media import store_binding
from zharia.media.store import PhotoStore
from zharia.storage.database import Database
from zharia.users import AuditAction, Principal, record


def adopt(database: Database, store: PhotoStore, who: Principal | str) -> None:
    """From now on photos are kept there, whatever it holds; processes that run keep the old one."""
    with database.write() as session:
        store_binding.bind(session, store)
        record(session, who, AuditAction.PHOTOS_ADOPTED, subject_name=str(store))
