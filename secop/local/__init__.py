"""Local mode: the services and secrets that a portal on one machine makes for itself.

Nothing here needs Django, so that the settings may import it.
"""

from secop.local.addresses import broker_options, database, database_from_url
from secop.local.keys import provide_secrets

__all__ = ["broker_options", "database", "database_from_url", "provide_secrets"]
