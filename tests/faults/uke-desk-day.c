/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faults/uke-desk-day.h"

#include "clinic/uke-follow-up-commands.h"
#include "clinic/uke-import-commands.h"
#include "clinic/uke-search.h"
#include "clinic/uke-verify.h"
#include "db/uke-stmt.h"
#include "model/uke-status.h"

/* Bookings lie on a grid of this many quarters of an hour from nine o'clock on. */
#define N_QUARTERS 32
#define N_BATCH_ROWS 3

typedef UkeReceipt *(*Step) (UkeDeskDay *self, UkeTestClinic *clinic, GError **error);

static int
make_number (const UkeDeskDay *self, int extra)
{
  return (int)self->next * 10 + extra;
}

/* A new patient, whose number no other step of any life gives. */
static UkePatientForm *
make_form (UkeTestClinic *clinic, int number)
{
  int64_t now_us = uke_clock_now_us (clinic->clock);
  UkeDraft *patient = uke_draft_new (&UKE_ENTITY_PATIENT, now_us);
  UkeDraft *phone = uke_draft_new (&UKE_ENTITY_PATIENT_PHONE, now_us);
  UkePatientForm *form = uke_patient_form_new (patient);
  g_autofree char *digits = g_strdup_printf ("0900000%04d", number % 10000);
  g_autofree char *text = g_strdup_printf ("%d", number);

  uke_draft_set_text (patient, UKE_PATIENT_PATIENT_NUMBER, text);
  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_NAME, "髙橋");
  uke_draft_set_text (patient, UKE_PATIENT_GIVEN_NAME, text);
  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_KANA, "タカハシ");
  uke_draft_set_text (phone, UKE_PATIENT_PHONE_NUMBER, digits);
  uke_patient_form_add (form, phone);
  return form;
}

static UkeReceipt *
execute (UkeTestClinic *clinic, UkeCommand *command, GError **error)
{
  uke_command_set_accepts_warnings (command, TRUE);
  return uke_test_clinic_execute (clinic, command, error);
}

static UkeReceipt *
do_register (UkeDeskDay *self, UkeTestClinic *clinic, GError **error)
{
  return execute (clinic, uke_command_register_patient (make_form (clinic, make_number (self, 0))),
                  error);
}

static UkeReceipt *
do_book (UkeDeskDay *self, UkeTestClinic *clinic, GError **error)
{
  g_autoptr (UkeRecord) provider
      = g_list_model_get_item (uke_clinic_get_resources (clinic->clinic), 0);
  int minute = 9 * 60 + (int)(self->next % N_QUARTERS) * 15;

  return execute (clinic,
                  uke_command_book (uke_test_clinic_draft_booking (
                      clinic, &self->patient, uke_record_get_id (provider), minute, 45)),
                  error);
}

static UkeReceipt *
do_move (UkeDeskDay *self, UkeTestClinic *clinic, GError **error)
{
  g_autoptr (UkeRecord) seen
      = uke_test_clinic_read (clinic, &UKE_ENTITY_APPOINTMENT, &self->appointment);
  const UkeId *provider = uke_record_get_id_value (seen, UKE_APPOINTMENT_PROVIDER_ID);
  int64_t starts_at_us = uke_record_get_time_us (seen, UKE_APPOINTMENT_STARTS_AT_US);

  return execute (
      clinic,
      uke_command_move (seen, starts_at_us + INT64_C (15) * 60 * 1000000, 30, provider, NULL),
      error);
}

static UkeReceipt *
do_receive (UkeDeskDay *self, UkeTestClinic *clinic, GError **error)
{
  g_autoptr (UkeRecord) seen
      = uke_test_clinic_read (clinic, &UKE_ENTITY_APPOINTMENT, &self->appointment);

  return execute (clinic, uke_command_set_status (seen, UKE_STATUS_ARRIVED), error);
}

static UkeReceipt *
do_plan_call (UkeDeskDay *self, UkeTestClinic *clinic, GError **error)
{
  UkeDraft *task = uke_draft_new (&UKE_ENTITY_FOLLOW_UP, uke_clock_now_us (clinic->clock));

  uke_draft_set_id (task, UKE_FOLLOW_UP_PATIENT_ID, &self->patient);
  uke_draft_set_text (task, UKE_FOLLOW_UP_REASON, "recall");
  return execute (clinic, uke_command_create_follow_up (task), error);
}

static UkeReceipt *
do_call (UkeDeskDay *self, UkeTestClinic *clinic, GError **error)
{
  g_autoptr (UkeRecord) seen
      = uke_test_clinic_read (clinic, &UKE_ENTITY_FOLLOW_UP, &self->follow_up);
  UkeCallReport report = { .follow_up = seen, .outcome = UKE_CALL_OUTCOME_HANDED_TO_DOCTOR };

  return execute (clinic, uke_command_record_outcome (&report), error);
}

static UkeReceipt *
do_start_import (UkeDeskDay *self, UkeTestClinic *clinic, GError **error)
{
  return execute (clinic, uke_command_start_import ("patients", "患者.csv", NULL, N_BATCH_ROWS),
                  error);
}

static UkeReceipt *
do_import (UkeDeskDay *self, UkeTestClinic *clinic, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_import_row_free);

  for (int i = 0; i < N_BATCH_ROWS; i++)
    g_ptr_array_add (rows, uke_import_row_new_patient ((unsigned)i + 2,
                                                       make_form (clinic, make_number (self, i))));
  return execute (clinic, uke_command_import_batch (&self->run, rows, 0, 0), error);
}

static UkeReceipt *
do_end_import (UkeDeskDay *self, UkeTestClinic *clinic, GError **error)
{
  return execute (clinic, uke_command_end_import (&self->run, "done"), error);
}

/* Takes the whole run back; each batch and the run's own row are change-sets of their own, so what
 * is acknowledged is the newest of the log. */
static UkeReceipt *
undo_import (UkeDeskDay *self, UkeTestClinic *clinic, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UkeDb) db = uke_desk_day_look (clinic);
  int64_t n_before = uke_desk_day_count (db);
  UkeReceipt *receipt;

  uke_clinic_undo_import_async (clinic->clinic, &self->run, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!uke_clinic_undo_import_finish (clinic->clinic, result, NULL, error))
    return NULL;
  if (uke_desk_day_count (db) == n_before)
    return NULL;
  receipt = g_new0 (UkeReceipt, 1);
  receipt->seq = uke_desk_day_count (db);
  receipt->subject_id = self->run;
  return receipt;
}

static UkeReceipt *
undo_registration (UkeDeskDay *self, UkeTestClinic *clinic, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  uke_clinic_undo_async (clinic->clinic, &self->registered, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return uke_clinic_undo_finish (clinic->clinic, result, error);
}

/* Two registrations, so that the one which is taken back has neither bookings nor calls; and what
 * became of a step is kept in the member of the day that stands beside it. */
static const struct {
  Step perform;
  size_t subject;    /* where the day keeps the record, 0: nowhere */
  size_t change_set; /* where it keeps the change-set, 0: nowhere */
  size_t needs;      /* the record without which there is nothing to do, 0: none */
} STEPS[] = {
  { do_register, offsetof (UkeDeskDay, patient), 0, 0 },
  { do_book, offsetof (UkeDeskDay, appointment), 0, offsetof (UkeDeskDay, patient) },
  { do_move, 0, 0, offsetof (UkeDeskDay, appointment) },
  { do_receive, 0, 0, offsetof (UkeDeskDay, appointment) },
  { do_plan_call, offsetof (UkeDeskDay, follow_up), 0, offsetof (UkeDeskDay, patient) },
  { do_call, 0, 0, offsetof (UkeDeskDay, follow_up) },
  { do_start_import, offsetof (UkeDeskDay, run), 0, 0 },
  { do_import, 0, 0, offsetof (UkeDeskDay, run) },
  { do_end_import, 0, 0, offsetof (UkeDeskDay, run) },
  { undo_import, 0, 0, offsetof (UkeDeskDay, run) },
  { do_register, 0, offsetof (UkeDeskDay, registered), 0 },
  { undo_registration, 0, 0, offsetof (UkeDeskDay, registered) },
};

static UkeId *
get_member (UkeDeskDay *self, size_t offset)
{
  return (UkeId *)((char *)self + offset);
}

/**
 * uke_desk_day_follow:
 * @self: the day
 * @done: what a step that is known to be committed has left
 *
 * Takes over what became known, so that the day goes on behind it.
 */
void
uke_desk_day_follow (UkeDeskDay *self, const UkeDeskDone *done)
{
  size_t i = (size_t)done->step % G_N_ELEMENTS (STEPS);

  self->next = done->step + 1;
  if (STEPS[i].subject != 0)
    *get_member (self, STEPS[i].subject) = done->subject_id;
  if (STEPS[i].change_set != 0)
    *get_member (self, STEPS[i].change_set) = done->change_set_id;
}

/* What the clinic says to a step that was committed by somebody who was killed before saying so. */
static void
assert_done_already (const GError *error)
{
  if (!g_error_matches (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_STATE)
      && !g_error_matches (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_CANNOT_UNDO)
      && !g_error_matches (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_DUPLICATE))
    g_error ("%s %d: %s", g_quark_to_string (error->domain), error->code, error->message);
}

/**
 * uke_desk_day_step:
 * @self: the day
 * @clinic: an open clinic with a provider
 *
 * Does the next thing. A step that was done already by somebody who could not say so any more is
 * refused by the clinic's own rules, and left out.
 *
 * Returns: what it did
 */
UkeDeskDone
uke_desk_day_step (UkeDeskDay *self, UkeTestClinic *clinic)
{
  size_t i = (size_t)self->next % G_N_ELEMENTS (STEPS);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeReceipt) receipt = NULL;
  UkeDeskDone done = { .step = self->next };

  if (STEPS[i].needs == 0 || !uke_id_is_none (get_member (self, STEPS[i].needs)))
    receipt = STEPS[i].perform (self, clinic, &error);
  if (error != NULL)
    assert_done_already (error);
  if (receipt == NULL) {
    self->next++;
    return done;
  }
  done.seq = receipt->seq;
  done.change_set_id = receipt->change_set_id;
  done.subject_id = receipt->subject_id;
  uke_desk_day_follow (self, &done);
  return done;
}

/**
 * uke_desk_day_look:
 * @clinic: an open clinic
 *
 * Returns: (transfer full): the clinic's file, past the clinic
 */
UkeDb *
uke_desk_day_look (UkeTestClinic *clinic)
{
  g_autofree char *path = g_build_filename (clinic->dir, "uketsuke.db", NULL);
  UkeDbConfig config = {
    .path = path,
    .key = uke_secret_peek (clinic->key),
    .read_only = TRUE,
  };
  g_autoptr (GError) error = NULL;
  UkeDb *db = uke_db_open (&config, &error);

  g_assert_no_error (error);
  return db;
}

static int64_t
query (UkeDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  int64_t value = 0;

  g_assert_true (uke_db_query_int64 (db, sql, &value, &error));
  g_assert_no_error (error);
  return value;
}

/**
 * uke_desk_day_count:
 * @db: a clinic's file
 *
 * Returns: how many change-sets its log has
 */
int64_t
uke_desk_day_count (UkeDb *db)
{
  return query (db, "SELECT max (seq) FROM flog");
}

/**
 * uke_desk_day_has:
 * @db: a clinic's file
 * @change_set_id: of a command that was acknowledged
 *
 * Returns: whether log, receipts and audit all know it
 */
gboolean
uke_desk_day_has (UkeDb *db, const UkeId *change_set_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "SELECT (SELECT count (*) FROM receipt JOIN flog USING (feed, seq) WHERE receipt.cs_id = :id "
      "AND flog.cs_id = :id) AND (SELECT count (*) FROM audit WHERE change_set_id = :id)",
      &error);

  g_assert_no_error (error);
  uke_stmt_bind_id (stmt, ":id", change_set_id);
  g_assert_true (uke_stmt_step_row (stmt, &error));
  return uke_stmt_boolean (stmt, 0);
}

static void
check_everything (UkeTestClinic *clinic)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) checks = NULL;

  uke_clinic_verify_async (clinic->clinic, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  checks = uke_clinic_verify_finish (clinic->clinic, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (checks->len, >=, 6);
  for (unsigned i = 0; i < checks->len; i++) {
    UkeVerifyCheck *check = g_ptr_array_index (checks, i);

    for (unsigned j = 0; j < check->problems->len; j++)
      g_error ("%s: %s", check->name, (char *)g_ptr_array_index (check->problems, j));
  }
}

/* The memory holds every patient of the rows under the name that stands there, and nobody else. */
static void
check_search_memory (UkeTestClinic *clinic, UkeDb *db)
{
  g_autoptr (UkeSearchResult) all = uke_clinic_list_patients (clinic->clinic, 0, G_MAXINT);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db,
                               "SELECT family_name || ' ' || given_name, coalesce (patient_number, "
                               "'') FROM patient WHERE id = :id AND "
                               "del_seq IS NULL",
                               &error);

  g_assert_no_error (error);
  g_assert_cmpint (all->total, ==,
                   query (db, "SELECT count (*) FROM patient WHERE del_seq IS NULL"));
  g_assert_cmpuint (all->hits->len, ==, all->total);
  for (unsigned i = 0; i < all->hits->len; i++) {
    UkeSearchHit *hit = g_ptr_array_index (all->hits, i);

    uke_stmt_reset (stmt);
    uke_stmt_bind_id (stmt, ":id", &hit->patient_id);
    g_assert_true (uke_stmt_step_row (stmt, &error));
    g_assert_cmpstr (hit->name, ==, uke_stmt_text (stmt, 0));
    g_assert_cmpstr (hit->patient_number, ==, uke_stmt_text (stmt, 1));
  }
}

/**
 * uke_desk_day_check:
 * @clinic: an open clinic
 * @db: its file
 *
 * Asserts that every check of the clinic is in order, and that what is searched in memory is what
 * stands in the rows.
 */
void
uke_desk_day_check (UkeTestClinic *clinic, UkeDb *db)
{
  check_everything (clinic);
  check_search_memory (clinic, db);
}
