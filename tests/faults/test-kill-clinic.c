/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clinic at work is killed, again and again, in the middle of its commands (security.md T-K9).
 * The process that goes on never opens the clinic itself: opening makes threads, and a process with
 * threads cannot be forked in order. It has others look for it. */
#include "faults/uke-desk-day.h"
#include "faults/uke-kill.h"

#include "db/uke-db.h"

#include <glib/gstdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEFAULT_KILLS 200
/* Each clinic is killed so often; then comes a new one, so that a look at it stays short. */
#define KILLS_A_CLINIC 25
/* What the undo of a list commits before it can say so: its batch and its run. */
#define MAX_UNSAID 2

/* What the process that goes on knows: where the clinic lies, and what it has been told. */
typedef struct {
  char dir[64];
  uint8_t key[32];
  UkeId database_id;
  UkeDeskDay day;
  GArray *told; /* (owned) (element-type UkeId): change-sets, all of them */
} Desk;

typedef void (*Work) (Desk *desk, int answer);

static UkeTestClinic *
open_desk (const Desk *desk)
{
  g_autoptr (UkeSecret) key = uke_secret_new_copy (desk->key, sizeof desk->key);

  return uke_test_clinic_open (desk->dir, key, &desk->database_id);
}

/* Lets a process of its own do something, and takes its answer. */
static void
let_another (Desk *desk, Work work, void *out_answer, size_t len)
{
  int ends[2], status = 0;
  pid_t child;

  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0) {
    close (ends[0]);
    work (desk, ends[1]);
    _exit (0);
  }
  close (ends[1]);
  g_assert_cmpint (read (ends[0], out_answer, len), ==, (ssize_t)len);
  close (ends[0]);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
make_clinic (Desk *desk, int answer)
{
  UkeTestClinic *clinic = uke_test_clinic_new ();

  uke_test_clinic_add_provider (clinic, "森本 衛生士");
  g_strlcpy (desk->dir, clinic->dir, sizeof desk->dir);
  memcpy (desk->key, uke_secret_peek (clinic->key), sizeof desk->key);
  desk->database_id = clinic->database_id;
  uke_test_clinic_leave (clinic);
  g_assert_cmpint (write (answer, desk, sizeof *desk), ==, sizeof *desk);
}

static void
remove_clinic (Desk *desk, int answer)
{
  UkeTestClinic *clinic = open_desk (desk);
  char done = 'x';

  uke_test_clinic_free (clinic);
  g_assert_cmpint (write (answer, &done, 1), ==, 1);
}

/* What another killed process has left: whole, with all that was acknowledged, and good for the
 * next patient. */
static void
look_at_clinic (Desk *desk, int answer)
{
  UkeTestClinic *clinic = open_desk (desk);
  UkeDb *db = uke_desk_day_look (clinic);
  UkeKillFound found = { .n = uke_desk_day_count (db) };

  for (unsigned i = 0; i < desk->told->len; i++)
    if (!uke_desk_day_has (db, &g_array_index (desk->told, UkeId, i)))
      found.n_missing++;
  uke_desk_day_check (clinic, db);
  uke_test_clinic_add_patient (clinic, NULL, "次", "の人", "ツギ", "ノヒト", "09012345678");
  uke_desk_day_check (clinic, db);
  found.n_now = uke_desk_day_count (db);
  g_assert_cmpint (found.n_now, ==, found.n + 1);
  uke_db_free (db);
  uke_test_clinic_leave (clinic);
  g_assert_cmpint (write (answer, &found, sizeof found), ==, sizeof found);
}

static UkeKillFound
check_clinic (gpointer data)
{
  UkeKillFound found;

  let_another (data, look_at_clinic, &found, sizeof found);
  return found;
}

/* The process that is going to be killed has the clinic and its own copy of the day. */
typedef struct {
  Desk *desk;
  UkeTestClinic *clinic;
} Writer;

static gpointer
open_for_writing (gpointer data)
{
  Writer *writer = g_new0 (Writer, 1);

  writer->desk = data;
  writer->clinic = open_desk (data);
  return writer;
}

static int64_t
write_step (gpointer opened, int64_t n, UkeKillNote *note)
{
  Writer *writer = opened;
  UkeDeskDone done = uke_desk_day_step (&writer->desk->day, writer->clinic);

  G_STATIC_ASSERT (sizeof done <= sizeof note->bytes);
  memcpy (note->bytes, &done, sizeof done);
  return done.seq;
}

static void
hear (gpointer data, const UkeKillNote *note)
{
  Desk *desk = data;
  UkeDeskDone done;

  memcpy (&done, note->bytes, sizeof done);
  uke_desk_day_follow (&desk->day, &done);
  if (!uke_id_is_none (&done.change_set_id))
    g_array_append_val (desk->told, done.change_set_id);
}

static const UkeKillTarget clinic_target = {
  .open = open_for_writing,
  .write = write_step,
  .acknowledged = hear,
  .check = check_clinic,
  .max_unsaid = MAX_UNSAID,
};

static void
begin (Desk *desk)
{
  let_another (desk, make_clinic, desk, sizeof *desk);
  desk->told = g_array_new (FALSE, FALSE, sizeof (UkeId));
}

static void
end (Desk *desk)
{
  char done;

  let_another (desk, remove_clinic, &done, 1);
  g_array_unref (desk->told);
}

/* Killed in the middle of any command, a clinic loses nothing that it had acknowledged; its chains,
 * rows, cards and search memory agree; and the next command works. */
static void
test_kill (void)
{
  const char *wanted = g_getenv ("UKE_TEST_KILLS");
  unsigned n_kills = wanted != NULL ? (unsigned)g_ascii_strtoull (wanted, NULL, 10) : DEFAULT_KILLS;
  UkeKillCount all = { 0 };
  int64_t n_rounds = 0;

  while (all.n_kills < n_kills) {
    Desk desk = { 0 };
    UkeKillCount count;

    begin (&desk);
    count = uke_kill_run (&clinic_target, &desk, MIN (KILLS_A_CLINIC, n_kills - all.n_kills));
    all.n_kills += count.n_kills;
    all.n_acknowledged += count.n_acknowledged;
    all.n_lost += count.n_lost;
    n_rounds += desk.day.next;
    end (&desk);
  }
  g_test_message ("%u kills in %d steps, %d acknowledged commands, %d lost", all.n_kills,
                  (int)n_rounds, (int)all.n_acknowledged, (int)all.n_lost);
  g_assert_cmpuint (all.n_kills, ==, n_kills);
  g_assert_cmpint (all.n_acknowledged, >=, n_kills);
  g_assert_cmpint (all.n_lost, ==, 0);
}

/* A change-set that was acknowledged and is not there is counted as lost: a test that cannot fail
 * proves nothing. */
static void
test_notices_loss (void)
{
  Desk desk = { 0 };
  UkeId never_written;
  UkeKillCount count;

  begin (&desk);
  never_written = uke_id_new (UKE_TEST_NOW_US);
  g_array_append_val (desk.told, never_written);
  count = uke_kill_run (&clinic_target, &desk, 1);
  g_assert_cmpint (count.n_lost, ==, 1);
  end (&desk);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faults/kill/clinic", test_kill);
  g_test_add_func ("/faults/kill/clinic-notices-loss", test_notices_loss);
  return g_test_run ();
}
