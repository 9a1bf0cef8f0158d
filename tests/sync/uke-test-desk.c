/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uke-hex.h"
#include "clinic/uke-clinic-store.h"
#include "clinic/uke-patient-commands.h"
#include "clinic/uke-set-up-commands.h"
#include "model/uke-codes.h"
#include "store/uke-replica.h"
#include "store/uke-rows.h"
#include "support/uke-test-clinic.h"
#include "sync/uke-sync-engine.h"
#include "sync/uke-sync-enrolment.h"
#include "vault/uke-keyring.h"
#include "words/uke-words-sync.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <unistd.h>

/*
 * A desk without a window, as a process of its own: the engine, the encrypted file and the keyring
 * as they are. `uke-test-desk join DIR ENROL_ADDRESS CODE DESKS_ADDRESS NAME` makes one, and says
 * "words SIX WORDS" when somebody has to let it in; `uke-test-desk run DIR` goes on with one, also
 * after it was killed. Orders come as lines, each answered by one:
 *
 * patient NUMBER   registers one; "kept CHANGE_SET PATIENT" once it is committed here
 * column NAME      a new column of the calendar, open from 9 to 18: "made RESOURCE"
 * book PATIENT RESOURCE AT_US    for half an hour, when nobody is known to be there
 * note PATIENT TEXT  a note on one: "kept CHANGE_SET PATIENT"
 * show PATIENT FIELD  "column VALUE"; "ext VALUE" of a field that this program does not know
 * list TABLE       its first fields: "rows VALUE…"; "unknown" where there is no such table
 * now, check       as a person who does not want to wait; "done"
 * allow            what was held back because it deletes much; "done"
 * state            JSON, with the sentence that people read where the state alone does not say
 * enough
 */

static UkeTestClinic desk;
static UkeSyncHome *home;
static UkeSyncEngine *engine;
static GMainLoop *loop;

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void say (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
say (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  vprintf (format, arguments);
  va_end (arguments);
  putchar ('\n');
  fflush (stdout);
}

/* --- the keyring ------------------------------------------------------------------------------ */

static void
store_secret (const UkeId *item_of, const UkeId *id, UkeSecret *secret)
{
  g_autoptr (UkeKeyring) keyring = uke_keyring_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  uke_keyring_store_async (keyring, item_of, id, secret, UKE_KEYRING_QUIET, NULL, uke_test_await_cb,
                           &result);
  wait_for (&result);
  if (!uke_keyring_store_finish (keyring, result, &error))
    g_error ("keyring: %s", error->message);
}

static GPtrArray *
find_secrets (const UkeId *item_of)
{
  g_autoptr (UkeKeyring) keyring = uke_keyring_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *secrets = NULL;

  uke_keyring_lookup_async (keyring, item_of, UKE_KEYRING_QUIET, NULL, uke_test_await_cb, &result);
  wait_for (&result);
  if (uke_keyring_lookup_finish (keyring, result, &secrets, &error) != UKE_KEYRING_READY)
    g_error ("keyring: %s", error != NULL ? error->message : "no such item");
  return secrets;
}

/* --- joining and opening ---------------------------------------------------------------------- */

/* The file is found again by its id, which is no secret. */
static void
keep_id (void)
{
  g_autofree char *file = g_build_filename (desk.dir, "id.txt", NULL);
  char hex[UKE_ID_HEX_SIZE];

  uke_id_to_hex (&desk.database_id, hex);
  if (!g_file_set_contents (file, hex, -1, NULL))
    g_error ("the id cannot be kept");
}

static void
read_id (void)
{
  g_autofree char *file = g_build_filename (desk.dir, "id.txt", NULL);
  g_autofree char *hex = NULL;

  if (!g_file_get_contents (file, &hex, NULL, NULL) || !uke_id_from_hex (hex, &desk.database_id))
    g_error ("no desk is here");
}

static void
enrol (const char *address, const char *code, const char *desks, const char *name)
{
  const UkeId keyring_id = uke_sync_home_get_keyring_id (&desk.database_id);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSyncEnrolment) enrolment = uke_sync_enrolment_new (desk.dir, address, name, &error);
  g_autoptr (GAsyncResult) begun = NULL;
  g_autoptr (GAsyncResult) confirmed = NULL;

  g_assert_no_error (error);
  uke_sync_enrolment_begin_async (enrolment, code, NULL, uke_test_await_cb, &begun);
  wait_for (&begun);
  if (!uke_sync_enrolment_begin_finish (enrolment, begun, &error))
    g_error ("enrolment: %s", error->message);
  say ("words %s", uke_sync_enrolment_get_words (enrolment));
  uke_sync_enrolment_confirm_async (enrolment, NULL, uke_test_await_cb, &confirmed);
  wait_for (&confirmed);
  if (!uke_sync_enrolment_confirm_finish (enrolment, confirmed, &error))
    g_error ("enrolment: %s", error->message);
  home = uke_sync_enrolment_steal_home (enrolment);
  g_free (home->uri);
  home->uri = g_strconcat ("https://", desks, NULL);
  store_secret (&keyring_id, &home->key_id, uke_sync_enrolment_get_key (enrolment));
  if (!uke_sync_home_save_sync (home, uke_sync_enrolment_get_authority (enrolment), &error))
    g_error ("home: %s", error->message);
}

static void
join (char **words)
{
  g_autoptr (GAsyncResult) made = NULL;
  g_autoptr (GError) error = NULL;

  desk.database_id = uke_id_new (uke_clock_now_us (desk.clock));
  desk.key = uke_secret_new_random (32);
  store_secret (&desk.database_id, &desk.database_id, desk.key);
  enrol (words[0], words[1], words[2], words[3]);
  desk.clinic = uke_clinic_new (desk.dir, desk.clock);
  uke_clinic_create_replica_async (desk.clinic, desk.key, &desk.database_id, home->dev, 77,
                                   words[3], home->public_key, uke_test_await_cb, &made);
  wait_for (&made);
  if (!uke_clinic_create_replica_finish (desk.clinic, made, &error))
    g_error ("clinic: %s", error->message);
  keep_id ();
}

static void
open_again (void)
{
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GPtrArray) secrets = NULL;
  g_autoptr (GError) error = NULL;

  read_id ();
  secrets = find_secrets (&desk.database_id);
  desk.key = uke_secret_ref (secrets->pdata[0]);
  home = uke_sync_home_load_sync (desk.dir, &error);
  if (home == NULL)
    g_error ("home: %s", error->message);
  desk.clinic = uke_clinic_new (desk.dir, desk.clock);
  uke_clinic_open_async (desk.clinic, desk.key, &desk.database_id, NULL, uke_test_await_cb,
                         &opened);
  wait_for (&opened);
  if (!uke_clinic_open_finish (desk.clinic, opened, &error))
    g_error ("clinic: %s", error->message);
}

static void
start_engine (void)
{
  const UkeId keyring_id = uke_sync_home_get_keyring_id (&desk.database_id);
  g_autoptr (GPtrArray) secrets = find_secrets (&keyring_id);
  UkeSecret *pem = uke_sync_home_find_key (home, secrets);

  engine = uke_sync_engine_new (desk.clinic, home, pem);
  uke_sync_engine_start (engine);
}

/* --- orders ----------------------------------------------------------------------------------- */

static void
sit_down (void)
{
  GListModel *staff = uke_clinic_get_staff (desk.clinic);
  g_autoptr (UkeRecord) director = g_list_model_get_item (staff, 0);

  if (director != NULL)
    uke_clinic_sit_down (desk.clinic, uke_record_get_id (director));
}

static void
execute (UkeCommand *command, gboolean accepts_warnings)
{
  char change_set[UKE_ID_HEX_SIZE], subject[UKE_ID_HEX_SIZE];
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeReceipt) receipt = NULL;

  sit_down ();
  uke_command_set_accepts_warnings (command, accepts_warnings);
  receipt = uke_test_clinic_execute (&desk, command, &error);
  if (receipt == NULL) {
    say ("refused %s", error->message);
    return;
  }
  uke_id_to_hex (&receipt->change_set_id, change_set);
  uke_id_to_hex (&receipt->subject_id, subject);
  say ("kept %s %s", change_set, subject);
}

static void
register_patient (const char *number)
{
  UkeDraft *patient = uke_draft_new (&UKE_ENTITY_PATIENT, uke_clock_now_us (desk.clock));

  uke_draft_set_text (patient, UKE_PATIENT_PATIENT_NUMBER, number);
  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_NAME, "早坂");
  /* Somebody of the same name on the same day would be asked about. */
  uke_draft_set_text (patient, UKE_PATIENT_GIVEN_NAME, number);
  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_KANA, "はやさか");
  uke_draft_set_text (patient, UKE_PATIENT_GIVEN_KANA, number);
  execute (uke_command_register_patient (uke_patient_form_new (patient)), TRUE);
}

static void
add_column (const char *name)
{
  char hex[UKE_ID_HEX_SIZE];
  UkeId id;

  sit_down ();
  id = uke_test_clinic_add_provider (&desk, name);
  uke_id_to_hex (&id, hex);
  say ("made %s", hex);
}

/** Wanted: a patient, as the file has them. */
typedef struct {
  UkeId id;
  UkeRecord *record; /* (owned) (nullable) */
} Wanted;

static gpointer
find_work (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Wanted *wanted = data;

  wanted->record = uke_rows_find_any (db, &UKE_ENTITY_PATIENT, &wanted->id, error);
  return wanted->record;
}

static UkeRecord *
find_patient (const char *patient)
{
  g_autoptr (GError) error = NULL;
  Wanted wanted = { 0 };

  g_assert_true (uke_id_from_hex (patient, &wanted.id));
  if (uke_db_pool_write_sync (uke_clinic_get_pool (desk.clinic), find_work, &wanted, NULL, &error)
      == NULL)
    g_error ("no such patient: %s", error != NULL ? error->message : "none");
  return wanted.record;
}

static void
write_note (const char *patient, const char *text)
{
  g_autoptr (UkeRecord) record = find_patient (patient);
  UkeDraft *draft = uke_draft_new_from (record);

  uke_draft_set_text (draft, UKE_PATIENT_NOTE, text);
  execute (uke_command_edit_patient (uke_patient_form_new (draft)), TRUE);
}

static void
show (const char *patient, const char *name)
{
  g_autoptr (UkeRecord) record = find_patient (patient);
  UkeExt *ext = uke_record_get_ext (record);
  int known = uke_entity_field_index (&UKE_ENTITY_PATIENT, name);

  for (unsigned i = 0; i < uke_ext_get_n (ext); i++)
    if (g_str_equal (uke_ext_get (ext, i)->name, name)) {
      say ("ext %s", uke_ext_get (ext, i)->value.text);
      return;
    }
  if (known < 0)
    say ("none");
  else
    say ("column %s", uke_record_get_text (record, (unsigned)known));
}

static gpointer
list_work (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return uke_rows_list (db, data, error);
}

static void
list_rows (const char *table)
{
  const UkeEntity *entity = uke_entity_by_name (table);
  g_autoptr (GString) text = g_string_new ("rows");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  if (entity == NULL) {
    say ("unknown");
    return;
  }
  rows = uke_db_pool_write_sync (uke_clinic_get_pool (desk.clinic), list_work, (gpointer)entity,
                                 NULL, &error);
  g_assert_no_error (error);
  for (unsigned i = 0; i < rows->len; i++)
    g_string_append_printf (text, " %s", uke_record_get_text (rows->pdata[i], 0));
  say ("%s", text->str);
}

/* @at_us: when */
static void
book (const char *patient, const char *resource, const char *at_us)
{
  UkeDraft *booking = uke_draft_new (&UKE_ENTITY_APPOINTMENT, uke_clock_now_us (desk.clock));
  UkeId patient_id, resource_id;

  g_assert_true (uke_id_from_hex (patient, &patient_id));
  g_assert_true (uke_id_from_hex (resource, &resource_id));
  uke_draft_set_id (booking, UKE_APPOINTMENT_PATIENT_ID, &patient_id);
  uke_draft_set_id (booking, UKE_APPOINTMENT_PROVIDER_ID, &resource_id);
  uke_draft_set_int (booking, UKE_APPOINTMENT_STARTS_AT_US, g_ascii_strtoll (at_us, NULL, 10));
  uke_draft_set_int (booking, UKE_APPOINTMENT_LENGTH_MIN, 30);
  execute (uke_command_book (booking), FALSE);
}

/** Standing: what the file holds. */
typedef struct {
  char chain[2 * UKE_SHA256_SIZE + 1];
  char root[2 * UKE_WIRE_DIGEST_SIZE + 1];
  int64_t seq;
  int64_t n_patients, n_confirmed, n_open;
  unsigned n_waiting; /* the engine's own count may be one commit behind */
} Standing;

static gpointer
stand_work (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Standing *standing = data;
  g_autoptr (UkeSyncSums) sums = uke_replica_get_sums (db, NULL, error);
  UkeReplicaStatus status;

  if (sums == NULL || !uke_replica_get_status (db, &status, error)
      || !uke_db_query_int64 (db, "SELECT count(*) FROM patient WHERE del_seq IS NULL",
                              &standing->n_patients, error)
      || !uke_db_query_int64 (db, "SELECT count(DISTINCT appointment_id) FROM slot_claim",
                              &standing->n_confirmed, error)
      || !uke_db_query_int64 (
          db, "SELECT count(*) FROM conflict WHERE settled_seq IS NULL AND needs_person = 1",
          &standing->n_open, error))
    return NULL;
  standing->seq = status.cursor.seq;
  standing->n_waiting = status.n_waiting;
  uke_hex_write (status.cursor.chain, UKE_SHA256_SIZE, standing->chain);
  uke_hex_write (sums->root, UKE_WIRE_DIGEST_SIZE, standing->root);
  return standing;
}

static void
tell_state (void)
{
  const UkeSyncFacts *facts = uke_sync_engine_get_facts (engine);
  const char *words = uke_words_sync_note (facts, FALSE, FALSE);
  const char *note = words != NULL ? words : "";
  unsigned n_missing = facts->n_parts - facts->parts_done;
  g_autoptr (GError) error = NULL;
  Standing standing = { 0 };

  if (!uke_clinic_is_open (desk.clinic)) {
    say ("{\"state\":\"%s\",\"note\":\"%s\",\"open\":false,\"missing\":%u}",
         uke_sync_stage_get_code (facts->state), note, n_missing);
    return;
  }
  if (uke_db_pool_write_sync (uke_clinic_get_pool (desk.clinic), stand_work, &standing, NULL,
                              &error)
      == NULL) {
    say ("{\"state\":\"%s\",\"note\":\"%s\",\"open\":false,\"error\":\"%s\"}",
         uke_sync_stage_get_code (facts->state), note, error->message);
    return;
  }
  say ("{\"state\":\"%s\",\"note\":\"%s\",\"open\":true,\"waiting\":%u,\"seq\":%" G_GINT64_FORMAT
       ",\"chain\":\"%s\",\"root\":\"%s\",\"patients\":%" G_GINT64_FORMAT
       ",\"confirmed\":%" G_GINT64_FORMAT ",\"cards\":%" G_GINT64_FORMAT
       ",\"checks\":%u,\"repaired\":%u,\"held\":%u,\"missing\":%u}",
       uke_sync_stage_get_code (facts->state), note, standing.n_waiting, standing.seq,
       standing.chain, standing.root, standing.n_patients, standing.n_confirmed, standing.n_open,
       facts->n_checks, facts->n_repaired, facts->held.n_patients, n_missing);
}

static void
obey (char **words)
{
  if (g_str_equal (words[0], "patient"))
    register_patient (words[1]);
  else if (g_str_equal (words[0], "note"))
    write_note (words[1], words[2]);
  else if (g_str_equal (words[0], "show"))
    show (words[1], words[2]);
  else if (g_str_equal (words[0], "list"))
    list_rows (words[1]);
  else if (g_str_equal (words[0], "column"))
    add_column (words[1]);
  else if (g_str_equal (words[0], "book"))
    book (words[1], words[2], words[3]);
  else if (g_str_equal (words[0], "state"))
    tell_state ();
  else if (g_str_equal (words[0], "now")) {
    uke_sync_engine_sync_now (engine);
    say ("done");
  } else if (g_str_equal (words[0], "allow")) {
    uke_sync_engine_allow_deletions (engine);
    say ("done");
  } else if (g_str_equal (words[0], "check")) {
    uke_sync_engine_check_now (engine);
    say ("done");
  } else
    g_error ("no such order: %s", words[0]);
}

static void read_order (GDataInputStream *orders);

static void
order_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GDataInputStream *orders = G_DATA_INPUT_STREAM (source);
  g_autofree char *line = g_data_input_stream_read_line_finish (orders, result, NULL, NULL);
  g_auto (GStrv) words = line != NULL ? g_strsplit (line, " ", -1) : NULL;

  if (words == NULL) {
    g_main_loop_quit (loop);
    return;
  }
  obey (words);
  read_order (orders);
}

static void
read_order (GDataInputStream *orders)
{
  g_data_input_stream_read_line_async (orders, G_PRIORITY_DEFAULT, NULL, order_cb, NULL);
}

static void
leave (void)
{
  g_autoptr (GAsyncResult) closed = NULL;

  uke_sync_engine_stop (engine);
  g_clear_object (&engine);
  uke_clinic_close_async (desk.clinic, uke_test_await_cb, &closed);
  wait_for (&closed);
  if (!uke_clinic_close_finish (desk.clinic, closed, NULL))
    g_error ("the clinic cannot be closed");
}

int
main (int argc, char **argv)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) orders = g_data_input_stream_new (input);

  g_assert_cmpint (argc, >=, 3);
  desk.dir = g_strdup (argv[2]);
  desk.clock = uke_clock_new_system ();
  if (g_str_equal (argv[1], "join")) {
    g_assert_cmpint (argc, ==, 7);
    join (argv + 3);
  } else {
    open_again ();
  }
  start_engine ();
  say ("ready");
  loop = g_main_loop_new (NULL, FALSE);
  read_order (orders);
  g_main_loop_run (loop);
  leave ();
  return 0;
}
