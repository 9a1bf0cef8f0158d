/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-contact-query.h"

#include "clinic/uke-clinic-private.h"
#include "store/uke-rows.h"

/**
 * uke_patient_contacts_free:
 * @self: (transfer full) (nullable): contacts
 *
 * Errors: none
 * Thread: any
 */
void
uke_patient_contacts_free (UkePatientContacts *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->patient);
  g_clear_pointer (&self->phones, g_ptr_array_unref);
  g_clear_pointer (&self->emails, g_ptr_array_unref);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_free (self);
}

static gboolean
read_rows (UkeDb *db, UkePatientContacts *contacts, GError **error)
{
  const UkeId *id = uke_record_get_id (contacts->patient);

  contacts->phones = uke_rows_list_by_id (db, &UKE_ENTITY_PATIENT_PHONE,
                                          UKE_PATIENT_PHONE_PATIENT_ID, id, error);
  if (contacts->phones == NULL)
    return FALSE;
  contacts->emails = uke_rows_list_by_id (db, &UKE_ENTITY_PATIENT_EMAIL,
                                          UKE_PATIENT_EMAIL_PATIENT_ID, id, error);
  if (contacts->emails == NULL)
    return FALSE;
  contacts->addresses = uke_rows_list_by_id (db, &UKE_ENTITY_PATIENT_ADDRESS,
                                             UKE_PATIENT_ADDRESS_PATIENT_ID, id, error);
  return contacts->addresses != NULL;
}

static gpointer
read_contacts (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  GArray *ids = data;
  g_autoptr (GPtrArray) all
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_patient_contacts_free);
  gboolean is_good = uke_db_begin_read (db, error);

  if (!is_good)
    return NULL;
  for (unsigned i = 0; is_good && i < ids->len; i++) {
    g_autoptr (GError) local = NULL;
    UkeRecord *patient
        = uke_rows_find (db, &UKE_ENTITY_PATIENT, &g_array_index (ids, UkeId, i), &local);
    UkePatientContacts *contacts = NULL;

    if (local != NULL) {
      g_propagate_error (error, g_steal_pointer (&local));
      is_good = FALSE;
    }
    if (patient == NULL)
      continue;
    contacts = g_new0 (UkePatientContacts, 1);
    contacts->patient = patient;
    g_ptr_array_add (all, contacts);
    is_good = read_rows (db, contacts, error);
  }
  uke_db_end_read (db);
  return is_good ? g_steal_pointer (&all) : NULL;
}

/**
 * uke_clinic_load_contacts_async:
 * @self: an open clinic
 * @ids: (transfer none) (element-type UkeId): of which patients; leave it alone until it finished
 * @cancellable: (nullable): to stop reading
 * @callback: called with the contacts
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 */
void
uke_clinic_load_contacts_async (UkeClinic *self,
                                GArray *ids,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  uke_clinic_query (self, uke_clinic_load_contacts_async, read_contacts, g_array_ref (ids),
                    (GDestroyNotify)g_array_unref, (GDestroyNotify)g_ptr_array_unref, cancellable,
                    callback, user_data);
}

/**
 * uke_clinic_load_contacts_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkePatientContacts): in the order of the ids
 * Errors: NOT_OPEN
 * Thread: main
 */
GPtrArray *
uke_clinic_load_contacts_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}
