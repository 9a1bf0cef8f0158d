/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-clinic-backup.h"

#include "db/uke-db-error.h"
#include "support/uke-test-clinic.h"
#include "support/uke-test-engine.h"

#include <string.h>

static char *
back_up (UkeTestClinic *test)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *path = NULL;

  uke_clinic_back_up_async (test->clinic, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  path = uke_clinic_back_up_finish (test->clinic, result, &error);
  g_assert_no_error (error);
  return path;
}

/* The copy is whole, not readable without the key, and made while the clinic is open. */
static void
test_copy (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autofree char *path = NULL;
  g_autofree char *bytes = NULL;
  gsize size = 0;

  uke_test_clinic_add_patient (test, "1182", "安西", "真理子", "あんざい", "まりこ",
                               "090-0000-4821");
  path = back_up (test);
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_cmpuint (size, >, 4096);
  g_assert_null (memmem (bytes, size, "SQLite format 3", 15));
  g_assert_null (memmem (bytes, size, "安西", strlen ("安西")));
}

/* The two newest copies stay, older ones go. */
static void
test_two_kept (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  char *paths[3] = { NULL };

  for (int i = 0; i < 3; i++) {
    paths[i] = back_up (test);
    uke_clock_advance (test->clock, G_USEC_PER_SEC);
  }
  g_assert_false (g_file_test (paths[0], G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (paths[1], G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (paths[2], G_FILE_TEST_EXISTS));
  for (int i = 0; i < 3; i++)
    g_free (paths[i]);
}

/* A database server's copies are the affair of whoever runs it, and the clinic goes on without one.
 */
static void
test_elsewhere (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  uke_clinic_back_up_async (test->clinic, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (uke_clinic_back_up_finish (test->clinic, result, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_OTHER_ENGINE);
  uke_test_clinic_add_patient (test, "1", "山田", "花子", "やまだ", "はなこ", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (uke_test_is_postgresql ()) {
    g_test_add_func ("/clinic/backup/elsewhere", test_elsewhere);
  } else {
    g_test_add_func ("/clinic/backup/copy", test_copy);
    g_test_add_func ("/clinic/backup/two-kept", test_two_kept);
  }
  return g_test_run ();
}
