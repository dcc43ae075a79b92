"""`python -m jadibisa` is `jadibisa`."""

import sys

from jadibisa.cli import main

sys.exit(main())
