-- SPDX-License-Identifier: GPL-3.0-or-later
this file is for no engine that has one of its own
