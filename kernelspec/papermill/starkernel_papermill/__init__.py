"""Parameters of Starlark notebooks in papermill."""

# papermill loads the engine of this package when it is imported. That must come
# first, or it would find the translator half loaded.
import papermill  # noqa: F401
