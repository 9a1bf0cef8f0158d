/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-outline-query.h"

#include "clinic/uke-clinic-private.h"
#include "clinic/uke-waiting-private.h"
#include "db/uke-db-queries.h"
#include "model/uke-codes.h"
#include "store/uke-patient-rows.h"
#include "store/uke-replica.h"
#include "store/uke-rows.h"
#include "store/uke-schema.h"

#define DAY_US (INT64_C (24) * 3600 * 1000000)

/* How many past bookings are looked through for one that was kept. */
enum { MAX_PAST = 5, NO_NEXT_DAYS = 90, DORMANT_DAYS = 365, GONE_DAYS = 3 * 365 };

/**
 * uke_patient_outline_free:
 * @self: (transfer full) (nullable): an outline
 *
 * Errors: none
 * Thread: any
 */
void
uke_patient_outline_free (UkePatientOutline *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->tags);
  g_free (self);
}

typedef struct {
  GArray *ids; /* (owned) (element-type UkeId) */
  int64_t now_us;
} OutlineQuery;

static void
outline_query_free (gpointer data)
{
  OutlineQuery *query = data;

  g_array_unref (query->ids);
  g_free (query);
}

/* The first of a patient's bookings that a query gives and that was not called off. */
static gboolean
read_booking (UkeDb *db, UkeStmt *stmt, const UkeId *patient_id, UkeRecord **out, GError **error)
{
  g_autoptr (GArray) ids = NULL;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id (stmt, ":patient_id", patient_id);
  ids = uke_store_read_ids (stmt, error);
  for (unsigned i = 0; ids != NULL && i < ids->len && *out == NULL; i++) {
    g_autoptr (UkeRecord) booking
        = uke_rows_get (db, &UKE_ENTITY_APPOINTMENT, &g_array_index (ids, UkeId, i), error);
    const char *status;

    if (booking == NULL)
      return FALSE;
    status = uke_record_get_code (booking, UKE_APPOINTMENT_STATUS);
    if (!g_str_equal (status, "cancelled") && !g_str_equal (status, "no_show"))
      *out = g_steal_pointer (&booking);
  }
  return ids != NULL;
}

static gboolean
read_bookings (UkeDb *db, int64_t now_us, UkePatientOutline *outline, GError **error)
{
  g_autoptr (UkeStmt) next = uke_db_prepare_query (db, UKE_QUERY ("appointment-next"), error);
  g_autoptr (UkeStmt) past = NULL;
  g_autoptr (UkeRecord) coming = NULL, last = NULL;

  if (next == NULL)
    return FALSE;
  uke_stmt_bind_int64 (next, ":from_us", now_us);
  if (!read_booking (db, next, &outline->patient_id, &coming, error))
    return FALSE;
  past = uke_db_prepare_query (db, UKE_QUERY ("appointment-past"), error);
  if (past == NULL)
    return FALSE;
  uke_stmt_bind_int64 (past, ":before_us", now_us);
  uke_stmt_bind_int64 (past, ":limit", MAX_PAST);
  if (!read_booking (db, past, &outline->patient_id, &last, error))
    return FALSE;
  if (coming != NULL) {
    outline->next_at_us = uke_record_get_time_us (coming, UKE_APPOINTMENT_STARTS_AT_US);
    outline->next_menu_id = *uke_record_get_id_value (coming, UKE_APPOINTMENT_MENU_ID);
  }
  if (last != NULL) {
    outline->last_menu_id = *uke_record_get_id_value (last, UKE_APPOINTMENT_MENU_ID);
    outline->last_provider_id = *uke_record_get_id_value (last, UKE_APPOINTMENT_PROVIDER_ID);
  }
  return TRUE;
}

static gboolean
read_rows (UkeDb *db, UkePatientOutline *outline, GError **error)
{
  g_autoptr (GPtrArray) tags = uke_rows_list_by_id (
      db, &UKE_ENTITY_PATIENT_TAG, UKE_PATIENT_TAG_PATIENT_ID, &outline->patient_id, error);
  g_autoptr (GPtrArray) calls = NULL;
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  if (tags == NULL)
    return FALSE;
  for (unsigned i = 0; i < tags->len; i++)
    g_strv_builder_add (words, uke_record_get_code (tags->pdata[i], UKE_PATIENT_TAG_TAG));
  outline->tags = g_strv_builder_end (words);
  calls = uke_rows_list_by_id (db, &UKE_ENTITY_FOLLOW_UP, UKE_FOLLOW_UP_PATIENT_ID,
                               &outline->patient_id, error);
  if (calls == NULL)
    return FALSE;
  for (unsigned i = 0; i < calls->len; i++)
    outline->n_follow_ups
        += uke_follow_up_state_is_open (uke_record_get_code (calls->pdata[i], UKE_FOLLOW_UP_STATE));
  return TRUE;
}

static UkePatientOutline *
read_outline (UkeDb *db, UkeRecord *patient, int64_t now_us, GError **error)
{
  UkePatientOutline *outline = g_new0 (UkePatientOutline, 1);

  outline->patient_id = *uke_record_get_id (patient);
  outline->has_alert = uke_record_has (patient, UKE_PATIENT_ALERT);
  outline->next_visit_date = uke_record_get_date (patient, UKE_PATIENT_NEXT_VISIT_DATE);
  if (read_rows (db, outline, error) && read_bookings (db, now_us, outline, error))
    return outline;
  uke_patient_outline_free (outline);
  return NULL;
}

static gpointer
read_outlines (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  OutlineQuery *query = data;
  g_autoptr (GPtrArray) all
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_patient_outline_free);
  g_autoptr (GPtrArray) patients = NULL;
  g_autoptr (GHashTable) unsent = NULL;
  UkeReplicaStatus status = { 0 };
  gboolean is_good = TRUE;

  if (!uke_db_begin_read (db, error))
    return NULL;
  if (uke_replica_get_status (db, &status, error))
    unsent = uke_waiting_list_patients (db, error);
  if (unsent != NULL)
    patients = uke_rows_get_many (db, &UKE_ENTITY_PATIENT, query->ids, error);
  for (unsigned i = 0; patients != NULL && is_good && i < patients->len; i++) {
    UkePatientOutline *outline = read_outline (db, patients->pdata[i], query->now_us, error);

    is_good = outline != NULL;
    if (!is_good)
      break;
    outline->is_unsent = g_hash_table_contains (unsent, &outline->patient_id);
    outline->unsent_since_us = status.oldest_us;
    g_ptr_array_add (all, outline);
  }
  uke_db_end_read (db);
  return patients != NULL && is_good ? g_steal_pointer (&all) : NULL;
}

/**
 * uke_clinic_load_outlines_async:
 * @self: an open clinic
 * @ids: (transfer none) (element-type UkeId): of which patients
 * @cancellable: (nullable): to stop reading
 * @callback: called with the outlines
 * @user_data: for @callback
 *
 * For the rows that are on the screen: one read for all of them.
 *
 * Errors: NOT_OPEN
 * Thread: main
 */
void
uke_clinic_load_outlines_async (UkeClinic *self,
                                GArray *ids,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  OutlineQuery *query = g_new0 (OutlineQuery, 1);

  query->ids = g_array_copy (ids);
  query->now_us = uke_clock_now_us (self->clock);
  uke_clinic_query (self, uke_clinic_load_outlines_async, read_outlines, query, outline_query_free,
                    (GDestroyNotify)g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * uke_clinic_load_outlines_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkePatientOutline): in the order of the ids
 * Errors: NOT_OPEN
 * Thread: main
 */
GPtrArray *
uke_clinic_load_outlines_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}

typedef struct {
  UkeId clinic_id;
  int64_t from_us;
  int64_t to_us;
  int64_t after_us;
  unsigned limit;
} FilterQuery;

/* Each patient once, in the order of their newest booking. */
static GArray *
read_who_came (UkeDb *db, const FilterQuery *query, GCancellable *cancellable, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("patient-came"), error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (UkeId));
  g_autoptr (GHashTable) seen = g_hash_table_new_full (uke_id_hash, uke_id_equal, g_free, NULL);

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_id (stmt, ":clinic_id", &query->clinic_id);
  uke_stmt_bind_int64 (stmt, ":from_us", query->from_us);
  uke_stmt_bind_int64 (stmt, ":to_us", query->to_us);
  uke_stmt_bind_int64 (stmt, ":after_us", query->after_us);
  while (ids->len < query->limit) {
    gboolean has_row;
    UkeId id;

    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (!has_row)
      break;
    id = uke_stmt_id (stmt, 0);
    if (g_hash_table_add (seen, g_memdup2 (&id, sizeof id)))
      g_array_append_val (ids, id);
  }
  return g_steal_pointer (&ids);
}

static char *
join (UkeRecord *patient, unsigned first, unsigned second)
{
  const char *left = uke_record_get_code (patient, first),
             *right = uke_record_get_code (patient, second);

  return g_strjoin (left[0] != '\0' && right[0] != '\0' ? " " : "", left, right, NULL);
}

static const char *
find_sex (UkeRecord *patient)
{
  unsigned n;
  const char *const *all = uke_codes_get (UKE_CODES_SEX, &n);
  int position
      = uke_codes_get_position (UKE_CODES_SEX, uke_record_get_code (patient, UKE_PATIENT_SEX));

  return position >= 0 ? all[position] : UKE_SEX_UNKNOWN;
}

static UkeSearchHit *
make_hit (UkeDb *db, UkeRecord *patient, GError **error)
{
  g_autoptr (GPtrArray) phones
      = uke_rows_list_by_id (db, &UKE_ENTITY_PATIENT_PHONE, UKE_PATIENT_PHONE_PATIENT_ID,
                             uke_record_get_id (patient), error);
  UkeSearchHit *hit;

  if (phones == NULL)
    return NULL;
  hit = g_object_new (UKE_TYPE_SEARCH_HIT, NULL);
  hit->patient_id = *uke_record_get_id (patient);
  hit->name = join (patient, UKE_PATIENT_FAMILY_NAME, UKE_PATIENT_GIVEN_NAME);
  hit->kana = join (patient, UKE_PATIENT_FAMILY_KANA, UKE_PATIENT_GIVEN_KANA);
  hit->patient_number = g_strdup (uke_record_get_code (patient, UKE_PATIENT_PATIENT_NUMBER));
  hit->birth_date = uke_record_get_date (patient, UKE_PATIENT_BIRTH_DATE);
  hit->sex = find_sex (patient);
  hit->phone = g_strdup (
      phones->len > 0 ? uke_record_get_code (phones->pdata[0], UKE_PATIENT_PHONE_NUMBER) : "");
  hit->last_visit_date = uke_record_get_date (patient, UKE_PATIENT_LAST_VISIT_DATE);
  hit->is_ended = uke_record_has (patient, UKE_PATIENT_ENDED_REASON);
  return hit;
}

static gpointer
filter_patients (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const FilterQuery *query = data;
  g_autoptr (UkeSearchResult) result = g_new0 (UkeSearchResult, 1);
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GPtrArray) patients = NULL;
  gboolean is_good = TRUE;

  result->hits = g_ptr_array_new_with_free_func (g_object_unref);
  if (!uke_db_begin_read (db, error))
    return NULL;
  ids = read_who_came (db, query, cancellable, error);
  if (ids != NULL)
    patients = uke_rows_get_many (db, &UKE_ENTITY_PATIENT, ids, error);
  for (unsigned i = 0; patients != NULL && is_good && i < patients->len; i++) {
    UkeSearchHit *hit;

    /* Nobody is to be called back who must not be contacted. */
    if (query->after_us != INT64_MAX
        && uke_record_has (patients->pdata[i], UKE_PATIENT_ENDED_REASON))
      continue;
    hit = make_hit (db, patients->pdata[i], error);
    is_good = hit != NULL;
    if (is_good)
      g_ptr_array_add (result->hits, hit);
  }
  uke_db_end_read (db);
  result->total = result->hits->len;
  return patients != NULL && is_good ? g_steal_pointer (&result) : NULL;
}

static void
set_range (UkeClinic *self, FilterQuery *query, UkePatientFilter filter)
{
  int64_t now_us = uke_clock_now_us (self->clock);
  UkeDate today = uke_zone_date_of (self->zone, now_us);

  switch (filter) {
  case UKE_PATIENT_FILTER_NO_NEXT:
    query->from_us = now_us - NO_NEXT_DAYS * DAY_US;
    query->to_us = now_us;
    query->after_us = now_us;
    return;
  case UKE_PATIENT_FILTER_DORMANT:
    query->from_us = now_us - GONE_DAYS * DAY_US;
    query->to_us = now_us - DORMANT_DAYS * DAY_US;
    query->after_us = query->to_us;
    return;
  case UKE_PATIENT_FILTER_ALL:
  case UKE_PATIENT_FILTER_TODAY:
    query->from_us = uke_zone_at (self->zone, today, 0);
    query->to_us = uke_zone_at (self->zone, today + 1, 0);
    query->after_us = INT64_MAX;
  }
}

/**
 * uke_clinic_filter_patients_async:
 * @self: an open clinic
 * @filter: which patients
 * @limit: how many at most
 * @cancellable: (nullable): to stop reading
 * @callback: called with the patients
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 */
void
uke_clinic_filter_patients_async (UkeClinic *self,
                                  UkePatientFilter filter,
                                  unsigned limit,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  FilterQuery *query = g_new0 (FilterQuery, 1);

  query->clinic_id = self->clinic_id;
  query->limit = limit;
  set_range (self, query, filter);
  uke_clinic_query (self, uke_clinic_filter_patients_async, filter_patients, query, g_free,
                    (GDestroyNotify)uke_search_result_free, cancellable, callback, user_data);
}

/**
 * uke_clinic_filter_patients_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the patients
 * Errors: NOT_OPEN
 * Thread: main
 */
UkeSearchResult *
uke_clinic_filter_patients_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}
