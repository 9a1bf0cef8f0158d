/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-fuzz.h"

/* Hands every file of the folders that are named to the target, as a test: what fuzzing has found
 * stays found. */

int __attribute__ ((weak)) LLVMFuzzerInitialize (int *argc, char ***argv)
{
  return 0;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *
list_files (const char *path)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static void
test_corpus (gconstpointer data)
{
  g_autoptr (GPtrArray) names = list_files (data);

  g_assert_cmpuint (names->len, >, 0);
  for (unsigned i = 0; i < names->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *bytes = NULL;
    size_t size;

    g_assert_true (g_file_get_contents (names->pdata[i], &bytes, &size, &error));
    g_test_message ("%s", (const char *)names->pdata[i]);
    LLVMFuzzerTestOneInput ((const uint8_t *)bytes, size);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  LLVMFuzzerInitialize (&argc, &argv);
  for (int i = 1; i < argc; i++) {
    g_autofree char *name = g_path_get_basename (argv[i]);
    g_autofree char *path = g_strconcat ("/fuzz/", name, NULL);

    g_test_add_data_func (path, argv[i], test_corpus);
  }
  return g_test_run ();
}
