/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-test-server.h"

#include "clinic/uke-clinic-store.h"
#include "store/uke-replica.h"
#include "sync/uke-sync-enrolment.h"
#include "vault/uke-data-dir.h"
#include "vault/uke-key-slots.h"
#include "vault/uke-recovery-code.h"

#include <execinfo.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define DEADLINE_US (120 * (int64_t)G_USEC_PER_SEC)

static char *
read_line (UkeTestServer *self)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (self->lines, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

#define N_FRAMES 64

/* What nobody can repeat at will leaves at least where it was: addresses for `addr2line`, and names
 * where the libraries have them. */
static void
crashed_cb (int signal)
{
  void *frames[N_FRAMES];

  backtrace_symbols_fd (frames, backtrace (frames, N_FRAMES), STDERR_FILENO);
  _exit (128 + signal);
}

/* Loaded now: in a crash nothing can be allocated. */
static void
tell_of_crashes (void)
{
  const struct sigaction action = { .sa_handler = crashed_cb, .sa_flags = (int)SA_RESETHAND };
  void *frame;

  backtrace (&frame, 1);
  sigaction (SIGSEGV, &action, NULL);
  sigaction (SIGBUS, &action, NULL);
}

static UkeTestServer *
start (const char *const *arguments)
{
  UkeTestServer *self = g_new0 (UkeTestServer, 1);
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "sync", "clinic-server.py", NULL);
  g_autofree char *ready = NULL;
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;

  tell_of_crashes ();
  g_strv_builder_add_many (words, "/usr/bin/python3", script, NULL);
  g_strv_builder_addv (words, (const char **)arguments);
  argv = g_strv_builder_end (words);
  self->process
      = g_subprocess_newv ((const char *const *)argv,
                           G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  self->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  ready = read_line (self);
  g_assert_cmpstr (ready, ==, "ready");
  return self;
}

/**
 * uke_test_server_new:
 *
 * Returns: (transfer full): a server that answers
 */
UkeTestServer *
uke_test_server_new (void)
{
  static const char *const arguments[] = { NULL };

  return start (arguments);
}

/**
 * uke_test_server_new_from:
 * @data_dir: a clinic's data folder, which nobody has open
 * @code_file: with its recovery code
 *
 * Returns: (transfer full): a server whose content is that clinic's
 */
UkeTestServer *
uke_test_server_new_from (const char *data_dir, const char *code_file)
{
  const char *arguments[] = { "--from", data_dir, "--recovery-code-file", code_file, NULL };

  return start (arguments);
}

static char *
write_code (UkeTestClinic *clinic)
{
  g_autoptr (UkeDataDir) dir = uke_data_dir_new (clinic->dir);
  g_autoptr (UkeKeySlots) slots = uke_key_slots_new (&clinic->database_id);
  g_autoptr (UkeSecret) code = uke_recovery_code_generate ();
  g_autoptr (UkeSecret) text = uke_recovery_code_format (code);
  UkeId slot_id = uke_id_new (uke_clock_now_us (clinic->clock));
  char *file = g_build_filename (clinic->dir, "code.txt", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (uke_key_slots_add (slots, UKE_KEY_SLOT_RECOVERY, &slot_id,
                                    uke_clock_now_us (clinic->clock), code, clinic->key, &error));
  g_assert_true (uke_key_slots_save_sync (slots, dir->slots, dir->slots_copy, &error));
  g_assert_true (
      g_file_set_contents (file, uke_secret_peek_text (text), (gssize)uke_secret_len (text), NULL));
  return file;
}

/**
 * uke_test_server_new_from_desk:
 * @clinic: a desk's clinic, open; it gets a recovery code
 *
 * Returns: (transfer full): a server that was made from its content and answers; the desk is open
 *   again, by itself as before
 */
UkeTestServer *
uke_test_server_new_from_desk (UkeTestClinic *clinic)
{
  g_autofree char *code_file = write_code (clinic);
  UkeTestServer *self;

  uke_test_clinic_shut (clinic);
  self = uke_test_server_new_from (clinic->dir, code_file);
  uke_test_clinic_reopen (clinic);
  return self;
}

/**
 * uke_test_server_new_in_past:
 * @days: so many days ago
 *
 * Returns: (transfer full): a server that was set up then and believes that it is still then, until
 *   it is told "today"
 */
UkeTestServer *
uke_test_server_new_in_past (const char *days)
{
  const char *arguments[] = { "--past", days, NULL };

  return start (arguments);
}

/**
 * uke_test_server_free:
 * @self: (transfer full): a server
 *
 * Its script ends it, and the proxy with it, when nobody speaks to it any more.
 */
void
uke_test_server_free (UkeTestServer *self)
{
  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL));
  g_assert_true (g_subprocess_wait (self->process, NULL, NULL));
  g_clear_object (&self->lines);
  g_clear_object (&self->process);
  g_free (self);
}

/**
 * uke_test_server_ask:
 * @self: a server
 * @order: an order of clinic-server.py
 *
 * Returns: (transfer full): its answer
 */
char *
uke_test_server_ask (UkeTestServer *self, const char *order)
{
  g_autofree char *line = g_strconcat (order, "\n", NULL);

  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), line,
                                            strlen (line), NULL, NULL, NULL));
  return read_line (self);
}

/**
 * uke_test_server_tell:
 * @self: a server
 * @order: an order that has no answer but "done"
 */
void
uke_test_server_tell (UkeTestServer *self, const char *order)
{
  g_autofree char *answer = uke_test_server_ask (self, order);

  g_assert_cmpstr (answer, ==, "done");
}

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/**
 * uke_test_until:
 * @condition: what is waited for
 * @data: for it
 * @what: its name, for whoever reads that it did not come
 */
void
uke_test_until (UkeTestCondition condition, gpointer data, const char *what)
{
  int64_t end_us = g_get_monotonic_time () + DEADLINE_US;
  unsigned wake = g_timeout_add (200, wake_cb, NULL);

  while (!condition (data)) {
    g_main_context_iteration (NULL, TRUE);
    if (g_get_monotonic_time () > end_us)
      g_error ("waited in vain for %s", what);
  }
  g_source_remove (wake);
}

/* --- desks ------------------------------------------------------------------------------------ */

static UkeSyncHome *
join (UkeTestServer *server, const char *dir, const char *name, UkeSecret **out_key)
{
  g_autofree char *enrol = uke_test_server_ask (server, "enrol");
  g_autofree char *desks = uke_test_server_ask (server, "relay");
  g_autofree char *code = uke_test_server_ask (server, "code");
  g_autofree char *order = NULL;
  g_autofree char *dev = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSyncEnrolment) enrolment = uke_sync_enrolment_new (dir, enrol, name, &error);
  g_autoptr (GAsyncResult) begun = NULL;
  g_autoptr (GAsyncResult) confirmed = NULL;
  UkeSyncHome *home;

  g_assert_no_error (error);
  uke_sync_enrolment_begin_async (enrolment, code, NULL, uke_test_await_cb, &begun);
  while (begun == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (uke_sync_enrolment_begin_finish (enrolment, begun, &error));
  order = g_strconcat ("accept ", uke_sync_enrolment_get_words (enrolment), NULL);
  dev = uke_test_server_ask (server, order);
  uke_sync_enrolment_confirm_async (enrolment, NULL, uke_test_await_cb, &confirmed);
  while (confirmed == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (uke_sync_enrolment_confirm_finish (enrolment, confirmed, &error));
  home = uke_sync_enrolment_steal_home (enrolment);
  g_free (home->uri);
  home->uri = g_strconcat ("https://", desks, NULL);
  g_assert_cmpint (g_ascii_strtoll (dev, NULL, 10), ==, home->dev);
  *out_key = uke_secret_ref (uke_sync_enrolment_get_key (enrolment));
  return home;
}

static gboolean
is_open (gpointer data)
{
  UkeTestPlace *self = data;

  return uke_clinic_is_open (self->clinic->clinic);
}

static gpointer
status_work (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return uke_replica_get_status (db, data, error) ? data : NULL;
}

/**
 * uke_test_place_is_live:
 * @self: a desk
 *
 * What the engine tells can be one commit behind: the file itself is asked, too.
 *
 * Returns: whether it has everything and nothing waits to be sent
 */
gboolean
uke_test_place_is_live (UkeTestPlace *self)
{
  const UkeSyncFacts *facts = uke_test_place_facts (self);
  UkeReplicaStatus status;
  g_autoptr (GError) error = NULL;

  if (facts->state != UKE_SYNC_STAGE_LIVE || facts->n_waiting > 0 || !is_open (self))
    return FALSE;
  g_assert_nonnull (uke_db_pool_write_sync (uke_clinic_get_pool (self->clinic->clinic), status_work,
                                            &status, NULL, &error));
  g_assert_no_error (error);
  return status.n_waiting == 0 && status.cursor.seq == facts->seq;
}

static gboolean
is_live (gpointer data)
{
  return uke_test_place_is_live (data);
}

/**
 * uke_test_place_until_live:
 * @self: a desk
 *
 * Waits until it has everything and nothing waits to be sent.
 */
void
uke_test_place_until_live (UkeTestPlace *self)
{
  uke_test_until (is_live, self, "a desk to be up to date");
}

/** Wish: a patient that a desk is to see. */
typedef struct {
  UkeTestPlace *desk;
  UkeId patient_id;
  const char *family; /* (nullable) */
} Wish;

static gboolean
sees (gpointer data)
{
  const Wish *wish = data;
  g_autoptr (UkeRecord) patient
      = uke_test_clinic_read (wish->desk->clinic, &UKE_ENTITY_PATIENT, &wish->patient_id);

  return patient != NULL && !uke_record_is_deleted (patient)
         && (wish->family == NULL
             || g_str_equal (uke_record_get_text (patient, UKE_PATIENT_FAMILY_NAME), wish->family));
}

/**
 * uke_test_place_until_sees:
 * @self: a desk
 * @patient_id: a patient that another desk registered
 * @family: (nullable): by which name
 *
 * Waits until the patient is there.
 */
void
uke_test_place_until_sees (UkeTestPlace *self, const UkeId *patient_id, const char *family)
{
  Wish wish = { self, *patient_id, family };

  uke_test_until (sees, &wish, "a patient that another desk registered");
}

/**
 * uke_test_place_join:
 * @server: a server
 * @name: what people call the desk
 *
 * Returns: (transfer full): a desk that has joined, and has nothing yet
 */
UkeTestPlace *
uke_test_place_join (UkeTestServer *server, const char *name)
{
  UkeTestPlace *self = g_new0 (UkeTestPlace, 1);
  g_autoptr (GAsyncResult) made = NULL;
  g_autoptr (GError) error = NULL;

  self->clinic = g_new0 (UkeTestClinic, 1);
  self->clinic->dir = g_dir_make_tmp ("uke-desk-XXXXXX", &error);
  g_assert_no_error (error);
  self->clinic->clock = uke_clock_new_system ();
  self->clinic->key = uke_secret_new_random (32);
  self->clinic->database_id = uke_id_new (uke_clock_now_us (self->clinic->clock));
  self->clinic->clinic = uke_clinic_new (self->clinic->dir, self->clinic->clock);
  self->home = join (server, self->clinic->dir, name, &self->key);
  uke_clinic_create_replica_async (self->clinic->clinic, self->clinic->key,
                                   &self->clinic->database_id, self->home->dev, 77, name,
                                   self->home->public_key, uke_test_await_cb, &made);
  while (made == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (uke_clinic_create_replica_finish (self->clinic->clinic, made, &error));
  return self;
}

/**
 * uke_test_place_until_open:
 * @self: a desk whose engine runs
 *
 * Waits until people can work with it.
 */
void
uke_test_place_until_open (UkeTestPlace *self)
{
  uke_test_until (is_open, self, "the first content");
}

/**
 * uke_test_place_new_first:
 * @server: a server
 * @name: what people call the desk
 *
 * Returns: (transfer full): a desk that has joined and has just been opened, with the director
 * before it; its engine does not run
 */
UkeTestPlace *
uke_test_place_new_first (UkeTestServer *server, const char *name)
{
  UkeTestPlace *self = uke_test_place_join (server, name);
  g_autoptr (UkeRecord) director = NULL;

  uke_test_place_start (self);
  uke_test_place_until_open (self);
  uke_test_place_stop (self);
  director = g_list_model_get_item (uke_clinic_get_staff (self->clinic->clinic), 0);
  uke_clinic_sit_down (self->clinic->clinic, uke_record_get_id (director));
  return self;
}

/**
 * uke_test_place_new:
 * @server: a server
 * @name: what people call the desk
 *
 * Returns: (transfer full): a desk that has joined and has the clinic's content, with the director
 *   before it
 */
UkeTestPlace *
uke_test_place_new (UkeTestServer *server, const char *name)
{
  UkeTestPlace *self = uke_test_place_new_first (server, name);

  uke_test_place_start (self);
  uke_test_place_until_live (self);
  return self;
}

static void
become (UkeTestPlace *self)
{
  g_autoptr (GAsyncResult) joined = NULL;
  g_autoptr (GError) error = NULL;

  uke_clinic_join_async (self->clinic->clinic, self->home->dev, 1000 + self->home->dev,
                         self->home->device_name, self->home->public_key, uke_test_await_cb,
                         &joined);
  while (joined == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (uke_clinic_join_finish (self->clinic->clinic, joined, &error));
  uke_test_place_start (self);
}

/**
 * uke_test_place_new_in_place:
 * @server: a server
 * @clinic: (transfer full): a clinic by itself
 * @name: what people call the desk
 *
 * Returns: (transfer full): that clinic as one of the server's desks
 */
UkeTestPlace *
uke_test_place_new_in_place (UkeTestServer *server, UkeTestClinic *clinic, const char *name)
{
  UkeTestPlace *self = g_new0 (UkeTestPlace, 1);

  self->clinic = clinic;
  self->home = join (server, clinic->dir, name, &self->key);
  become (self);
  return self;
}

/**
 * uke_test_place_join_again:
 * @self: a desk whose certificate is good no more
 * @server: its server, or one that was made from that one's content
 */
void
uke_test_place_join_again (UkeTestPlace *self, UkeTestServer *server)
{
  g_autofree char *name = g_strdup (self->home->device_name);

  if (self->engine != NULL)
    uke_test_place_stop (self);
  uke_sync_home_free (self->home);
  uke_secret_unref (self->key);
  self->home = join (server, self->clinic->dir, name, &self->key);
  become (self);
}

/**
 * uke_test_place_start:
 * @self: a desk whose engine does not run
 */
void
uke_test_place_start (UkeTestPlace *self)
{
  self->engine = uke_sync_engine_new (self->clinic->clinic, self->home, self->key);
  uke_sync_engine_start (self->engine);
}

/**
 * uke_test_place_stop:
 * @self: a desk
 *
 * Its engine stops; people go on working.
 */
void
uke_test_place_stop (UkeTestPlace *self)
{
  uke_sync_engine_stop (self->engine);
  g_clear_object (&self->engine);
}

/**
 * uke_test_place_facts:
 * @self: a desk
 *
 * Returns: (transfer none): what its engine says
 */
const UkeSyncFacts *
uke_test_place_facts (UkeTestPlace *self)
{
  return uke_sync_engine_get_facts (self->engine);
}

/**
 * uke_test_place_free:
 * @self: (transfer full): a desk
 */
void
uke_test_place_free (UkeTestPlace *self)
{
  if (self->engine != NULL)
    uke_test_place_stop (self);
  uke_sync_home_free (self->home);
  uke_secret_unref (self->key);
  uke_test_clinic_free (self->clinic);
  g_free (self);
}
