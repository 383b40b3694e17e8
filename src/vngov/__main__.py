"""``python -m vngov`` is ``vngov``."""

from .cli import main

if __name__ == "__main__":
    main()
