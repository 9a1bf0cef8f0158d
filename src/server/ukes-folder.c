/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-folder.h"

#include <glib/gstdio.h>

/**
 * ukes_folder_remove:
 * @path: a folder that an attempt has made, of files, and of folders of files
 *
 * Takes away what it has made. Links are taken away, not followed.
 *
 * Errors: none
 * Thread: any
 */
void
ukes_folder_remove (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *inner = g_build_filename (path, name, NULL);

    if (g_file_test (inner, G_FILE_TEST_IS_DIR) && !g_file_test (inner, G_FILE_TEST_IS_SYMLINK))
      ukes_folder_remove (inner);
    else
      g_unlink (inner);
  }
  g_rmdir (path);
}
