"""What papermill loads when it starts: the way to get a translator registered."""
from papermill.engines import NBClientEngine
from papermill.translators import papermill_translators

from .translator import StarlarkTranslator

# papermill looks for the name of the kernel, then for the language. Both are this.
papermill_translators.register("starlark", StarlarkTranslator)


class StarlarkEngine(NBClientEngine):
    """papermill's own engine, unchanged. Nobody needs to choose it."""
