/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ukes_path_fits (const char *pattern, const char *path, char **out_parameters);

G_END_DECLS
