/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* two-desks DIR NOW_US: what a second and a third desk wrote while they were offline arrives in a
 * clinic at NOW_US. The clinic's key is in the session's keyring. */
#include "model/uke-codes.h"
#include "store/uke-commit.h"
#include "store/uke-rows.h"
#include "store/uke-schema.h"
#include "support/uke-test-desks.h"
#include "vault/uke-vault.h"

#define MINUTE_US (INT64_C (60) * G_USEC_PER_SEC)

typedef struct {
  UkeDb *db;
  int64_t now_us;
  UkeId staff_ids[2];
  int64_t base;
} Clinic;

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!uke_vault_unlock_with_keyring_finish (UKE_VAULT (source), result, &error))
    g_error ("unlock: %s", error->message);
  *(gboolean *)data = TRUE;
}

static UkeDb *
open_clinic (UkeVault *vault)
{
  g_autoptr (GError) error = NULL;
  UkeDbConfig config = { 0 };
  gboolean is_open = FALSE;
  UkeDb *db;

  uke_vault_unlock_with_keyring_async (vault, UKE_KEYRING_QUIET, NULL, opened_cb, &is_open);
  while (!is_open)
    g_main_context_iteration (NULL, TRUE);
  config.path = uke_vault_get_data_dir (vault)->database;
  config.key = uke_secret_peek (uke_vault_get_data_key (vault));
  db = uke_db_open (&config, &error);
  g_assert_no_error (error);
  if (!uke_schema_migrate (db, config.key, &error))
    g_error ("%s", error->message);
  return db;
}

static UkeRecord *
find (Clinic *clinic, const UkeEntity *entity, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = uke_db_prepare (clinic->db, sql, &error);
  UkeRecord *record = NULL;
  UkeId id;

  g_assert_no_error (error);
  if (!uke_stmt_step_row (stmt, &error))
    g_error ("nothing for %s: %s", sql, error->message);
  id = uke_stmt_id (stmt, 0);
  record = uke_rows_get (clinic->db, entity, &id, &error);
  g_assert_no_error (error);
  return record;
}

static void
push (Clinic *clinic, unsigned dev, int minutes_ago, UkeDraft *draft)
{
  int64_t wrote_us = clinic->now_us - minutes_ago * MINUTE_US;
  UkeId id = uke_id_new (clinic->now_us);
  g_autoptr (UkeChangeSet) set = uke_change_set_new (&id, UKE_INTENT_DEMO);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (clinic->db, &error);
  const UkeTestDesk desk
      = { dev, dev == 2 ? "受付2" : "連携室", clinic->staff_ids[dev - 2], clinic->base, wrote_us };

  g_assert_no_error (error);
  uke_change_set_add_draft (set, draft);
  uke_draft_free (draft);
  if (uke_test_desk_push (clinic->db, &desk, set, clinic->now_us, &error) == 0
      || !uke_db_transaction_commit (g_steal_pointer (&transaction), &error))
    g_error ("%s", error->message);
}

static UkeDraft *
change (UkeRecord *seen, unsigned field, const char *text)
{
  UkeDraft *draft = uke_draft_new_from (seen);

  uke_draft_set_text (draft, field, text);
  return draft;
}

static UkeDraft *
draft_like (Clinic *clinic, UkeRecord *booking, const UkeId *patient_id, const char *channel)
{
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_APPOINTMENT, clinic->now_us);
  const unsigned same[]
      = { UKE_APPOINTMENT_CLINIC_ID, UKE_APPOINTMENT_PROVIDER_ID,  UKE_APPOINTMENT_CHAIR_ID,
          UKE_APPOINTMENT_MENU_ID,   UKE_APPOINTMENT_STARTS_AT_US, UKE_APPOINTMENT_LENGTH_MIN };

  for (size_t i = 0; i < G_N_ELEMENTS (same); i++)
    uke_draft_set_value (draft, same[i], uke_record_get_value (booking, same[i]));
  uke_draft_set_id (draft, UKE_APPOINTMENT_PATIENT_ID, patient_id);
  uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, "booked");
  uke_draft_set_text (draft, UKE_APPOINTMENT_CHANNEL, channel);
  return draft;
}

/* In the place of a booking that one desk cancels, two desks book. */
static void
book_over (Clinic *clinic)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT id FROM appointment WHERE starts_at_us > %" G_GINT64_FORMAT
      " AND status IN ('booked', 'confirmed') AND provider_id IS NOT NULL AND del_seq IS NULL"
      " AND length_min >= 45 AND provider_id IN (SELECT id FROM resource WHERE capacity = 1"
      " AND name LIKE '%%衛生士') ORDER BY starts_at_us LIMIT 1",
      clinic->now_us + 60 * 24 * MINUTE_US);
  g_autoptr (UkeRecord) booking = find (clinic, &UKE_ENTITY_APPOINTMENT, sql);
  g_autofree char *hex
      = uke_id_dup_hex (uke_record_get_id_value (booking, UKE_APPOINTMENT_PATIENT_ID));
  g_autofree char *other = g_strdup_printf (
      "SELECT id FROM patient WHERE id <> X'%s' AND del_seq IS NULL AND merged_into_id IS NULL"
      " AND ended_reason IS NULL AND given_name IS NOT NULL ORDER BY id DESC LIMIT 1",
      hex);
  g_autoptr (UkeRecord) patient = find (clinic, &UKE_ENTITY_PATIENT, other);
  UkeDraft *first = draft_like (
      clinic, booking, uke_record_get_id_value (booking, UKE_APPOINTMENT_PATIENT_ID), "phone");
  UkeDraft *second = draft_like (clinic, booking, uke_record_get_id (patient), "desk");

  uke_draft_set_text (second, UKE_APPOINTMENT_NOTE, "紙の予約票を渡している");
  push (clinic, 3, 25, change (booking, UKE_APPOINTMENT_STATUS, "cancelled"));
  push (clinic, 3, 21, first);
  push (clinic, 2, 5, second);
}

static void
change_numbers (Clinic *clinic)
{
  g_autoptr (UkeRecord) phone
      = find (clinic, &UKE_ENTITY_PATIENT_PHONE,
              "SELECT id FROM patient_phone WHERE del_seq IS NULL ORDER BY id LIMIT 1");
  UkeDraft *first = change (phone, UKE_PATIENT_PHONE_NUMBER, "09000004821");
  UkeDraft *second = change (phone, UKE_PATIENT_PHONE_NUMBER, "09000007213");

  uke_draft_set_text (first, UKE_PATIENT_PHONE_AS_TYPED, "090-0000-4821");
  uke_draft_set_text (second, UKE_PATIENT_PHONE_AS_TYPED, "090-0000-7213");
  push (clinic, 3, 20, first);
  push (clinic, 2, 12, second);
}

static void
cancel_and_move (Clinic *clinic)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT id FROM appointment WHERE starts_at_us > %" G_GINT64_FORMAT
                         " AND status = 'booked' AND provider_id IS NOT NULL AND del_seq IS NULL"
                         " ORDER BY starts_at_us LIMIT 1",
                         clinic->now_us + 60 * MINUTE_US);
  g_autoptr (UkeRecord) booking = find (clinic, &UKE_ENTITY_APPOINTMENT, sql);
  UkeDraft *moved = uke_draft_new_from (booking);
  UkeDraft *cancelled = change (booking, UKE_APPOINTMENT_STATUS, "cancelled");

  uke_draft_set_int (moved, UKE_APPOINTMENT_STARTS_AT_US,
                     uke_record_get_time_us (booking, UKE_APPOINTMENT_STARTS_AT_US)
                         + 7 * 24 * 60 * MINUTE_US);
  uke_draft_set_text (cancelled, UKE_APPOINTMENT_CANCELLED_BY, "patient");
  push (clinic, 3, 9, moved);
  push (clinic, 2, 6, cancelled);
}

static void
change_relations (Clinic *clinic)
{
  g_autoptr (UkeRecord) patient
      = find (clinic, &UKE_ENTITY_PATIENT,
              "SELECT id FROM patient WHERE del_seq IS NULL ORDER BY id LIMIT 1 OFFSET 5");

  push (clinic, 3, 15, change (patient, UKE_PATIENT_RELATION, "長女"));
  push (clinic, 2, 14, change (patient, UKE_PATIENT_RELATION, "次女"));
}

int
main (int argc, char **argv)
{
  g_autoptr (UkeKeyring) keyring = uke_keyring_new ();
  g_autoptr (UkeVault) vault = NULL;
  g_autoptr (UkeDb) db = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) staff = NULL;
  Clinic clinic = { 0 };

  g_assert_cmpint (argc, ==, 3);
  vault = uke_vault_new (argv[1], keyring);
  clinic.db = db = open_clinic (vault);
  clinic.now_us = g_ascii_strtoll (argv[2], NULL, 10);
  clinic.base = uke_test_desk_get_head (db);
  staff = uke_rows_list (db, &UKE_ENTITY_STAFF, &error);
  g_assert_no_error (error);
  for (unsigned i = 0; i < 2; i++)
    clinic.staff_ids[i] = *uke_record_get_id (staff->pdata[(i + 1) % staff->len]);
  book_over (&clinic);
  change_numbers (&clinic);
  cancel_and_move (&clinic);
  change_relations (&clinic);
  return 0;
}
