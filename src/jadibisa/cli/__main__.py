"""`python -m jadibisa.cli` is `jadibisa`."""

import sys

from jadibisa.cli import main

sys.exit(main())
