/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-waiting-query.h"

#include "clinic/uke-clinic-private.h"
#include "clinic/uke-waiting-private.h"
#include "store/uke-log-store.h"
#include "store/uke-replica.h"
#include "store/uke-rows.h"
#include "store/uke-shadow.h"

/**
 * uke_waiting_free:
 * @self: (transfer full): what waits
 *
 * Errors: none
 * Thread: any
 */
void
uke_waiting_free (UkeWaiting *self)
{
  g_hash_table_unref (self->records);
  g_free (self);
}

/**
 * uke_waiting_has:
 * @self: what waits
 * @entity: a kind of record
 * @id: which one
 *
 * Returns: whether something that waits is about the record
 * Errors: none
 * Thread: any
 */
gboolean
uke_waiting_has (const UkeWaiting *self, const UkeEntity *entity, const UkeId *id)
{
  const UkeShadow key = { entity, *id };

  return g_hash_table_contains (self->records, &key);
}

/**
 * uke_waiting_has_record:
 * @self: what waits
 * @record: a record
 *
 * Returns: whether something that waits is about it
 * Errors: none
 * Thread: any
 */
gboolean
uke_waiting_has_record (const UkeWaiting *self, UkeRecord *record)
{
  return uke_waiting_has (self, uke_record_get_entity (record), uke_record_get_id (record));
}

/**
 * uke_waiting_read:
 * @db: a connection
 * @since_us: when today began
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what waits
 * Errors: those of the database
 * Thread: the reader's
 */
UkeWaiting *
uke_waiting_read (UkeDb *db, int64_t since_us, GError **error)
{
  UkeReplicaStatus status;
  UkeWaiting *waiting;
  GHashTable *records;
  unsigned n_today = 0;
  int64_t unsaved_us = 0;

  if (!uke_replica_get_status (db, &status, error)
      || (status.is_replica
          && (!uke_log_store_count_since (db, since_us, status.dev, &n_today, error)
              || !uke_log_store_get_time_after (db, status.durable, &unsaved_us, error))))
    return NULL;
  records = uke_shadow_list (db, error);
  if (records == NULL)
    return NULL;
  waiting = g_new0 (UkeWaiting, 1);
  waiting->has_server = status.is_replica;
  waiting->n_waiting = status.n_waiting;
  waiting->n_queued = status.n_queued;
  waiting->n_unsent = status.n_unsent;
  waiting->n_refused = status.n_refused;
  waiting->n_today = n_today;
  waiting->oldest_us = status.oldest_us;
  waiting->last_contact_us = status.last_contact_us;
  waiting->unsaved_us = unsaved_us;
  waiting->records = records;
  return waiting;
}

/**
 * uke_waiting_today_us:
 * @clinic: a clinic
 *
 * Returns: when the clinic's day began, UTC microseconds; 0 where no zone is known yet
 * Errors: none
 * Thread: main
 */
int64_t
uke_waiting_today_us (UkeClinic *clinic)
{
  const UkeZone *zone = uke_clinic_get_zone (clinic);
  int64_t now_us = uke_clock_now_us (uke_clinic_get_clock (clinic));

  return zone != NULL ? uke_zone_at (zone, uke_zone_date_of (zone, now_us), 0) : 0;
}

static gpointer
read_waiting (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return uke_waiting_read (db, *(const int64_t *)data, error);
}

/* Whose a record is. */
static gboolean
find_patient (UkeDb *db, const UkeShadow *shadow, UkeId *out_id, GError **error)
{
  int field = uke_entity_field_index (shadow->entity, "patient_id");
  g_autoptr (UkeRecord) record = NULL;
  g_autoptr (GError) local = NULL;

  *out_id = shadow->entity == &UKE_ENTITY_PATIENT ? shadow->id : UKE_ID_NONE;
  if (field < 0)
    return TRUE;
  record = uke_rows_find_any (db, shadow->entity, &shadow->id, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (record != NULL)
    *out_id = *uke_record_get_id_value (record, (unsigned)field);
  return TRUE;
}

/**
 * uke_waiting_list_patients:
 * @db: a connection
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeId): about whom something waits
 * Errors: those of the database
 * Thread: the reader's
 */
GHashTable *
uke_waiting_list_patients (UkeDb *db, GError **error)
{
  g_autoptr (GHashTable) patients
      = g_hash_table_new_full (uke_id_hash, (GEqualFunc)uke_id_equal, g_free, NULL);
  g_autoptr (GHashTable) shadows = uke_shadow_list (db, error);
  GHashTableIter iter;
  gpointer shadow;

  if (shadows == NULL)
    return NULL;
  g_hash_table_iter_init (&iter, shadows);
  while (g_hash_table_iter_next (&iter, &shadow, NULL)) {
    UkeId id;

    if (!find_patient (db, shadow, &id, error))
      return NULL;
    if (!uke_id_is_none (&id))
      g_hash_table_add (patients, g_memdup2 (&id, sizeof id));
  }
  return g_steal_pointer (&patients);
}

/**
 * uke_clinic_load_waiting_async:
 * @self: an open clinic
 * @cancellable: (nullable): to stop reading
 * @callback: called with what waits for the server
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 * Source: sync.md 2.18
 */
void
uke_clinic_load_waiting_async (UkeClinic *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  int64_t since_us = uke_waiting_today_us (self);

  uke_clinic_query (self, uke_clinic_load_waiting_async, read_waiting,
                    g_memdup2 (&since_us, sizeof since_us), g_free,
                    (GDestroyNotify)uke_waiting_free, cancellable, callback, user_data);
}

/**
 * uke_clinic_load_waiting_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what waits
 * Errors: NOT_OPEN
 * Thread: main
 */
UkeWaiting *
uke_clinic_load_waiting_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}
