/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-patient-query.h"

#include "base/uke-number.h"
#include "clinic/uke-clinic-private.h"
#include "store/uke-patient-rows.h"
#include "store/uke-replica.h"
#include "store/uke-rows.h"

/*
 * Small questions about patients' numbers and single records.
 */

typedef struct {
  const UkeEntity *entity;
  UkeId id;
  char *text; /* (owned) (nullable) */
  gboolean is_server_reached;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->text);
  g_free (question);
}

static gpointer
read_record (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  return uke_rows_get (db, question->entity, &question->id, error);
}

/**
 * uke_clinic_load_record_async:
 * @self: an open clinic
 * @entity: what kind of record
 * @id: which one
 * @cancellable: (nullable): to stop reading
 * @callback: called with the record
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN, NOT_FOUND
 * Thread: main
 */
void
uke_clinic_load_record_async (UkeClinic *self,
                              const UkeEntity *entity,
                              const UkeId *id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  Question *question = g_new0 (Question, 1);

  question->entity = entity;
  question->id = *id;
  uke_clinic_query (self, uke_clinic_load_record_async, read_record, question, question_free,
                    g_object_unref, cancellable, callback, user_data);
}

/**
 * uke_clinic_load_record_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the record
 * Errors: NOT_OPEN, NOT_FOUND
 * Thread: main
 */
UkeRecord *
uke_clinic_load_record_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  UkeRecord *record = uke_clinic_query_finish (self, result, error);

  uke_clinic_translate_error (error);
  return record;
}

static gpointer
find_number (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  UkeId id = UKE_ID_NONE;

  if (!uke_patient_rows_find_number (db, question->text, &id, error))
    return NULL;
  if (uke_id_equal (&id, &question->id))
    id = UKE_ID_NONE;
  return g_memdup2 (&id, sizeof id);
}

/**
 * uke_clinic_check_number_async:
 * @self: an open clinic
 * @patient_number: as typed
 * @except: (nullable): a patient who may have it
 * @cancellable: (nullable): to stop reading
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 * Source: decision 6
 */
void
uke_clinic_check_number_async (UkeClinic *self,
                               const char *patient_number,
                               const UkeId *except,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Question *question = g_new0 (Question, 1);

  question->text = g_strdup (patient_number);
  question->id = except != NULL ? *except : UKE_ID_NONE;
  uke_clinic_query (self, uke_clinic_check_number_async, find_number, question, question_free,
                    g_free, cancellable, callback, user_data);
}

/**
 * uke_clinic_check_number_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @out_patient_id: return location: who has it, none when it is free
 * @error: return location
 *
 * Returns: whether it could be looked up
 * Errors: NOT_OPEN
 * Thread: main
 */
gboolean
uke_clinic_check_number_finish (UkeClinic *self,
                                GAsyncResult *result,
                                UkeId *out_patient_id,
                                GError **error)
{
  g_autofree UkeId *id = uke_clinic_query_finish (self, result, error);

  if (id == NULL)
    return FALSE;
  *out_patient_id = *id;
  return TRUE;
}

/* Two desks that do not hear of each other would both give the next number. */
static char *
suggest_provisional (UkeDb *db, const UkeReplicaStatus *status, GError **error)
{
  for (int64_t n = status->next_dseq;; n++) {
    g_autofree char *number = uke_number_new_provisional (status->dev, n);
    UkeId other;

    if (!uke_patient_rows_find_number (db, number, &other, error))
      return NULL;
    if (uke_id_is_none (&other))
      return g_steal_pointer (&number);
  }
}

static gpointer
suggest_number (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;
  UkeReplicaStatus status;

  if (!uke_replica_get_status (db, &status, error))
    return NULL;
  return status.is_replica && !question->is_server_reached
             ? suggest_provisional (db, &status, error)
             : uke_patient_rows_next_number (db, error);
}

/**
 * uke_clinic_suggest_number_async:
 * @self: an open clinic
 * @cancellable: (nullable): to stop reading
 * @callback: called with the number
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 */
void
uke_clinic_suggest_number_async (UkeClinic *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  Question *question = g_new0 (Question, 1);

  question->is_server_reached = self->is_server_reached;
  uke_clinic_query (self, uke_clinic_suggest_number_async, suggest_number, question, question_free,
                    g_free, cancellable, callback, user_data);
}

/**
 * uke_clinic_suggest_number_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the next free patient number; a provisional one at a desk
 *   that does not reach its server, which gives the number once it has the patient
 * Errors: NOT_OPEN
 * Thread: main
 * Source: sync.md 2.10
 */
char *
uke_clinic_suggest_number_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}
