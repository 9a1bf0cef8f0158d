/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-path-private.h"

#include "server/ukes-request-private.h"

#include <string.h>

static gboolean
is_parameter_char (char c)
{
  return g_ascii_islower (c) || g_ascii_isdigit (c) || c == '_';
}

/* Whether a path fits a pattern, piece by piece; fills in parameters when it is given room. */
gboolean
ukes_path_fits (const char *pattern, const char *path, char **out_parameters)
{
  unsigned n = 0;

  while (*pattern != '\0') {
    const char *start = path;

    if (strncmp (pattern, "{}", 2) != 0) {
      if (*pattern++ != *path++)
        return FALSE;
      continue;
    }
    while (is_parameter_char (*path))
      path++;
    if (path == start || path - start > 64 || n >= UKES_MAX_PARAMETERS)
      return FALSE;
    if (out_parameters != NULL) {
      g_free (out_parameters[n]);
      out_parameters[n] = g_strndup (start, (size_t)(path - start));
    }
    n++;
    pattern += 2;
  }
  return *path == '\0';
}
