/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-card.h"

#include "db/uke-db-queries.h"
#include "store/uke-rows-private.h"
#include "store/uke-schema.h"

#include <string.h>

/* The columns of card-range.sql. */
enum {
  COLUMN_ID,
  COLUMN_STARTS_AT_US,
  COLUMN_PATIENT_ID,
  COLUMN_PROVIDER_ID,
  COLUMN_CHAIR_ID,
  COLUMN_MENU_ID,
  COLUMN_LENGTH_MIN,
  COLUMN_STATUS,
  COLUMN_FLAGS,
  COLUMN_TEXTS,
  COLUMN_VISIT_COUNT,
  COLUMN_ARRIVED_AT_US,
  COLUMN_IN_ROOM_AT_US,
  COLUMN_PAYING_AT_US,
  COLUMN_DONE_AT_US,
};

/* What stands between the texts. */
#define SEPARATOR '\x1f'
#define N_TEXTS 7

static UkeId
read_id (UkeStmt *stmt, int column)
{
  UkeId id = UKE_ID_NONE;
  size_t len;
  const void *bytes = uke_stmt_blob (stmt, column, &len);

  if (bytes != NULL && len == sizeof id)
    memcpy (&id, bytes, sizeof id);
  return id;
}

/* Cuts the texts apart; those that are missing are "". */
static void
read_texts (UkeStmt *stmt, GStringChunk *strings, const char *out_texts[N_TEXTS])
{
  size_t len;
  const char *text = uke_stmt_text_len (stmt, COLUMN_TEXTS, &len);
  char *at = g_string_chunk_insert_len (strings, text == NULL ? "" : text, (gssize)len);

  for (unsigned i = 0; i < N_TEXTS; i++) {
    char *end = at == NULL ? NULL : strchr (at, SEPARATOR);

    out_texts[i] = at == NULL ? "" : at;
    if (end != NULL)
      *end++ = '\0';
    at = end;
  }
}

static void
read_card (UkeStmt *stmt, GStringChunk *strings, UkeCard *out_card)
{
  const char *status = uke_stmt_text (stmt, COLUMN_STATUS);
  const char *texts[N_TEXTS];

  read_texts (stmt, strings, texts);
  *out_card = (UkeCard){
    .id = uke_stmt_id (stmt, COLUMN_ID),
    .patient_id = read_id (stmt, COLUMN_PATIENT_ID),
    .provider_id = read_id (stmt, COLUMN_PROVIDER_ID),
    .chair_id = read_id (stmt, COLUMN_CHAIR_ID),
    .menu_id = read_id (stmt, COLUMN_MENU_ID),
    .starts_at_us = uke_stmt_int64 (stmt, COLUMN_STARTS_AT_US),
    .length_min = (int)uke_stmt_int64 (stmt, COLUMN_LENGTH_MIN),
    .status = status == NULL ? UKE_STATUS_NONE : uke_status_from_code (status),
    .flags = (unsigned)uke_stmt_int64 (stmt, COLUMN_FLAGS),
    .family_name = texts[0],
    .given_name = texts[1],
    .family_kana = texts[2],
    .given_kana = texts[3],
    .patient_number = texts[4],
    .channel = texts[5],
    .note = texts[6],
    .visit_count = uke_stmt_int64 (stmt, COLUMN_VISIT_COUNT),
    .arrived_at_us = uke_stmt_int64 (stmt, COLUMN_ARRIVED_AT_US),
    .in_room_at_us = uke_stmt_int64 (stmt, COLUMN_IN_ROOM_AT_US),
    .paying_at_us = uke_stmt_int64 (stmt, COLUMN_PAYING_AT_US),
    .done_at_us = uke_stmt_int64 (stmt, COLUMN_DONE_AT_US),
  };
}

/**
 * uke_cards_list:
 * @db: a connection
 * @clinic_id: the place
 * @from_us: bookings that start at this time or later
 * @to_us: and before this one
 * @error: return location
 *
 * Returns: (transfer full): the cards by start, cancelled ones too
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: performance.md goal C1
 */
UkeCards *
uke_cards_list (UkeDb *db, const UkeId *clinic_id, int64_t from_us, int64_t to_us, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("card-range"), error);
  g_autoptr (UkeCards) self = NULL;

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_id (stmt, ":clinic_id", clinic_id);
  uke_stmt_bind_int64 (stmt, ":from_us", from_us);
  uke_stmt_bind_int64 (stmt, ":to_us", to_us);
  self = g_new0 (UkeCards, 1);
  self->items = g_array_sized_new (FALSE, FALSE, sizeof (UkeCard), 256);
  self->strings = g_string_chunk_new (8192);
  while (TRUE) {
    gboolean has_row;

    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (!has_row)
      return g_steal_pointer (&self);
    g_array_set_size (self->items, self->items->len + 1);
    read_card (stmt, self->strings, &g_array_index (self->items, UkeCard, self->items->len - 1));
  }
}

/**
 * uke_cards_free:
 * @self: (transfer full): cards
 *
 * Thread: any
 */
void
uke_cards_free (UkeCards *self)
{
  g_array_unref (self->items);
  g_string_chunk_free (self->strings);
  g_free (self);
}

static unsigned
make_flags (UkeRecord *appointment, UkeRecord *patient)
{
  static const struct {
    unsigned field;
    UkeCardFlags flag;
  } booleans[] = {
    { UKE_APPOINTMENT_IS_FIRST_VISIT, UKE_CARD_IS_FIRST_VISIT },
    { UKE_APPOINTMENT_IS_PROVISIONAL, UKE_CARD_IS_PROVISIONAL },
    { UKE_APPOINTMENT_NEEDS_NEW_TIME, UKE_CARD_NEEDS_NEW_TIME },
    { UKE_APPOINTMENT_OVERLAP_ACCEPTED, UKE_CARD_OVERLAP_ACCEPTED },
  };
  unsigned flags = 0;

  for (size_t i = 0; i < G_N_ELEMENTS (booleans); i++)
    if (uke_record_get_bool (appointment, booleans[i].field))
      flags |= booleans[i].flag;
  if (uke_record_has (appointment, UKE_APPOINTMENT_RESCHEDULED_FROM_ID))
    flags |= UKE_CARD_WAS_RESCHEDULED;
  if (patient != NULL && uke_record_has (patient, UKE_PATIENT_ALERT))
    flags |= UKE_CARD_HAS_ALERT;
  if (patient != NULL && uke_record_has (patient, UKE_PATIENT_ENDED_REASON))
    flags |= UKE_CARD_IS_ENDED;
  return flags;
}

static const char *
get_text (UkeRecord *record, unsigned field)
{
  const char *text = record == NULL ? NULL : uke_record_get_text (record, field);

  return text == NULL ? "" : text;
}

static char *
make_texts (UkeRecord *appointment, UkeRecord *patient)
{
  return g_strdup_printf (
      "%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s", get_text (patient, UKE_PATIENT_FAMILY_NAME),
      get_text (patient, UKE_PATIENT_GIVEN_NAME), get_text (patient, UKE_PATIENT_FAMILY_KANA),
      get_text (patient, UKE_PATIENT_GIVEN_KANA), get_text (patient, UKE_PATIENT_PATIENT_NUMBER),
      uke_record_get_code (appointment, UKE_APPOINTMENT_CHANNEL),
      get_text (appointment, UKE_APPOINTMENT_NOTE));
}

static void
bind_value (UkeStmt *stmt, int pos, UkeRecord *record, unsigned field)
{
  if (record == NULL)
    uke_stmt_bind_null_at (stmt, pos);
  else
    uke_row_bind_value (stmt, pos, uke_record_get_value (record, field));
}

/**
 * uke_card_write:
 * @db: the writing connection, inside a transaction
 * @appointment: a booking that stands
 * @patient: (nullable): whose it is
 * @error: return location
 *
 * Writes the booking's card, over the one with the same time if there is one.
 *
 * Returns: whether it was written
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_card_write (UkeDb *db, UkeRecord *appointment, UkeRecord *patient, GError **error)
{
  static const unsigned of_appointment[] = {
    UKE_APPOINTMENT_PATIENT_ID, UKE_APPOINTMENT_PROVIDER_ID, UKE_APPOINTMENT_CHAIR_ID,
    UKE_APPOINTMENT_MENU_ID,    UKE_APPOINTMENT_LENGTH_MIN,  UKE_APPOINTMENT_STATUS,
  };
  static const unsigned at_end[] = {
    UKE_APPOINTMENT_ARRIVED_AT_US,
    UKE_APPOINTMENT_IN_ROOM_AT_US,
    UKE_APPOINTMENT_PAYING_AT_US,
    UKE_APPOINTMENT_DONE_AT_US,
  };
  g_autofree char *texts = make_texts (appointment, patient);
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("card-write"), error);
  int pos = 4;

  if (stmt == NULL)
    return FALSE;
  bind_value (stmt, 1, appointment, UKE_APPOINTMENT_CLINIC_ID);
  uke_stmt_bind_int64_at (stmt, 2,
                          uke_record_get_time_us (appointment, UKE_APPOINTMENT_STARTS_AT_US));
  uke_stmt_bind_id_at (stmt, 3, uke_record_get_id (appointment));
  for (size_t i = 0; i < G_N_ELEMENTS (of_appointment); i++)
    bind_value (stmt, pos++, appointment, of_appointment[i]);
  uke_stmt_bind_int64_at (stmt, pos++, make_flags (appointment, patient));
  uke_stmt_bind_text_static_at (stmt, pos++, texts, strlen (texts));
  bind_value (stmt, pos++, patient, UKE_PATIENT_VISIT_COUNT);
  for (size_t i = 0; i < G_N_ELEMENTS (at_end); i++)
    bind_value (stmt, pos++, appointment, at_end[i]);
  return uke_stmt_run (stmt, error);
}

/**
 * uke_card_delete:
 * @db: the writing connection, inside a transaction
 * @appointment: a booking as it stood
 * @error: return location
 *
 * Returns: whether the booking has no card at that time now
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_card_delete (UkeDb *db, UkeRecord *appointment, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("card-delete"), error);

  if (stmt == NULL)
    return FALSE;
  bind_value (stmt, 1, appointment, UKE_APPOINTMENT_CLINIC_ID);
  uke_stmt_bind_int64_at (stmt, 2,
                          uke_record_get_time_us (appointment, UKE_APPOINTMENT_STARTS_AT_US));
  uke_stmt_bind_id_at (stmt, 3, uke_record_get_id (appointment));
  return uke_stmt_run (stmt, error);
}
