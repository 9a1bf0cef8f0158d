/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>

/* The real program on a real directory: what scripts see of it. */
typedef struct {
  char *dir;
  char *data;
  char *code;
} Fixture;

static json_t *
run (Fixture *self, int expected, const char *first, ...)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;
  const char *word = first;
  va_list list;
  int status = 0;

  g_ptr_array_add (words, g_strdup (g_getenv ("UKETSUKECTL")));
  va_start (list, first);
  for (; word != NULL; word = va_arg (list, const char *))
    g_ptr_array_add (words, g_strdup (word));
  va_end (list);
  g_ptr_array_add (words, g_strdup ("--data"));
  g_ptr_array_add (words, g_strdup (self->data));
  if (!g_str_equal (first, "init")) {
    g_ptr_array_add (words, g_strdup ("--recovery-code-file"));
    g_ptr_array_add (words, g_strdup (self->code));
  }
  g_ptr_array_add (words, g_strdup ("--json"));
  g_ptr_array_add (words, NULL);
  g_assert_true (g_spawn_sync (NULL, (char **)words->pdata, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                               NULL, &out, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL) == (expected == 0));
  return json_loads (out, 0, NULL);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  json_t *made = NULL;

  self->dir = g_dir_make_tmp ("uke-ctl-XXXXXX", NULL);
  self->data = g_build_filename (self->dir, "data", NULL);
  self->code = g_build_filename (self->dir, "code", NULL);
  made = run (self, 0, "init", "--recovery-code-out", self->code, NULL);
  g_assert_true (json_is_true (json_object_get (made, "ok")));
  json_decref (made);
}

static void
remove_dir (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR))
      remove_dir (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  remove_dir (self->dir);
  g_free (self->dir);
  g_free (self->data);
  g_free (self->code);
}

static json_int_t
get_int (json_t *root, const char *key)
{
  return json_integer_value (json_object_get (root, key));
}

/* The receipt computer's 300 patients, twelve of them bad: every row is accounted for, twice. */
static void
test_import (Fixture *self, gconstpointer data)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("UKE_TEST_DATA"), "import", "receipt-computer-300.csv", NULL);

  for (int i = 0; i < 3; i++) {
    json_t *answer = run (self, 0, "import", "patients", path, i == 0 ? "--dry-run" : NULL, NULL);
    json_t *refused = NULL;
    size_t at = 0;
    json_t *row = NULL;

    g_assert_cmpint (get_int (answer, i < 2 ? "created" : "matched"), ==, 288);
    g_assert_cmpint (get_int (answer, "refused"), ==, 12);
    g_assert_cmpuint (json_array_size (json_object_get (answer, "rows")), ==, 300);
    json_array_foreach (json_object_get (answer, "rows"), at, row)
    {
      if (g_str_equal (json_string_value (json_object_get (row, "outcome")), "refused"))
        refused = row;
    }
    g_assert_nonnull (json_string_value (json_object_get (refused, "reason")));
    g_assert_nonnull (json_string_value (json_object_get (refused, "code")));
    json_decref (answer);
  }
}

/* Half-width kana find a patient, who comes with what tells people apart; what is written out reads
 * back; everything verifies. */
static void
test_search_export_verify (Fixture *self, gconstpointer data)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("UKE_TEST_DATA"), "import", "receipt-computer-300.csv", NULL);
  g_autofree char *out = g_build_filename (self->dir, "out.csv", NULL);
  json_t *answer = NULL;

  json_decref (run (self, 0, "import", "patients", path, NULL));
  answer = run (self, 0, "search", "ﾑﾗｻﾒ", NULL);
  g_assert_cmpuint (json_array_size (answer), >=, 1);
  g_assert_true (g_str_has_prefix (
      json_string_value (json_object_get (json_array_get (answer, 0), "kana")), "むらさめ"));
  json_decref (answer);
  answer = run (self, 0, "export", "patients", out, NULL);
  g_assert_cmpint (get_int (answer, "rows"), ==, 288);
  json_decref (answer);
  answer = run (self, 0, "import", "patients", out, NULL);
  g_assert_cmpint (get_int (answer, "created"), ==, 0);
  g_assert_cmpint (get_int (answer, "refused"), ==, 0);
  json_decref (answer);
  answer = run (self, 0, "verify", NULL);
  g_assert_true (json_is_true (json_object_get (answer, "ok")));
  json_decref (answer);
}

/* A file that cannot be read is status 1 and a sentence, and changes nothing. */
static void
test_bad_files (Fixture *self, gconstpointer data)
{
  static const char *const NAMES[] = { "bad-empty.csv", "bad-encoding.csv", "bad-quotes.csv" };

  for (size_t i = 0; i < G_N_ELEMENTS (NAMES); i++) {
    g_autofree char *path = g_build_filename (g_getenv ("UKE_TEST_DATA"), "import", NAMES[i], NULL);
    json_t *answer = run (self, 1, "import", "patients", path, NULL);

    g_assert_true (json_is_false (json_object_get (answer, "ok")));
    g_assert_nonnull (json_string_value (json_object_get (answer, "reason")));
    json_decref (answer);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ctl/ctl/import", Fixture, NULL, set_up, test_import, tear_down);
  g_test_add ("/ctl/ctl/search-export-verify", Fixture, NULL, set_up, test_search_export_verify,
              tear_down);
  g_test_add ("/ctl/ctl/bad-files", Fixture, NULL, set_up, test_bad_files, tear_down);
  return g_test_run ();
}
