# SPDX-License-Identifier: GPL-2.0-or-later
# CAPF_PYTHON: the Python of the system, whose modules Debian's packages bring, rather than one of pyenv's or Conda's that
# comes first in PATH.
find_program(CAPF_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(CAPF_PYTHON python3 REQUIRED)
