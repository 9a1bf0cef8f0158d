/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The power fails while a clinic works, at any moment between two operations of the disk: what was
 * not synced is lost, torn or in another order (security.md T-PWR). */
#include "faults/uke-desk-day.h"
#include "faults/uke-power.h"
#include "support/uke-test-vfs.h"

#define DEFAULT_IMAGES 200
/* Two days at the desk and a bit: every kind of step, and the end of the write-ahead log. */
#define N_STEPS 28

/* Works on a clinic and closes it; its disk is watched. Returns: (transfer full): its key */
static UkeSecret *
record_work (UkeId *out_database_id)
{
  UkeTestClinic *clinic = uke_test_clinic_new ();
  g_autofree char *dir = g_strdup (clinic->dir);
  UkeSecret *key = uke_secret_ref (clinic->key);
  UkeDeskDay day = { 0 };

  *out_database_id = clinic->database_id;
  uke_test_clinic_add_provider (clinic, "森本 衛生士");
  uke_test_clinic_leave (clinic);
  uke_power_record (dir);
  clinic = uke_test_clinic_open (dir, key, out_database_id);
  for (int i = 0; i < N_STEPS; i++) {
    UkeDeskDone done = uke_desk_day_step (&day, clinic);

    g_assert_cmpint (done.seq, >, 0);
    uke_power_acknowledge (done.seq);
  }
  uke_test_clinic_leave (clinic);
  uke_power_stop ();
  uke_test_clinic_free (uke_test_clinic_open (dir, key, out_database_id));
  return key;
}

/* Opens an image and looks at it as a whole. Returns how many change-sets it holds. */
static int64_t
look_at_image (const char *dir, UkeSecret *key, const UkeId *database_id)
{
  UkeTestClinic *clinic = uke_test_clinic_open (dir, key, database_id);
  UkeDb *db = uke_desk_day_look (clinic);
  int64_t n = uke_desk_day_count (db);

  uke_desk_day_check (clinic, db);
  uke_db_free (db);
  uke_test_clinic_free (clinic);
  return n;
}

static unsigned
count_images (void)
{
  const char *wanted = g_getenv ("UKE_TEST_POWER_IMAGES");

  return wanted != NULL ? (unsigned)g_ascii_strtoull (wanted, NULL, 10) : DEFAULT_IMAGES;
}

/* Whenever the power fails, the clinic opens whole, with everything that was acknowledged. */
static void
test_power (void)
{
  UkeId database_id;
  g_autoptr (UkeSecret) key = record_work (&database_id);
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  unsigned n_images = count_images ();

  for (unsigned i = 0; i < n_images; i++) {
    g_autofree char *dir = g_dir_make_tmp ("uke-power-XXXXXX", NULL);
    unsigned at = (unsigned)g_rand_int_range (rand, 0, (int)uke_power_get_n () + 1);
    UkePowerLoss loss = i % 4 == 0 ? UKE_POWER_LOSS_ALL : UKE_POWER_LOSS_RANDOM;
    int64_t n_acknowledged = uke_power_make_image (dir, at, loss, rand);

    g_assert_cmpint (look_at_image (dir, key, &database_id), >=, n_acknowledged);
  }
  g_test_message ("%u images of %u operations", n_images, uke_power_get_n ());
  uke_power_forget ();
}

/* A disk that confirms and does not write loses what was acknowledged, and that is seen: a test
 * that cannot fail proves nothing. */
static void
test_lying_disk (void)
{
  UkeId database_id;
  g_autoptr (UkeSecret) key = record_work (&database_id);
  g_autofree char *dir = g_dir_make_tmp ("uke-power-XXXXXX", NULL);
  int64_t n_acknowledged
      = uke_power_make_image (dir, uke_power_get_n (), UKE_POWER_LOSS_LYING_DISK, NULL);

  g_assert_cmpint (look_at_image (dir, key, &database_id), <, n_acknowledged);
  uke_power_forget ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  uke_test_vfs_install ();
  g_test_add_func ("/faults/power/clinic", test_power);
  g_test_add_func ("/faults/power/lying-disk", test_lying_disk);
  return g_test_run ();
}
