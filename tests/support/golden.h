/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <glib/gstdio.h>

/* Compares a text with a golden file beside the tests. A registry only ever grows: whoever adds a
 * row adds its line to the file by hand, and sees in review that no line was changed. With
 * UKE_GOLDEN_DIR set, the text is also written there, to be looked at. */
static inline void
assert_golden (const char *text, const char *file)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", file, NULL);
  g_autofree char *wanted = NULL;
  const char *dir = g_getenv ("UKE_GOLDEN_DIR");

  if (dir != NULL) {
    g_autofree char *copy = g_build_filename (dir, file, NULL);

    g_assert_true (g_file_set_contents (copy, text, -1, NULL));
  }
  g_assert_true (g_file_get_contents (path, &wanted, NULL, NULL));
  g_assert_cmpstr (text, ==, wanted);
}
