"""`python -m experiments`: see `experiments.commands`."""

import sys

from experiments.commands import main

sys.exit(main())
