/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-follow-up-query.h"

#include "clinic/uke-clinic-private.h"
#include "clinic/uke-patient-commands.h"
#include "clinic/uke-waiting-rows.h"
#include "db/uke-db-queries.h"
#include "model/uke-call-outcome.h"
#include "model/uke-codes.h"
#include "store/uke-patient-rows.h"
#include "store/uke-rows.h"
#include "store/uke-schema.h"

G_DEFINE_FINAL_TYPE (UkeFollowUpItem, uke_follow_up_item, G_TYPE_OBJECT)

static void
uke_follow_up_item_finalize (GObject *object)
{
  UkeFollowUpItem *self = UKE_FOLLOW_UP_ITEM (object);

  g_clear_object (&self->follow_up);
  g_clear_object (&self->patient);
  g_clear_pointer (&self->phones, g_ptr_array_unref);
  g_clear_pointer (&self->attempts, g_ptr_array_unref);
  G_OBJECT_CLASS (uke_follow_up_item_parent_class)->finalize (object);
}

static void
uke_follow_up_item_class_init (UkeFollowUpItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_follow_up_item_finalize;
}

static void
uke_follow_up_item_init (UkeFollowUpItem *self)
{
}

typedef struct {
  UkeFollowUpList list;
  gatomicrefcount n_refs;
} List;

G_DEFINE_BOXED_TYPE (UkeFollowUpList,
                     uke_follow_up_list,
                     uke_follow_up_list_ref,
                     uke_follow_up_list_unref)

/**
 * uke_follow_up_list_ref:
 * @self: a list
 *
 * Returns: (transfer full): the same list
 * Errors: none
 * Thread: any
 */
UkeFollowUpList *
uke_follow_up_list_ref (UkeFollowUpList *self)
{
  g_atomic_ref_count_inc (&((List *)self)->n_refs);
  return self;
}

/**
 * uke_follow_up_list_unref:
 * @self: (transfer full): a list
 *
 * Errors: none
 * Thread: any
 */
void
uke_follow_up_list_unref (UkeFollowUpList *self)
{
  if (!g_atomic_ref_count_dec (&((List *)self)->n_refs))
    return;
  g_ptr_array_unref (self->items);
  g_array_unref (self->progress);
  g_free (self);
}

/**
 * uke_follow_up_list_find_progress:
 * @self: a list
 * @staff_id: who; none for the whole team
 *
 * Returns: (transfer none) (nullable): how far they are; NULL before the first call of the day
 * Errors: none
 * Thread: any
 */
const UkeFollowUpProgress *
uke_follow_up_list_find_progress (const UkeFollowUpList *self, const UkeId *staff_id)
{
  for (unsigned i = 0; i < self->progress->len; i++) {
    const UkeFollowUpProgress *one = &g_array_index (self->progress, UkeFollowUpProgress, i);

    if (uke_id_equal (&one->staff_id, staff_id))
      return one;
  }
  return NULL;
}

typedef struct {
  UkeId clinic_id;
  UkeZone *zone; /* (owned) */
  int64_t now_us;
  int64_t today_us; /* when today began */
  UkeId staff_id;   /* none: everybody's */
  char *reason;     /* (owned) (nullable) */
  gboolean include_closed_today;
} ListQuery;

static void
list_query_free (gpointer data)
{
  ListQuery *query = data;

  uke_zone_unref (query->zone);
  g_free (query->reason);
  g_free (query);
}

static GPtrArray *
read_follow_ups (UkeDb *db, const ListQuery *query, gboolean is_touched, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (
      db, is_touched ? UKE_QUERY ("follow-up-touched") : UKE_QUERY ("follow-up-open"), error);
  g_autoptr (GArray) ids = NULL;

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_id (stmt, ":clinic_id", &query->clinic_id);
  if (is_touched)
    uke_stmt_bind_int64 (stmt, ":since_us", query->today_us);
  ids = uke_store_read_ids (stmt, error);
  return ids != NULL ? uke_rows_get_many (db, &UKE_ENTITY_FOLLOW_UP, ids, error) : NULL;
}

static gboolean
is_wanted (const ListQuery *query, UkeRecord *follow_up)
{
  const UkeId *assigned = uke_record_get_id_value (follow_up, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID);

  if (query->reason != NULL
      && !g_str_equal (query->reason, uke_record_get_code (follow_up, UKE_FOLLOW_UP_REASON)))
    return FALSE;
  return uke_id_is_none (&query->staff_id) || uke_id_is_none (assigned)
         || uke_id_equal (assigned, &query->staff_id);
}

static int
compare_phones (gconstpointer a, gconstpointer b)
{
  UkeRecord *left = *(UkeRecord *const *)a, *right = *(UkeRecord *const *)b;
  int64_t l = uke_record_get_int (left, UKE_PATIENT_PHONE_IS_BAD) * 1000
              + uke_record_get_int (left, UKE_PATIENT_PHONE_PREFERENCE);
  int64_t r = uke_record_get_int (right, UKE_PATIENT_PHONE_IS_BAD) * 1000
              + uke_record_get_int (right, UKE_PATIENT_PHONE_PREFERENCE);

  return l < r ? -1 : l > r;
}

static int
compare_attempts (gconstpointer a, gconstpointer b)
{
  int64_t l = uke_record_get_time_us (*(UkeRecord *const *)a, UKE_CALL_ATTEMPT_STARTED_AT_US);
  int64_t r = uke_record_get_time_us (*(UkeRecord *const *)b, UKE_CALL_ATTEMPT_STARTED_AT_US);

  return l < r ? 1 : l > r ? -1 : 0;
}

/* Calls about a visit are one purpose, invitations to come again are another. */
static gboolean
may_call (UkeDb *db, UkeRecord *follow_up, const UkeId *patient_id)
{
  static const char *const NEWS[]
      = { UKE_REASON_RECALL, UKE_REASON_ANNUAL, UKE_REASON_DORMANT, UKE_REASON_LEAD, NULL };
  const char *reason = uke_record_get_code (follow_up, UKE_FOLLOW_UP_REASON);
  const char *purpose
      = g_strv_contains (NEWS, reason) ? UKE_CONSENT_PURPOSE_NEWS : UKE_CONSENT_PURPOSE_APPOINTMENT;
  UkeId id = uke_consent_id (patient_id, purpose, UKE_CONSENT_CHANNEL_PHONE);
  g_autoptr (UkeRecord) consent = uke_rows_find (db, &UKE_ENTITY_CONSENT, &id, NULL);

  return consent == NULL
         || !g_str_equal (uke_record_get_code (consent, UKE_CONSENT_STATE), UKE_CONSENT_REFUSED);
}

static gboolean
read_next_appointment (UkeDb *db,
                       const ListQuery *query,
                       const UkeId *patient_id,
                       int64_t *out_us,
                       GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("appointment-next"), error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id (stmt, ":patient_id", patient_id);
  uke_stmt_bind_int64 (stmt, ":from_us", query->now_us);
  if (!uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  *out_us = has_row ? uke_stmt_int64 (stmt, uke_stmt_column_index (stmt, "starts_at_us")) : 0;
  return TRUE;
}

static void
judge (UkeFollowUpItem *item, const ListQuery *query)
{
  UkeRecord *follow_up = item->follow_up;
  const char *best_hours = uke_record_get_text (follow_up, UKE_FOLLOW_UP_BEST_HOURS);
  UkeFollowUpFacts facts = {
    .reason = uke_record_get_code (follow_up, UKE_FOLLOW_UP_REASON),
    .state = uke_record_get_code (follow_up, UKE_FOLLOW_UP_STATE),
    .due_at_us = uke_record_get_time_us (follow_up, UKE_FOLLOW_UP_DUE_AT_US),
    .not_before_us = uke_record_get_time_us (follow_up, UKE_FOLLOW_UP_NOT_BEFORE_US),
    .call_back_at_us = uke_record_get_time_us (follow_up, UKE_FOLLOW_UP_CALL_BACK_AT_US),
    .attempts = (int)uke_record_get_int (follow_up, UKE_FOLLOW_UP_ATTEMPTS),
    .is_called_today = item->is_called_today,
  };

  if (best_hours == NULL && item->phones->len > 0)
    best_hours = uke_record_get_text (item->phones->pdata[0], UKE_PATIENT_PHONE_BEST_HOURS);
  facts.best_hours = best_hours;
  uke_follow_up_judge (&facts, query->zone, query->now_us, &item->rank, &item->section);
}

static UkeFollowUpItem *
read_item (UkeDb *db, const ListQuery *query, UkeRecord *follow_up, GError **error)
{
  g_autoptr (UkeFollowUpItem) item = g_object_new (UKE_TYPE_FOLLOW_UP_ITEM, NULL);
  const UkeId *patient_id = uke_record_get_id_value (follow_up, UKE_FOLLOW_UP_PATIENT_ID);

  item->follow_up = g_object_ref (follow_up);
  item->patient = uke_rows_get (db, &UKE_ENTITY_PATIENT, patient_id, error);
  if (item->patient == NULL)
    return NULL;
  item->phones = uke_rows_list_by_id (db, &UKE_ENTITY_PATIENT_PHONE, UKE_PATIENT_PHONE_PATIENT_ID,
                                      patient_id, error);
  if (item->phones == NULL)
    return NULL;
  item->attempts = uke_rows_list_by_id (db, &UKE_ENTITY_CALL_ATTEMPT, UKE_CALL_ATTEMPT_FOLLOW_UP_ID,
                                        uke_record_get_id (follow_up), error);
  if (item->attempts == NULL
      || !read_next_appointment (db, query, patient_id, &item->next_appointment_us, error))
    return NULL;
  g_ptr_array_sort (item->phones, compare_phones);
  g_ptr_array_sort (item->attempts, compare_attempts);
  item->may_call = may_call (db, follow_up, patient_id);
  item->is_called_today
      = uke_record_get_time_us (follow_up, UKE_FOLLOW_UP_LAST_ATTEMPT_US) >= query->today_us;
  judge (item, query);
  return g_steal_pointer (&item);
}

static gboolean
add_items (UkeDb *db,
           const ListQuery *query,
           GPtrArray *follow_ups,
           GHashTable *seen,
           UkeFollowUpList *list,
           GError **error)
{
  for (unsigned i = 0; i < follow_ups->len; i++) {
    UkeRecord *follow_up = follow_ups->pdata[i];
    UkeFollowUpItem *item = NULL;
    int64_t call_back_us = uke_record_get_time_us (follow_up, UKE_FOLLOW_UP_CALL_BACK_AT_US);

    if (!is_wanted (query, follow_up)
        || g_hash_table_contains (seen, uke_record_get_id (follow_up)))
      continue;
    item = read_item (db, query, follow_up, error);
    if (item == NULL)
      return FALSE;
    g_ptr_array_add (list->items, item);
    g_hash_table_add (seen, (gpointer)uke_record_get_id (item->follow_up));
    list->n_by_section[item->section]++;
    if (call_back_us > query->now_us
        && (list->next_call_back_us == 0 || call_back_us < list->next_call_back_us))
      list->next_call_back_us = call_back_us;
  }
  return TRUE;
}

/* One call may serve all of a household who are due. */
static void
count_households (UkeFollowUpList *list)
{
  g_autoptr (GHashTable) n_due = g_hash_table_new (uke_id_hash, uke_id_equal);

  for (unsigned i = 0; i < list->items->len; i++) {
    UkeFollowUpItem *item = list->items->pdata[i];
    const UkeId *id = uke_record_get_id_value (item->patient, UKE_PATIENT_HOUSEHOLD_ID);

    if (!uke_id_is_none (id) && item->section != UKE_FOLLOW_UP_SECTION_DONE)
      g_hash_table_insert (
          n_due, (gpointer)id,
          GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (n_due, id)) + 1));
  }
  for (unsigned i = 0; i < list->items->len; i++) {
    UkeFollowUpItem *item = list->items->pdata[i];
    const UkeId *id = uke_record_get_id_value (item->patient, UKE_PATIENT_HOUSEHOLD_ID);
    unsigned n = GPOINTER_TO_UINT (g_hash_table_lookup (n_due, id));

    item->n_household_due = n > 0 && item->section != UKE_FOLLOW_UP_SECTION_DONE ? n - 1 : n;
  }
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const UkeFollowUpItem *left = *(UkeFollowUpItem *const *)a;
  const UkeFollowUpItem *right = *(UkeFollowUpItem *const *)b;
  int64_t l = uke_record_get_time_us (left->follow_up, UKE_FOLLOW_UP_DUE_AT_US);
  int64_t r = uke_record_get_time_us (right->follow_up, UKE_FOLLOW_UP_DUE_AT_US);

  if (left->section != right->section)
    return (int)left->section - (int)right->section;
  if (left->rank.score != right->rank.score)
    return right->rank.score - left->rank.score;
  if (l != r)
    return l < r ? -1 : 1;
  return uke_id_compare (uke_record_get_id (left->follow_up), uke_record_get_id (right->follow_up));
}

static UkeFollowUpProgress *
get_progress (GArray *progress, const UkeId *staff_id)
{
  UkeFollowUpProgress fresh = { .staff_id = *staff_id };

  for (unsigned i = 0; i < progress->len; i++) {
    UkeFollowUpProgress *known = &g_array_index (progress, UkeFollowUpProgress, i);

    if (uke_id_equal (&known->staff_id, staff_id))
      return known;
  }
  g_array_append_val (progress, fresh);
  return &g_array_index (progress, UkeFollowUpProgress, progress->len - 1);
}

static void
count_call (UkeFollowUpProgress *progress, UkeCallOutcome outcome, int64_t started_us)
{
  if (progress->n_called++ == 0 || started_us < progress->first_us)
    progress->first_us = started_us;
  if (uke_call_outcome_is_reached (outcome))
    progress->n_reached++;
  if (outcome == UKE_CALL_OUTCOME_BOOKED)
    progress->n_booked++;
  if (outcome == UKE_CALL_OUTCOME_NO_ANSWER || outcome == UKE_CALL_OUTCOME_VOICEMAIL)
    progress->n_unanswered++;
  if (outcome == UKE_CALL_OUTCOME_HANDED_TO_DOCTOR)
    progress->n_handed_over++;
}

static gboolean
read_progress (UkeDb *db, const ListQuery *query, GArray *progress, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("call-attempt-since"), error);
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GPtrArray) attempts = NULL;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64 (stmt, ":since_us", query->today_us);
  ids = uke_store_read_ids (stmt, error);
  attempts = ids != NULL ? uke_rows_get_many (db, &UKE_ENTITY_CALL_ATTEMPT, ids, error) : NULL;
  if (attempts == NULL)
    return FALSE;
  get_progress (progress, &UKE_ID_NONE);
  for (unsigned i = 0; i < attempts->len; i++) {
    UkeRecord *attempt = attempts->pdata[i];
    const UkeId *staff_id = uke_record_get_id_value (attempt, UKE_CALL_ATTEMPT_STAFF_ID);
    UkeCallOutcome outcome
        = uke_call_outcome_from_code (uke_record_get_code (attempt, UKE_CALL_ATTEMPT_OUTCOME));
    int64_t started_us;

    started_us = uke_record_get_time_us (attempt, UKE_CALL_ATTEMPT_STARTED_AT_US);
    count_call (get_progress (progress, &UKE_ID_NONE), outcome, started_us);
    if (!uke_id_is_none (staff_id))
      count_call (get_progress (progress, staff_id), outcome, started_us);
  }
  return TRUE;
}

/** CLAIM_FIELDS: what says who is on a call. */
#define CLAIM_FIELDS                                                                               \
  (UINT64_C (1) << UKE_FOLLOW_UP_ASSIGNED_STAFF_ID | UINT64_C (1) << UKE_FOLLOW_UP_CLAIMED_UNTIL_US)

/* Which calls only this desk knows to be taken; in a clinic by itself, none. */
static gboolean
mark_unsent (UkeDb *db, UkeFollowUpList *list, GError **error)
{
  g_auto (UkeWaitingRows) waiting = { 0 };

  if (!uke_waiting_rows_read (db, &waiting, error))
    return FALSE;
  for (unsigned i = 0; waiting.shadows != NULL && i < list->items->len; i++) {
    UkeFollowUpItem *item = list->items->pdata[i];
    gboolean is_there;
    uint64_t touched;

    if (!uke_waiting_rows_find (&waiting, db, &UKE_ENTITY_FOLLOW_UP,
                                uke_record_get_id (item->follow_up), &is_there, &touched, error))
      return FALSE;
    item->is_claim_unsent = (touched & CLAIM_FIELDS) != 0;
    item->unsent_since_us = waiting.since_us;
  }
  return TRUE;
}

static gboolean
fill_list (UkeDb *db, const ListQuery *query, UkeFollowUpList *list, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (uke_id_hash, uke_id_equal);
  g_autoptr (GPtrArray) open = read_follow_ups (db, query, FALSE, error);
  g_autoptr (GPtrArray) touched = NULL;

  if (open == NULL || !add_items (db, query, open, seen, list, error))
    return FALSE;
  if (query->include_closed_today) {
    touched = read_follow_ups (db, query, TRUE, error);
    if (touched == NULL || !add_items (db, query, touched, seen, list, error))
      return FALSE;
  }
  if (!read_progress (db, query, list->progress, error) || !mark_unsent (db, list, error))
    return FALSE;
  count_households (list);
  g_ptr_array_sort (list->items, compare_items);
  return TRUE;
}

static gpointer
read_list (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  List *whole = g_new0 (List, 1);
  g_autoptr (UkeFollowUpList) list = &whole->list;
  gboolean is_good = FALSE;

  g_atomic_ref_count_init (&whole->n_refs);
  list->items = g_ptr_array_new_with_free_func (g_object_unref);
  list->progress = g_array_new (FALSE, TRUE, sizeof (UkeFollowUpProgress));
  if (!uke_db_begin_read (db, error))
    return NULL;
  is_good = fill_list (db, data, list, error);
  uke_db_end_read (db);
  return is_good ? g_steal_pointer (&list) : NULL;
}

static void
list_free (gpointer data)
{
  uke_follow_up_list_unref (data);
}

/**
 * uke_clinic_load_follow_ups_async:
 * @self: an open clinic
 * @filter: (nullable): which tasks; NULL: all that are open; copied
 * @cancellable: (nullable): to stop reading
 * @callback: called with the queue
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 * Source: product.md 4.3
 */
void
uke_clinic_load_follow_ups_async (UkeClinic *self,
                                  const UkeFollowUpFilter *filter,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  ListQuery *query = g_new0 (ListQuery, 1);

  query->clinic_id = self->clinic_id;
  query->zone = self->zone != NULL ? uke_zone_ref (self->zone) : uke_zone_new_utc ();
  query->now_us = uke_clock_now_us (self->clock);
  query->today_us = uke_zone_at (query->zone, uke_zone_date_of (query->zone, query->now_us), 0);
  if (filter != NULL) {
    query->staff_id = filter->staff_id != NULL ? *filter->staff_id : UKE_ID_NONE;
    query->reason = g_strdup (filter->reason);
    query->include_closed_today = filter->include_closed_today;
  }
  uke_clinic_query (self, uke_clinic_load_follow_ups_async, read_list, query, list_query_free,
                    list_free, cancellable, callback, user_data);
}

/**
 * uke_clinic_load_follow_ups_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the queue
 * Errors: NOT_OPEN
 * Thread: main
 */
UkeFollowUpList *
uke_clinic_load_follow_ups_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}

static gpointer
read_call_backs (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("follow-up-promised"), error);
  g_autoptr (GArray) promises = g_array_new (FALSE, TRUE, sizeof (UkeCallBack));
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_id (stmt, ":clinic_id", data);
  while (uke_stmt_step (stmt, &has_row, error)) {
    UkeCallBack promise;

    if (!has_row)
      return g_steal_pointer (&promises);
    promise.follow_up_id = uke_stmt_id (stmt, uke_stmt_column_index (stmt, "id"));
    promise.at_us = uke_stmt_int64 (stmt, uke_stmt_column_index (stmt, "at_us"));
    promise.claimed_until_us
        = uke_stmt_int64 (stmt, uke_stmt_column_index (stmt, "claimed_until_us"));
    g_array_append_val (promises, promise);
  }
  return NULL;
}

static void
call_backs_free (gpointer data)
{
  g_array_unref (data);
}

/**
 * uke_clinic_load_call_backs_async:
 * @self: an open clinic
 * @cancellable: (nullable): to stop reading
 * @callback: called with the promises
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 * Source: product.md 4.3
 */
void
uke_clinic_load_call_backs_async (UkeClinic *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  uke_clinic_query (self, uke_clinic_load_call_backs_async, read_call_backs,
                    g_memdup2 (&self->clinic_id, sizeof self->clinic_id), g_free, call_backs_free,
                    cancellable, callback, user_data);
}

/**
 * uke_clinic_load_call_backs_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeCallBack): the promises
 * Errors: NOT_OPEN
 * Thread: main
 */
GArray *
uke_clinic_load_call_backs_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}

static gpointer
read_script (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const char *reason = data;
  g_autoptr (GPtrArray) scripts = uke_rows_list (db, &UKE_ENTITY_CALL_SCRIPT, error);
  UkeRecord *general = NULL;

  for (unsigned i = 0; scripts != NULL && i < scripts->len; i++) {
    UkeRecord *script = scripts->pdata[i];
    const char *code = uke_record_get_code (script, UKE_CALL_SCRIPT_REASON);

    if (!uke_record_get_bool (script, UKE_CALL_SCRIPT_IS_ACTIVE))
      continue;
    if (g_str_equal (code, reason))
      return g_object_ref (script);
    if (*code == '\0')
      general = script;
  }
  return general != NULL ? g_object_ref (general) : NULL;
}

/**
 * uke_clinic_load_call_script_async:
 * @self: an open clinic
 * @reason: why the call is made
 * @cancellable: (nullable): to stop reading
 * @callback: called with the script
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 */
void
uke_clinic_load_call_script_async (UkeClinic *self,
                                   const char *reason,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  uke_clinic_query (self, uke_clinic_load_call_script_async, read_script, g_strdup (reason), g_free,
                    g_object_unref, cancellable, callback, user_data);
}

/**
 * uke_clinic_load_call_script_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the active script for the reason, else the one for every
 * reason; NULL without an error when there is none
 * Errors: NOT_OPEN
 * Thread: main
 */
UkeRecord *
uke_clinic_load_call_script_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}
