"""`python -m taizhang` is `taizhang`."""

import sys

from taizhang.commands.main import main

sys.exit(main())
